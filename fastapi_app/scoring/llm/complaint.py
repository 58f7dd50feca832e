"""An error as a server words it: servers agree neither on a shape nor on where the words stand."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_READ_CHARACTERS = 600  # of a text; further on it may quote what was asked
_MOST_TEXTS = 40
_DEEPEST = 8
# Where errors keep their words, the most telling first; other members come after these.
_FIRST = (
    *("param", "loc", "field", "path", "code", "type", "status", "reason"),
    *("error", "errors", "message", "msg", "detail", "details", "description"),
)
# What quotes the request, or is for machines.
_PASSED_OVER = frozenset(
    (
        *("input", "ctx", "request", "payload", "body", "data", "messages", "prompt", "content"),
        *("choices", "usage", "failed_generation", "url", "instance", "id", "request_id", "object"),
        *("user", "user_id", "stack", "callstack", "traceback", "headers", "documentation_url"),
    )
)
_PARAMETERS = frozenset({"temperature", "max_tokens", "max_completion_tokens", "response_format"})
_QUOTES_THE_REQUEST = re.compile(r"""['"]input['"]\s*:|\binput_value\s*=""")
_TAG = re.compile(r"<[^<>]{0,500}>")


def any_of(*patterns: str) -> str:
    """A pattern for any of these in what a server says, in whatever case."""
    return f"(?i){'|'.join(patterns)}"


@dataclass(frozen=True, slots=True)
class Complaint:
    """``status`` is that of HTTP, or the one that an error within a 200 speaks of; ``parameter``
    what it names in a member for that; ``texts`` is what else it says, each text's beginning."""

    status: int
    parameter: str
    texts: tuple[str, ...]

    def said(self, characters: int = _READ_CHARACTERS) -> str:
        """All of it, so much of each text."""
        return "\n".join(text[:characters] for text in self.texts)


def complaint(status: int, body: bytes, model: str) -> Complaint:
    """The name of the ``model`` is taken out: it may contain any word."""
    text = body.decode("utf-8", errors="replace").strip()
    return complaint_of(status, _loaded(text), model)


def complaint_of(status: int, error: object, model: str) -> Complaint:
    """As above, for what was decoded already."""
    texts: list[str] = []
    for said in _texts(error, _DEEPEST):
        texts.append(said.replace(model, " ") if model else said)
        if len(texts) == _MOST_TEXTS:
            break
    return Complaint(status, _parameter(error, _DEEPEST), tuple(texts))


def _loaded(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _texts(said: object, deepest: int) -> Iterator[str]:
    if deepest == 0:
        return
    if isinstance(said, str):
        yield from _of_text(said, deepest)
    elif isinstance(said, bool) or said is None:
        return
    elif isinstance(said, int):
        yield str(said)
    elif isinstance(said, list):
        for one in said[:_MOST_TEXTS]:
            yield from _texts(one, deepest - 1)
    elif isinstance(said, dict):
        yield from _of_members(said, deepest)


def _of_members(said: dict[str, Any], deepest: int) -> Iterator[str]:
    members = {name.lower(): value for name, value in said.items()}
    rest = [name for name in members if name not in _FIRST and name not in _PASSED_OVER]
    for name in (*_FIRST, *rest):
        value = members.get(name)
        if name in ("loc", "path") and isinstance(value, list):
            value = ".".join(str(part) for part in value)
        if name in _PARAMETERS and isinstance(value, str | list):
            yield name  # as forms call what is wrong with each of their fields
        yield from _texts(value, deepest - 1)


def _of_text(said: str, deepest: int) -> Iterator[str]:
    """Proxies wrap the error of the server behind them, as JSON in a text."""
    said = said.strip()
    if said.startswith(("{", "[")):
        loaded = _loaded(said)
        if not isinstance(loaded, str):
            yield from _texts(loaded, deepest - 1)
            return
    said = said[: 20 * _READ_CHARACTERS]
    said = _TAG.sub(" ", said[max(0, said.lower().find("<body")) :])  # no script, no style
    said = " ".join(_QUOTES_THE_REQUEST.split(said, maxsplit=1)[0].split())
    if said:
        yield said[:_READ_CHARACTERS]


def _parameter(error: object, deepest: int) -> str:
    """What the first `param` says that says something."""
    if deepest == 0:
        return ""
    if isinstance(error, list):
        found = (_parameter(one, deepest - 1) for one in error[:_MOST_TEXTS])
        return next((name for name in found if name), "")
    if not isinstance(error, dict):
        return ""
    named = error.get("param")
    if isinstance(named, str) and named:
        return named
    return next(
        (name for key in ("error", "errors", "detail", "message")
         if (name := _parameter(error.get(key), deepest - 1))),
        "",
    )  # fmt: skip
