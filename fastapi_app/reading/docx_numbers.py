"""Numbers of a chart as they are shown: in the formats of a workbook, with dates as days."""

import re
from datetime import datetime, timedelta
from functools import lru_cache
from math import inf
from typing import NamedTuple

from reading.docx_xml import number

DIGITS = 12
"""More are those of the machine, which cannot write most fractions down."""
MAX_CODE = 255
"""Of a format, as workbooks have it too."""
MAX_DECIMALS = 30
MOST = 1e15  # of which a format shows every digit
# Not asked of the system, which would look up languages and zones in files.
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HALVES = ("AM", "PM")
PLAIN = frozenset({"", "general", "@"})
FIRST_DAY = datetime(1899, 12, 30)  # so that the first of March 1900 and all later days are right
DAYS_TO_1904 = 1462
LAST_DAY = 2_958_465
TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|\[\$(?P<currency>[^][-]*+)[^][]*\]|\[[^][]*\]|\*.'
    r"|(?P<blank>_.)|(?P<end>;)|(?P<half>AM/PM|A/P)|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*)?,*|\.[0#?]+)"
    r"|(?P<power>E[+-]0+)|(?P<time>y+|m+|d+|h+|s+)|(?P<percent>%)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)


class Piece(NamedTuple):
    kind: str  # of what stands here
    text: str


def rounded(text: str) -> str:
    """Of a number, as it is shown without a format."""
    return text if len(text) <= DIGITS else f"{float(text):.{DIGITS}g}"


def formatted(text: str, code: str, *, since_1904: bool = False) -> str:
    """What is no number is no business of formats, and in one that is not understood it is the
    number itself that is read."""
    count = number(text, inf)
    if count == inf:
        return text
    sections = sections_of(code) if len(code) <= MAX_CODE else ()
    if not sections or abs(count) >= MOST:
        return rounded(text)
    is_own = count < 0 and len(sections) > 1  # with a sign of its own
    section = sections[1] if is_own else sections[0]
    if count == 0 and len(sections) > 2:
        section = sections[2]
    kinds = {piece.kind for piece in section}
    if "time" in kinds:
        return dated(count + DAYS_TO_1904 * since_1904, section) or rounded(text)
    if "power" in kinds or ("digits" not in kinds and kinds & {"other", "percent"}):
        return rounded(text)
    return counted(abs(count) if is_own else count, section)


@lru_cache(maxsize=64)
def sections_of(code: str) -> tuple[tuple[Piece, ...], ...]:
    """For what is positive, negative and zero; none of a format that says nothing."""
    if code.strip().lower() in PLAIN:
        return ()
    sections: list[list[Piece]] = [[]]
    for token in TOKEN.finditer(code):
        kind = token.lastgroup or ""
        if kind == "end":
            sections.append([])
        elif kind:
            sections[-1].append(Piece(kind, token[kind]))
    return tuple(map(tuple, sections))


def counted(count: float, section: tuple[Piece, ...]) -> str:
    """A number between what is written before and after it."""
    count *= 100 ** sum(piece.kind == "percent" for piece in section)
    is_written, texts = False, []
    for kind, text in section:
        if kind == "digits" and not is_written:
            is_written = True
            texts.append(digits(count, text))
        elif kind == "blank":
            texts.append(" ")
        elif kind != "digits":
            texts.append(text)
    return "".join(texts).strip()


def digits(count: float, pattern: str) -> str:
    whole, _, places = pattern.rstrip(",").partition(".")
    count /= 1000 ** (len(pattern) - len(pattern.rstrip(",")))
    comma = "," if "," in whole else ""
    shown = f"{count:{comma}.{min(len(places), MAX_DECIMALS)}f}"
    needless = len(places) - len(places.rstrip("#?"))
    for _ in range(needless):
        shown = shown.removesuffix("0")
    return shown.removesuffix(".")


def dated(days: float, section: tuple[Piece, ...]) -> str:
    """A day and time; empty for one that workbooks do not know either."""
    if not 0 <= days <= LAST_DAY:
        return ""
    moment = FIRST_DAY + timedelta(seconds=round(days * 86_400))
    is_half = any(kind == "half" for kind, _ in section)
    texts, latest = [], ""
    for place, (kind, text) in enumerate(section):
        if kind != "time":
            texts.append(
                HALVES[moment.hour // 12] if kind == "half" else " " if kind == "blank" else text
            )
            continue
        following = (piece.text[0] for piece in section[place + 1 :] if piece.kind == "time")
        is_minute = latest == "h" or next(following, "").lower() == "s"
        latest = text[0].lower()
        texts.append(moment_in(moment, latest, len(text), is_minute=is_minute, is_half=is_half))
    return "".join(texts).strip()


def moment_in(moment: datetime, unit: str, length: int, *, is_minute: bool, is_half: bool) -> str:
    if unit == "y":
        return f"{moment.year}" if length > 2 else f"{moment.year % 100:02d}"
    if unit in "md" and length > 2 and not is_minute:
        name = MONTHS[moment.month - 1] if unit == "m" else DAYS[moment.weekday()]
        return name[:3] if length == 3 else name
    hour = moment.hour % 12 or 12 if is_half else moment.hour
    count = {"d": moment.day, "h": hour, "s": moment.second, "m": moment.month}[unit]
    return f"{moment.minute if unit == 'm' and is_minute else count:0{min(length, 2)}d}"
