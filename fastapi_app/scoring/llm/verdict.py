"""What the model has to answer with, and reading it from what it did answer with.

Quotes come after all points, not within them: words of the answer that a model copies without
escaping their quotation marks end a text of its JSON. So they can spoil nothing but quotes, since
the scores are there before them.
"""

import re
from collections.abc import Iterator, Set
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scoring.llm.objects import Found, Scan, scan
from scoring.llm.quotable import Quotable
from scoring.llm.thoughts import beginnings, ends, says_nothing

MAX_POINT_SCORE = 10

_MAX_REASON_CHARACTERS = 300
_MAX_QUOTE_CHARACTERS = 300
_LENGTHS = frozenset({"maxLength"})
_LIMITS = _LENGTHS | {"minimum", "maximum", "minItems", "maxItems"}
_UNPRINTABLE = re.compile(r"[^\S ]+|[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_WHOLE = re.compile(r"(\d{1,3})(?:\.0{1,20})?", re.ASCII)
_DEEPEST_WRAPPING = 3
_YES = frozenset({"true", "yes"})


class PointVerdict(BaseModel):
    """How far the answer makes one point, from 0 to 10, and whether it denies it instead."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    point: int
    reason: str
    contradicted: bool
    score: int = Field(ge=0, le=MAX_POINT_SCORE)

    @property
    def worth(self) -> int:
        """0 to 10: nothing where the answer denies the point, whatever the score says."""
        return 0 if self.contradicted else self.score


class Verdict(BaseModel):
    """``quotes`` are the words of the answer that speak of each point, empty where none do."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)

    points: list[PointVerdict]
    quotes: list[str]


def schema(count: int) -> dict[str, Any]:
    """The JSON Schema of a verdict on so many points.

    The lengths of texts are limited for the model only: a small one may never find an end, while
    a longer reason of one that was not held to the schema is merely shortened.
    """
    document = Verdict.model_json_schema()
    for name in ("points", "quotes"):
        document["properties"][name] |= {"minItems": count, "maxItems": count}
    document["properties"]["quotes"]["items"] |= {"maxLength": _MAX_QUOTE_CHARACTERS}
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
) -> Verdict | None:
    """Points and quotes in the points' order; None for a reply that holds no verdict on exactly
    these points.

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


def _agree(said: tuple[Scan, Scan], verdict: Verdict) -> bool:
    """All there are say the same of each point, in thoughts too: where these end is a guess."""
    count = len(verdict.points)
    found = (one for scanned in said for one in _meant(scanned, count))
    return all(_judged(_read(one.value, count)) == _judged(verdict) for one in found)


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


def _judged(verdict: Verdict | None) -> list[tuple[int, bool]] | None:
    return [(one.worth, one.contradicted) for one in verdict.points] if verdict else None


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


def _read(value: object, count: int) -> Verdict | None:
    """Without members that nobody asked for, and with whole numbers as whole numbers."""
    points = [_mended(one) for one in _points(value)]
    try:
        verdict = Verdict.model_validate({"points": points, "quotes": _quotes(value, count)})
    except ValidationError:
        return None
    numbers = [one.point for one in verdict.points]
    in_order = list(range(1, count + 1))
    if numbers == in_order:
        return verdict
    # Whose its quotes are is a guess then.
    ordered = sorted(verdict.points, key=lambda one: one.point)
    return Verdict(points=ordered, quotes=[""] * count) if sorted(numbers) == in_order else None


def _mended(point: dict[str, Any]) -> dict[str, Any]:
    asked_for = {name: point[name] for name in PointVerdict.model_fields if name in point}
    mended = {name: _whole(member) for name, member in asked_for.items() if name != "reason"}
    return asked_for | mended | {"contradicted": _is_said(point.get("contradicted"))}


def _is_said(member: object) -> bool:
    """Models that are not held to the schema leave it out, or write "yes"."""
    return member is True or (isinstance(member, str) and member.strip().lower() in _YES)


def _points(value: object) -> list[dict[str, Any]]:
    """Also of a list without an object around it."""
    *_, inmost = _layers(value)
    if not isinstance(inmost, list) or not all(isinstance(one, dict) for one in inmost):
        return []
    return inmost


def _quotes(value: object, count: int) -> list[str]:
    """None for any point where there are not as many as points: nobody knows whose they are."""
    holders = [layer for layer in _layers(value) if _has_points(layer)]
    quotes = holders[-1].get("quotes") if holders else None
    if not isinstance(quotes, list) or len(quotes) != count:
        return [""] * count
    return [quote if isinstance(quote, str) else "" for quote in quotes]


def _layers(value: object) -> Iterator[Any]:
    """It and what is in it, down to the points, also of an object within another that has no second
    one: beside it may stand thoughts, or the name of a tool."""
    yield value
    for _ in range(_DEEPEST_WRAPPING):
        if isinstance(value, dict):
            value = value["points"] if "points" in value else _only_one(list(value.values()))
        elif isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
            value = value[0] if "points" in value[0] else value
        yield value


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
