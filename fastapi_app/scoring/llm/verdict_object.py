"""Reading a verdict from JSON, in the shapes that models give it."""

import re
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from scoring.llm.verdict import PointVerdict, Verdict

_WHOLE = re.compile(r"(\d{1,3})(?:\.0{1,20})?", re.ASCII)
_DEEPEST_WRAPPING = 3
_YES = frozenset({"true", "yes"})


def verdict_of(value: object, count: int) -> Verdict | None:
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


def _whole(number: object) -> object:
    """8.0 and "8" are 8; 8.5 and true are not whole numbers."""
    if isinstance(number, float) and number.is_integer():
        return int(number)
    if isinstance(number, str) and (match := _WHOLE.fullmatch(number.strip())):
        return int(match[1])
    return number


def is_meant(value: object, count: int) -> bool:
    """A later one for every point, whose numbers are no scores, takes back what stood before it."""
    points = _points(value)
    return len(points) == count and all("score" in one for one in points)


def is_bare(value: object) -> bool:
    """Nothing beside the points, or around them, that could be the model's verdict."""
    while isinstance(value, dict | list) and len(value) == 1 and not _has_points(value):
        value = value[0] if isinstance(value, list) else next(iter(value.values()))
    return isinstance(value, list) or _has_points(value)


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


def _has_points(value: object) -> bool:
    return isinstance(value, dict) and "points" in value
