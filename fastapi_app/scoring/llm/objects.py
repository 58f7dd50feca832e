"""JSON values in a text that is not all JSON, written by models: less strictly than the standard
wants it, but never read in two ways."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_MOST_CHARACTERS = 200_000  # the last of a text
_MOST_FAILURES = 500  # beginnings of what turns out to be no JSON
_OPENING = re.compile(r"[{\[]")
_BACKSLASH = re.compile(r'\\(?:(["\\/bfnrt]|u[0-9a-fA-F]{4})|)')
# A text without an end goes on to the last character: looking for it again would take for ever.
_TEXT_OR_COMMA = re.compile(r'"(?:[^"\\]|\\.)*+"?|,(?=\s*+[}\]])', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Found:
    value: Any
    start: int
    end: int


def mended(text: str) -> str:
    r"""With what JSON lacks: `\d` becomes `\\d`, and a comma after the last element goes."""
    text = _unquoted(text[-_MOST_CHARACTERS:])
    text = _BACKSLASH.sub(lambda match: match[0] if match[1] else r"\\", text)
    return _TEXT_OR_COMMA.sub(lambda match: "" if match[0] == "," else match[0], text)


def _unquoted(text: str) -> str:
    """Without the quotation marks of what was made JSON twice."""
    try:
        inner = json.loads(text) if text.lstrip().startswith('"') else text
    except ValueError:
        return text
    return inner if isinstance(inner, str) else text


def objects(text: str) -> Iterator[Found]:
    """Objects and arrays in their order, those inside of others or of a text in them left out."""
    at, failures = 0, 0
    while failures < _MOST_FAILURES and (opening := _OPENING.search(text, at)):
        try:
            value, at = _DECODER.raw_decode(text, opening.start())
        except (ValueError, RecursionError):
            at = opening.end()
            failures += 1
        else:
            yield Found(value, opening.start(), at)


def _without_doubles(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """Names in any case, as models write them; one that is there twice says two things."""
    named = {name.strip().lower(): value for name, value in members}
    if len(named) < len(members):
        raise ValueError("the same member twice")
    return named


_DECODER = json.JSONDecoder(strict=False, object_pairs_hook=_without_doubles)
