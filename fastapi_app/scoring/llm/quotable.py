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


@dataclass(frozen=True, slots=True)
class Quotable:
    """``verdict``: anything that might become one; ``marks``: also such as stand around thoughts,
    so that nothing in a reply is known to be thoughts."""

    verdict: bool = False
    marks: bool = False

    @classmethod
    def of(cls, answer: str) -> "Quotable":
        """Decided generously: a model may write letters another way than it read them."""
        plain = unicodedata.normalize("NFKC", html.unescape(html.unescape(answer)))
        verdict = bool(_BRACE.search(plain))
        return cls(verdict, verdict and bool(_MARK.search(plain)))
