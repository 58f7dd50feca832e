"""Where a page of a list ends, as a text that its next page begins with."""

import base64
import json
from collections.abc import Sequence

from utils.errors import FieldError, Invalid


class NotACursor(Invalid):
    def __init__(self) -> None:
        message = "is not a next_cursor of this list in this order; start without one"
        super().__init__([FieldError(field="cursor", message=message)])


def write(position: Sequence[str | int]) -> str:
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode().rstrip("=")


def read(cursor: str) -> object:
    """What was written, or what somebody made up. Raises NotACursor."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, RecursionError):
        raise NotACursor from None
