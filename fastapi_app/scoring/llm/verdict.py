"""What the model has to answer with, and reading it from what it did answer with."""

import re
from collections.abc import Set
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

MAX_POINT_SCORE = 10

_THOUGHTS_END = "</think>"
_MAX_REASON_CHARACTERS = 300
_LENGTHS = frozenset({"maxLength"})
_LIMITS = _LENGTHS | {"minimum", "maximum", "minItems", "maxItems"}
_UNPRINTABLE = re.compile(r"[^\S ]+|[\x00-\x1f\x7f-\x9f]+")


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


def read_verdict(reply: str, count: int) -> list[PointVerdict] | None:
    """The points in their order; None for a reply that is no verdict on exactly these points.

    Models put their thoughts before it and fences around it; what stands between the first and the
    last brace must be a verdict and nothing else.
    """
    text = reply.rpartition(_THOUGHTS_END)[2]
    try:
        verdict = Verdict.model_validate_json(text[text.find("{") : text.rfind("}") + 1])
    except ValidationError:
        return None
    return verdict.in_order(count)


def sentence(reason: str) -> str:
    """A reason on one line and of a bearable length, without what no database stores."""
    plain = " ".join(_UNPRINTABLE.sub(" ", reason).split())
    if len(plain) > _MAX_REASON_CHARACTERS:
        plain = plain[:_MAX_REASON_CHARACTERS].rsplit(" ", 1)[0] + "…"
    return plain if not plain or plain[-1] in ".!?…" else f"{plain}."
