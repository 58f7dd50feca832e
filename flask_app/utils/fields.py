"""The fields of a request: none is lost. One that nobody reads is refused, and named."""

import json
from collections.abc import Collection, Iterable

from utils.errors import FieldError, MalformedBody
from utils.names import cleaned

# Filled in by browsers with the name of the encoding that the other fields are in (HTML Standard).
CHARSET_FIELD = "_charset_"
LONGEST_NAME = 100
MOST_NAMED = 100

# Where nobody chose a file, JSON says so in either way.
NOTHING = (None, "")

SENT_TWICE = "must be sent only once"
NO_FILE = "must be sent as a file, with a file name"
NOT_IN_JSON = "must be sent in multipart/form-data"
NO_TEXT = "must be sent as text, without a file name"


def shown(name: str) -> str:
    """The name of a field as it can be told: it may be anything."""
    return cleaned(name)[:LONGEST_NAME]


def read_json(content: bytes) -> tuple[object, list[str]]:
    """What the JSON says, and which members its object has more than once, of which the last
    counts. A byte order mark before it is passed over, as RFC 8259 allows.

    Raises MalformedBody.
    """
    repeated: list[str] = []

    def members(pairs: list[tuple[str, object]]) -> dict[str, object]:
        """Of every object; the outermost is the last to be complete."""
        found = dict(pairs)
        repeated[:] = names_twice(name for name, _ in pairs) if len(found) < len(pairs) else []
        return found

    try:
        found = json.loads(content.decode("utf-8-sig"), object_pairs_hook=members)
    except (ValueError, RecursionError):
        raise MalformedBody("The body is not JSON in UTF-8.") from None
    return found, repeated if isinstance(found, dict) else []


def names_twice(names: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    twice: dict[str, None] = {}
    for name in names:
        if name in seen:
            twice[name] = None
        seen.add(name)
    return list(twice)


def complaints(
    found: object,
    known: Collection[str],
    repeated: Collection[str],
    only_in_forms: Collection[str] = (),
) -> list[FieldError]:
    """About what a JSON object says that would be lost: members that it has twice, and what only
    a form to the same URL can carry. Members nobody knows are passed over: they are what later
    releases read."""
    read = {*known, *only_in_forms}
    wrong = [error(name, SENT_TWICE) for name in repeated if name in read]
    if isinstance(found, dict):
        sent = [name for name in only_in_forms if found.get(name) not in NOTHING]
        wrong += without_named([error(name, NOT_IN_JSON) for name in sent], wrong)
    return wrong


def one_of_each(
    sent: Iterable[tuple[str, object]],
    known: Collection[str],
    lists: Collection[str] = (),
    files: Collection[str] = ("file",),
) -> tuple[dict[str, object], list[FieldError]]:
    """The fields of a form, those of `lists` with all their values and the others with the first;
    and complaints about what would be lost. What is no text is a file; an empty text in the place
    of a file is none, and loses nothing."""
    values: dict[str, list[object]] = {}
    for name, value in sent:
        if value != "" or name not in files:
            values.setdefault(name, []).append(value)
    wrong = unexpected((name for name in values if name != CHARSET_FIELD), known)
    for name, given in values.items():
        if name in known or name == CHARSET_FIELD:
            if len(given) > 1 and name not in lists:
                wrong.append(error(name, SENT_TWICE))
            elif name in files and any(isinstance(value, str) for value in given):
                wrong.append(error(name, NO_FILE))
            elif name not in files and not all(isinstance(value, str) for value in given):
                wrong.append(error(name, NO_TEXT))
    found = {name: given if name in lists else given[0] for name, given in values.items()}
    return {name: value for name, value in found.items() if name in known}, wrong


def unexpected(names: Iterable[str], known: Collection[str]) -> list[FieldError]:
    message = f"is not expected. Expected are: {', '.join(sorted(known))}."
    unknown = (name for name in names if name not in known)
    return [error(name, message) for name, _ in zip(unknown, range(MOST_NAMED), strict=False)]


def without_named(errors: Iterable[FieldError], named: Iterable[FieldError]) -> list[FieldError]:
    """One complaint about a field is enough."""
    names = {one.field for one in named}
    return [one for one in errors if one.field.partition(".")[0] not in names]


def error(name: str, message: str) -> FieldError:
    return FieldError(field=shown(name), message=message)
