"""Why there is no reply to one request, while the model may reply to others."""

from scoring.contract import EngineAway


class NotAccepted(Exception):
    """The server does not take a request of this kind, and said so with this ``status``."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status


class TooLong(Exception):
    """The model cannot read so much, whichever way it is asked."""


class NoRoomToReply(Exception):
    """The request and the longest reply are together more than the model can hold."""


class Filtered(Exception):
    """A filter before the model keeps this request from it."""


class OutOfTime(Exception):
    """There was less time left than a reply may take, and it did not suffice."""


class FailsOnThis(Exception):
    """The model answers, but not this request."""

    def __init__(self, *, may_be_the_form: bool = False) -> None:
        super().__init__()
        self.may_be_the_form = may_be_the_form


class Refused(EngineAway):
    """The server has too much to do, it says: this request may be what is too much."""
