"""What the model has to answer with.

Quotes come after all points, not within them: words of the answer that a model copies without
escaping their quotation marks end a text of its JSON. So they can spoil nothing but quotes, since
the scores are there before them.
"""

import re
from collections.abc import Set
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

MAX_POINT_SCORE = 10
_MAX_REASON_CHARACTERS = 300
_MAX_QUOTE_CHARACTERS = 300
_LENGTHS = frozenset({"maxLength"})
_LIMITS = _LENGTHS | {"minimum", "maximum", "minItems", "maxItems"}
_UNPRINTABLE = re.compile(r"[^\S ]+|[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


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


def sentence(reason: str) -> str:
    """A reason on one line and of a bearable length, without what no database stores."""
    plain = " ".join(_UNPRINTABLE.sub(" ", reason).split())
    if len(plain) > _MAX_REASON_CHARACTERS:
        plain = plain[:_MAX_REASON_CHARACTERS].rsplit(" ", 1)[0] + "…"
    return plain if not plain or plain[-1] in ".!?…" else f"{plain}."
