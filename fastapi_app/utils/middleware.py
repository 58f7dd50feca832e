"""What happens around every request: its id, its line in the log, and who may send it."""

import logging
import time
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from utils.browsers import is_from_another_site, is_meant_for_us, protecting_headers
from utils.errors import AppError, CrossSiteRequest, HostNotAllowed, MalformedRequest, problem
from utils.logs import accept_request_id, request_id

log = logging.getLogger("access")


class RequestLog:
    """Takes or makes the X-Request-ID, returns it, and writes a line for each request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id.set(accept_request_id(Headers(scope=scope).get("X-Request-ID")))
        started = time.perf_counter()
        status = 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = request_id.get()
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            spent = (time.perf_counter() - started) * 1000
            # Quoted, so that a path with a line break in it cannot forge a line.
            log.info("%s %s %d %.1f ms", scope["method"], quote(scope["path"]), status, spent)


class OtherSites:
    """Keeps pages of other sites out, and says what a browser may do with an answer."""

    def __init__(self, app: ASGIApp, allowed_hosts: frozenset[str]) -> None:
        self.app = app
        self.allowed_hosts = allowed_hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(protecting_headers(scope["path"]))
            await send(message)

        error = self.refusal(scope)
        await (problem(error) if error else self.app)(scope, receive, send_protected)

    def refusal(self, scope: Scope) -> AppError | None:
        headers = Headers(scope=scope)
        # Which of two is meant, this service and what stands before it may see differently.
        if len(headers.getlist("Host")) > 1:
            return MalformedRequest()
        if not is_meant_for_us(headers, self.allowed_hosts):
            return HostNotAllowed()
        if is_from_another_site(scope["method"], scope["scheme"], headers):
            return CrossSiteRequest()
        return None
