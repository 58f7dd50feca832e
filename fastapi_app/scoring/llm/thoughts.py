"""What models think before they reply, and the marks that they set around it."""

import re
from dataclasses import dataclass

from scoring.llm.objects import Scan, scan

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
class _Mark:
    start: int
    end: int


def is_unfinished_thought(reply: str) -> bool:
    """Whether a model came to no end of what it thought."""
    scanned = scan(reply)
    return any(thought.stop > len(scanned.text) for thought in thoughts_in(scanned))


def thoughts_in(scanned: Scan) -> list[range]:
    """Where it thinks: all before an end that has no beginning, and beyond the end of the text if
    they have none. A mark within an object belongs to a text in it."""
    text = scanned.text
    places = [(mark, True) for mark in _ends(text)] + [(mark, False) for mark in _beginnings(text)]
    places.sort(key=lambda place: (place[0].start, place[1]))
    thoughts: list[range] = []
    begun: int | None = None
    inside = iter(scanned.found)
    current = next(inside, None)
    for mark, is_end in places:
        while current and current.end <= mark.start:
            current = next(inside, None)
        if current and current.start <= mark.start:
            continue
        if not is_end:
            begun = mark.start if begun is None else begun
        elif begun is None:
            thoughts = [range(mark.end)]
        else:
            thoughts.append(range(begun, mark.end))
            begun = None
    if begun is not None and says_nothing(text[text.rfind("\n", 0, begun) + 1 : begun]):
        thoughts.append(range(begun, len(text) + 1))  # within a line it is a word about the answer
    return thoughts


def _ends(text: str) -> list[_Mark]:
    """Where thoughts end. Of those whose beginning is not there, the server wrote it itself."""
    return [_Mark(*match.span()) for match in _END.finditer(text)]


def _beginnings(text: str) -> list[_Mark]:
    return [_Mark(*match.span()) for match in _BEGINNING.finditer(text)]


def says_nothing(text: str) -> bool:
    """What is left around a reply: fences and marks."""
    return not _REST.sub("", _END.sub("", text))
