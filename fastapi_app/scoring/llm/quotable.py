"""What of an answer could be taken for the model's own words where the model quotes it."""

import html
import re
import unicodedata
from dataclasses import dataclass

from scoring.llm.thoughts import THINKING

_BRACE = re.compile(r"[{❴⦃]|(?:[ux%+\\]|\\u\{)0{0,6}(?:7b|173)", re.IGNORECASE)
_MARK = re.compile(
    rf"(?:[<>\[\]◁▷|/]|3c|5b|7c)\W{{0,5}}[\w:-]{{0,30}}(?:{THINKING}|channel)|assistantfinal",
    re.IGNORECASE,
)
_LONG_REFERENCE = re.compile("&#[0-9]{8,};?")  # the highest character has seven digits


@dataclass(frozen=True, slots=True)
class Quotable:
    """``verdict``: anything that might become one; ``marks``: also such as stand around thoughts,
    so that nothing in a reply is known to be thoughts."""

    verdict: bool = False
    marks: bool = False

    @classmethod
    def of(cls, answer: str) -> "Quotable":
        """Decided generously: a model may write letters another way than it read them."""
        plain = _folded(_unescaped(_unescaped(answer)))
        verdict = bool(_BRACE.search(plain))
        return cls(verdict, verdict and bool(_MARK.search(plain)))


def _unescaped(text: str) -> str:
    """Python refuses to read numbers of thousands of digits; whatever they stand for, they may be a
    brace."""
    return html.unescape(_LONG_REFERENCE.sub("{", text))


def _folded(text: str) -> str:
    """Character by character: normalising whole texts is quadratic on long runs of accents."""
    others = {letter for letter in text if not letter.isascii()}
    return text.translate({ord(letter): unicodedata.normalize("NFKC", letter) for letter in others})
