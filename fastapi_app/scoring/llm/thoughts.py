"""The marks that models set around what they think before they reply."""

import re
from dataclasses import dataclass

THINKING = "think|thought|reason|reflect|analysis|scratchpad|monologue|rationale|deliberat"
_WORD = rf"[\w:-]{{0,20}}(?:{THINKING})[\w:-]{{0,20}}"
_END = re.compile(
    rf"<\s?/\s?{_WORD}\s?>|\[\s?/\s?THINK\w{{0,5}}\s?\]|◁\s?/\s?think\w{{0,5}}\s?▷"
    r"|<\|(?:/|end_(?:of_)?)(?:think|thought)\w{0,5}\|>|<channel\|>"
    # gpt-oss, also where a server took its special tokens out
    r"|<\|channel\|>\s?final.{0,80}?<\|message\|>|^analysis.{0,100000}assistantfinal",
    re.IGNORECASE | re.DOTALL,
)
_BEGINNING = re.compile(
    rf"<\s?{_WORD}\s?>|\[\s?THINK\w{{0,5}}\s?\]|◁\s?think\w{{0,5}}\s?▷"
    r"|<\|(?:(?:start|begin)_(?:of_)?)?(?:think|thought)\w{0,5}\|>|<\|channel>thought"
    r"|<\|channel\|>\s?(?:analysis|commentary)|^analysis(?=\w)",
    re.IGNORECASE,
)
_REST = re.compile(r"<\|\w{1,30}\|>|</?s>|```\w{1,10}|[`\s\ufeff]")


@dataclass(frozen=True, slots=True)
class Mark:
    start: int
    end: int


def ends(text: str) -> list[Mark]:
    """Where thoughts end. Of those whose beginning is not there, the server wrote it itself."""
    return [Mark(*match.span()) for match in _END.finditer(text)]


def beginnings(text: str) -> list[Mark]:
    return [Mark(*match.span()) for match in _BEGINNING.finditer(text)]


def says_nothing(text: str) -> bool:
    """What is left around a reply: fences and marks."""
    return not _REST.sub("", _END.sub("", text))
