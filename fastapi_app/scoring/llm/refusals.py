"""What a server does not take about a request, read from how it says no."""

from collections.abc import Set
from enum import Enum

NOT_ACCEPTED = frozenset({400, 413, 422})


class Nicety(Enum):
    """What a request holds beside messages, and a server may refuse. Models that reason are
    particular about it, and so are strict ways of reading a schema."""

    TEMPERATURE = "temperature"
    MAX_TOKENS = "max_tokens"  # otherwise max_completion_tokens
    LENGTHS = "how long a text may be, in a schema"
    LIMITS = "every other limit in a schema"


def to_leave_out(parameter: str | None, refused: Set[Nicety], *, has_schema: bool) -> Nicety | None:
    """What to try without after a refusal: it may name a parameter, hardly ever a word of a
    schema. None when there is nothing left to leave out."""
    for nicety in (Nicety.TEMPERATURE, Nicety.MAX_TOKENS):
        if nicety.value == parameter and nicety not in refused:
            return nicety
    of_schema = (Nicety.LENGTHS, Nicety.LIMITS) if has_schema else ()
    return next((nicety for nicety in of_schema if nicety not in refused), None)
