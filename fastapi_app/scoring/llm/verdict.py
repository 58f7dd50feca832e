"""What the model has to answer with, and reading it from what it did answer with."""

import re
from collections.abc import Set
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scoring.llm.objects import Found, Scan, scan
from scoring.llm.quotable import Quotable
from scoring.llm.thoughts import beginnings, ends, says_nothing

MAX_POINT_SCORE = 10

_MAX_REASON_CHARACTERS = 300
_LENGTHS = frozenset({"maxLength"})
_LIMITS = _LENGTHS | {"minimum", "maximum", "minItems", "maxItems"}
_UNPRINTABLE = re.compile(r"[^\S ]+|[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_WHOLE = re.compile(r"(\d{1,3})(?:\.0{1,20})?", re.ASCII)
_DEEPEST_WRAPPING = 3


class PointVerdict(BaseModel):
    """How far the answer makes one point, from 0 to 10."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    point: int
    reason: str
    score: int = Field(ge=0, le=MAX_POINT_SCORE)


class Verdict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    points: list[PointVerdict]

    def in_order(self, count: int) -> list[PointVerdict] | None:
        """The points from 1 to ``count``; None when these are not exactly those there are."""
        ordered = sorted(self.points, key=lambda one: one.point)
        numbers = [one.point for one in ordered]
        return ordered if numbers == list(range(1, count + 1)) else None


def schema(count: int) -> dict[str, Any]:
    """The JSON Schema of a verdict on so many points.

    The length of a reason is limited for the model only: a small one may never find an end, while
    a longer reason of one that was not held to the schema is merely shortened.
    """
    document = Verdict.model_json_schema()
    document["properties"]["points"] |= {"minItems": count, "maxItems": count}
    point = document["$defs"][PointVerdict.__name__]["properties"]
    point["point"] |= {"minimum": 1, "maximum": count}
    point["reason"]["maxLength"] = _MAX_REASON_CHARACTERS
    return document


def without_lengths(schema: dict[str, Any]) -> dict[str, Any]:
    """The same schema for a server that accepts no limit to a text."""
    return _without(_LENGTHS, schema)


def without_limits(schema: dict[str, Any]) -> dict[str, Any]:
    """The same schema for a server that accepts no limits at all: only the shape is left."""
    return _without(_LIMITS, schema)


def _without(keywords: Set[str], schema: dict[str, Any]) -> dict[str, Any]:
    return {
        name: _without(keywords, value) if isinstance(value, dict) else value
        for name, value in schema.items()
        if name not in keywords
    }


def read_verdict(
    reply: str,
    count: int,
    quotable: Quotable = Quotable(),  # noqa: B008 - it cannot be changed
    *,
    apart: str = "",
    as_last_word: bool = False,
) -> list[PointVerdict] | None:
    """The points in their order; None for a reply that holds no verdict on exactly these points.

    Models put their thoughts before it, and fences or words around it. The last one that is there
    counts, outside of thoughts that are marked as such: before it may stand an example or a draft.
    Not so where a candidate's could be quoted: see ``_is_all_it_says``. ``apart`` are thoughts that
    the server set apart. ``as_last_word``: nothing may follow it.
    """
    scanned = scan(reply)
    thoughts = [] if quotable.marks else _thoughts(scanned)
    meant = [one for one in _meant(scanned, count) if not _is_within(one, thoughts)]
    verdict = _read(meant[-1].value, count) if meant else None
    if verdict is None or (as_last_word and not says_nothing(scanned.text[meant[-1].end :])):
        return None
    if quotable.verdict:
        if quotable.marks and apart:
            return None
        said = (scanned, scan(apart))
        if not _is_all_it_says(said, meant[-1], thoughts) or not _agree(said, verdict):
            return None
    return verdict


def _is_all_it_says(said: tuple[Scan, Scan], verdict: Found, thoughts: list[range]) -> bool:
    """Whatever else there is could be the model's verdict, in a shape that is not read, and this
    one quoted from the answer."""
    text = said[0].text
    around = [range(verdict.start, verdict.end), *thoughts]
    around.sort(key=lambda one: one.start)
    at, left = 0, ""
    for one in around:
        left += text[at : one.start] + "\n"
        at = max(at, one.stop)
    is_whole = all(scanned.is_whole for scanned in said)
    return is_whole and _is_bare(verdict.value) and says_nothing(left + text[at:])


def _agree(said: tuple[Scan, Scan], verdict: list[PointVerdict]) -> bool:
    """All there are give the same scores, in thoughts too: where these end is a guess."""
    count = len(verdict)
    found = (one for scanned in said for one in _meant(scanned, count))
    return all(_scores(_read(one.value, count)) == _scores(verdict) for one in found)


def _meant(scanned: Scan, count: int) -> list[Found]:
    return [one for one in scanned.found if _is_meant(one.value, count)]


def _is_within(one: Found, thoughts: list[range]) -> bool:
    return any(one.start in thought for thought in thoughts)


def is_unfinished_thought(reply: str) -> bool:
    """Whether it came to no end of what it thought."""
    scanned = scan(reply)
    return any(thought.stop > len(scanned.text) for thought in _thoughts(scanned))


def _thoughts(scanned: Scan) -> list[range]:
    """Where they stand: all before an end that has no beginning, and beyond the end of the text if
    they have none. A mark within an object belongs to a text in it."""
    text = scanned.text
    places = [(mark, True) for mark in ends(text)] + [(mark, False) for mark in beginnings(text)]
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


def _scores(points: list[PointVerdict] | None) -> list[int] | None:
    return None if points is None else [one.score for one in points]


def _is_bare(value: object) -> bool:
    """Nothing beside the points, or around them, that could be the model's verdict."""
    while isinstance(value, dict | list) and len(value) == 1 and not _has_points(value):
        value = value[0] if isinstance(value, list) else next(iter(value.values()))
    return isinstance(value, list) or _has_points(value)


def _has_points(value: object) -> bool:
    return isinstance(value, dict) and "points" in value


def _is_meant(value: object, count: int) -> bool:
    """A later one for every point, whose numbers are no scores, takes back what stood before it."""
    points = _points(value)
    return len(points) == count and all("score" in one for one in points)


def _read(value: object, count: int) -> list[PointVerdict] | None:
    """Without members that nobody asked for, and with whole numbers as whole numbers."""
    points = [
        {name: _whole(member) if name != "reason" else member for name, member in one.items()
         if name in PointVerdict.model_fields}
        for one in _points(value)
    ]  # fmt: skip
    try:
        return Verdict.model_validate({"points": points}).in_order(count)
    except ValidationError:
        return None


def _points(value: object) -> list[dict[str, Any]]:
    """Also of a list without an object around it, and of an object within another that has no
    second one: beside it may stand thoughts, or the name of a tool."""
    for _ in range(_DEEPEST_WRAPPING):
        if isinstance(value, dict):
            value = value["points"] if "points" in value else _only_one(list(value.values()))
        elif isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
            value = value[0] if "points" in value[0] else value
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        return []
    return value


def _only_one(members: list[object]) -> object:
    nested = [one for one in members if isinstance(one, dict | list) and one]
    nested = [one for one in nested if _has_points(one)] or nested
    return nested[0] if len(nested) == 1 else None


def _whole(number: object) -> object:
    """8.0 and "8" are 8; 8.5 and true are not whole numbers."""
    if isinstance(number, float) and number.is_integer():
        return int(number)
    if isinstance(number, str) and (match := _WHOLE.fullmatch(number.strip())):
        return int(match[1])
    return number


def sentence(reason: str) -> str:
    """A reason on one line and of a bearable length, without what no database stores."""
    plain = " ".join(_UNPRINTABLE.sub(" ", reason).split())
    if len(plain) > _MAX_REASON_CHARACTERS:
        plain = plain[:_MAX_REASON_CHARACTERS].rsplit(" ", 1)[0] + "…"
    return plain if not plain or plain[-1] in ".!?…" else f"{plain}."
