"""JSON values in a text that is not all JSON, written by models: less strictly than the standard
wants it, but never read in two ways."""

import json
import re
from dataclasses import dataclass
from typing import Any

_MOST_CHARACTERS = 200_000  # the last of a text
# Characters that may be read in vain, of what turns out to be no JSON: each beginning of one could
# otherwise be read to the end of the text.
_MOST_IN_VAIN = 1_000_000
_COST_OF_A_FAILURE = 16  # characters that are read in the same time
_MOST_DIGITS = 20
_TIMES_ENCODED = 3
# Of what can only be JSON: formulas and programs are full of others.
_OPENING = re.compile(r'\{(?=\s*+["}])|\[(?=\s*+["{\[\]\-\dtfnIN])')
_BACKSLASH = re.compile(r'\\(?:(["\\/bfnrt]|u[0-9a-fA-F]{4})|)')
# A text without an end goes on to the last character: looking for it again would take for ever.
_TEXT_OR_COMMA = re.compile(r'"(?:[^"\\]|\\.)*+"?|,(?=\s*+[}\]])', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Found:
    value: Any
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Scan:
    """The objects and arrays in a ``text`` in their order, those inside of others or of a text in
    them left out. Not ``is_whole``: there may be more, which there were too many characters for."""

    text: str
    found: tuple[Found, ...]
    is_whole: bool


def scan(reply: str) -> Scan:
    text = _mended(reply[-_MOST_CHARACTERS:])
    found: list[Found] = []
    at, in_vain = 0, 0
    while opening := _OPENING.search(text, at):
        start = opening.start()
        try:
            value, at = _DECODER.raw_decode(text, start)
        except (ValueError, RecursionError) as error:
            at = opening.end()
            read_to = error.pos if isinstance(error, json.JSONDecodeError) else len(text)
            in_vain += _COST_OF_A_FAILURE + read_to - start
            if in_vain > _MOST_IN_VAIN:
                break
        else:
            found.append(Found(value, start, at))
    is_whole = opening is None and len(reply) <= _MOST_CHARACTERS
    return Scan(text, tuple(found), is_whole)


def _mended(text: str) -> str:
    r"""With what JSON lacks: `\d` becomes `\\d`, and a comma after the last element goes."""
    text = _unquoted(text)
    text = _BACKSLASH.sub(lambda match: match[0] if match[1] else r"\\", text)
    return _TEXT_OR_COMMA.sub(lambda match: "" if match[0] == "," else match[0], text)


def _unquoted(text: str) -> str:
    """Without the quotation marks of what was made JSON twice, or once more."""
    for _ in range(_TIMES_ENCODED):
        try:
            inner = json.loads(text) if text.lstrip().startswith('"') else None
        except ValueError:
            inner = None
        if not isinstance(inner, str):
            break
        text = inner
    return text


def _members(members: list[tuple[str, Any]]) -> dict[str, Any]:
    """Names in any case, as models write them; one that is there twice says two things, so that
    neither counts."""
    named: dict[str, Any] = {}
    for name, value in members:
        plain = name.strip().lower()
        named[plain] = None if plain in named else value
    return named


def _number(digits: str) -> int | float:
    """Without the error that very long ones are for ``int``."""
    return int(digits) if len(digits) <= _MOST_DIGITS else float(digits)


_DECODER = json.JSONDecoder(strict=False, object_pairs_hook=_members, parse_int=_number)
