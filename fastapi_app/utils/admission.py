"""How many whole requests are let in at a time, so that a crowd is told so instead of filling
memory."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from utils.errors import Busy, problem

# More than the interview service sends at once by default.
REQUESTS_AT_ONCE = 100
# A longer body is one of few.
LARGE_BODY_BYTES = 256 * 1024
LARGE_BODIES_AT_ONCE = 8
# Where the scope says how long the body is.
BODY_BYTES = "interviews.body_bytes"
# For whoever watches the service, which is most wanted when it is full.
ALWAYS_ANSWERED = frozenset({"/health", "/health/live"})


class Full(Busy):
    code = "too_busy"

    def __init__(self) -> None:
        super().__init__("Too many requests are under way. Try again in a moment.")


class Places:
    """A number of places. All of them are taken and left on the event loop."""

    def __init__(self, number: int) -> None:
        self.free = number


class Admission:
    """Refuses the requests that there is no place for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.requests = Places(REQUESTS_AT_ONCE)
        self.large_bodies = Places(LARGE_BODIES_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        taken = self.wanted(scope)
        if not all(places.free for places in taken):
            await problem(Full())(scope, receive, send)
            return
        for places in taken:
            places.free -= 1

        def leave() -> None:
            while taken:
                taken.pop().free += 1

        async def send_from_outside(message: Message) -> None:
            leave()  # the work is done, and the client may take its time over the answer
            await send(message)

        try:
            await self.app(scope, receive, send_from_outside)
        finally:
            leave()

    def wanted(self, scope: Scope) -> list[Places]:
        if scope["type"] != "http" or scope["path"] in ALWAYS_ANSWERED:
            return []
        if scope[BODY_BYTES] > LARGE_BODY_BYTES:
            return [self.requests, self.large_bodies]
        return [self.requests]
