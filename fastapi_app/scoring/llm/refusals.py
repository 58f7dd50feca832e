"""What a server does not take about a request, read from how it says no."""

import re
from collections.abc import Set
from enum import Enum

from openai import APIStatusError

NOT_ACCEPTED = frozenset({400, 413, 422})

_TOO_LARGE = 413
_READ_CHARACTERS = 200  # of a message; further on it may quote what was asked
_ABOUT_THE_FORM = re.compile(r"response.?format|json|schema|grammar", re.IGNORECASE)
_ABOUT_THE_CONTEXT = re.compile(r"context.?(?:length|size|window)", re.IGNORECASE)
_TOO_MUCH = re.compile(r"\btokens\b|exceed|too (?:long|large)", re.IGNORECASE)
_WITH_THE_REPLY = re.compile(r"max_(?:completion_)?tokens|in the completion", re.IGNORECASE)
_TOO_LONG = re.compile(
    r"string_above_max_length|prompt is too long|input token count.{0,30}exceeds", re.IGNORECASE
)
_WRONG_KEY = re.compile(r"api.?key.{0,4}(?:not valid|invalid)|invalid.?api.?key", re.IGNORECASE)
_NO_SUCH_MODEL = re.compile(
    r"model.?not.?(?:found|exist)|not a valid model"
    r"|(?:unknown|invalid).?model(?:\b|_name|_id)(?! (?:param|arg|setting|option))",
    re.IGNORECASE,
)


class Nicety(Enum):
    """What a request holds beside messages, and a server may refuse. Models that reason are
    particular about it, and so are strict ways of reading a schema."""

    TEMPERATURE = "temperature"
    MAX_TOKENS = "max_tokens"  # otherwise max_completion_tokens
    LENGTHS = "how long a text may be, in a schema"
    LIMITS = "every other limit in a schema"


_NAMED = frozenset({Nicety.TEMPERATURE.value, Nicety.MAX_TOKENS.value})


class Refusal(Enum):
    """What another way of asking may help against, and what not."""

    UNCLEAR = "unclear"
    TOO_LONG = "too long"
    NO_ROOM_TO_REPLY = "too long with the longest reply"
    NO_SUCH_MODEL = "no such model"
    WRONG_KEY = "wrong key"


def to_leave_out(parameter: str | None, refused: Set[Nicety], *, has_schema: bool) -> Nicety | None:
    """What to try without after a refusal: it may name a parameter, hardly ever a word of a
    schema. None when there is nothing left to leave out."""
    for nicety in (Nicety.TEMPERATURE, Nicety.MAX_TOKENS):
        if nicety.value == parameter and nicety not in refused:
            return nicety
    of_schema = (Nicety.LENGTHS, Nicety.LIMITS) if has_schema else ()
    return next((nicety for nicety in of_schema if nicety not in refused), None)


def refusal(error: APIStatusError) -> Refusal:
    """Servers agree on no wording, so only what is plainly about something else is told apart from
    a form that is not understood."""
    if error.status_code == _TOO_LARGE:
        return Refusal.TOO_LONG
    said = _said(error)
    if _ABOUT_THE_FORM.search(said):
        return Refusal.UNCLEAR
    is_too_much = bool(_ABOUT_THE_CONTEXT.search(said) and _TOO_MUCH.search(said))
    if is_too_much and _WITH_THE_REPLY.search(said):
        return Refusal.NO_ROOM_TO_REPLY
    if error.param in _NAMED:
        return Refusal.UNCLEAR
    if is_too_much or _TOO_LONG.search(said):
        return Refusal.TOO_LONG
    if _WRONG_KEY.search(said):
        return Refusal.WRONG_KEY
    return Refusal.NO_SUCH_MODEL if _NO_SUCH_MODEL.search(said) else Refusal.UNCLEAR


def _said(error: APIStatusError) -> str:
    """Code, type and the beginning of the message, whichever of them there are."""
    said = error.body
    if isinstance(said, list) and said and isinstance(said[0], dict):
        said = said[0].get("error")  # as Gemini wraps it
    if isinstance(said, dict):
        said = said.get("message") or said.get("detail")  # the latter from FastAPI
    return f"{error.code} {error.type} {str(said)[:_READ_CHARACTERS]}"
