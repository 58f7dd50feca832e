"""What this service does around every request, whatever it is about."""

import contextlib
import logging
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any, BinaryIO, cast
from urllib.parse import quote

from flask import Flask, Request, Response, g, request
from gunicorn.http.errors import ParseException
from werkzeug.formparser import FormDataParser
from werkzeug.routing import IntegerConverter

from services.epoch import Restored
from services.interviews import MAX_ID
from utils.admission import Places
from utils.errors import MalformedBody, problem
from utils.logs import accept_request_id, request_id
from utils.settings import Settings
from wiring import wired

log = logging.getLogger("access")

# Room for 100,000 characters in any encoding, and for the rest of the form.
MAX_TEXT_BYTES = 2 * 1024 * 1024
# A longer body, or one that does not say how long it is, counts as an upload.
UPLOAD_BYTES = 1024 * 1024
# How much of a body that is not wanted is read for the sake of the connection.
UNREAD_BYTES = 32 * 1024 * 1024
UNREAD_SECONDS = 2.0
UNREAD_SECONDS_WHEN_FULL = 0.5
CHUNK_BYTES = 64 * 1024
WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
# Threads that are never given to a request, so that there is always one to say "too busy".
SPARE_THREADS = 4


class StreamingRequest(Request):
    """A request whose files go straight to the upload folder while they arrive."""

    max_form_memory_size = MAX_TEXT_BYTES

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002 - Werkzeug's signature
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,
        content_length: int | None = None,  # noqa: ARG002
    ) -> BinaryIO:
        return cast(BinaryIO, wired().uploads.receive(filename or ""))

    def make_form_data_parser(self) -> FormDataParser:
        """One that complains about a form it cannot read, instead of taking it for an empty one."""
        parser = super().make_form_data_parser()
        parser.silent = False
        return parser


class IdConverter(IntegerConverter):
    """An id in a path. What can be no id is an address there is nothing at: 404."""

    regex = "[0-9]+"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max": MAX_ID, **kwargs})


class Admission:
    """Lets in as many requests as there are threads for, and only half of them to upload.

    So a crowd is told to come back instead of waiting without end, and slow uploads leave room for
    everybody else.
    """

    def __init__(self, threads: int) -> None:
        self._requests = Places(max(1, threads - SPARE_THREADS))
        self._uploads = Places(max(1, threads // 2))

    def enter(self) -> None:
        """Raises Full."""
        g.places = []
        if request.blueprint == "health":
            return
        self._take(self._requests)
        length = request.content_length or 0
        chunked = "Transfer-Encoding" in request.headers
        if chunked or length > UPLOAD_BYTES:
            self._take(self._uploads)

    @staticmethod
    def hold_until_sent(response: Response) -> Response:
        """A place is given back when the last byte has been taken, not when the view returns."""
        places = g.pop("places", [])
        response.call_on_close(lambda: give_back(places))
        return response

    def _take(self, places: Places) -> None:
        places.take()
        g.places.append(places)

    @staticmethod
    def leave(_: BaseException | None) -> None:
        """For a request that ended without a response."""
        give_back(g.pop("places", []))


def give_back(held: list[Places]) -> None:
    while held:
        held.pop().leave()


def take_epoch() -> None:
    """Before the body is read: an upload that was under way while a backup was restored is late."""
    if request.method in WRITING:
        g.epoch = wired().epoch.now()


def refuse_after_restore(error: Restored) -> Response:
    wired().epoch.forget()
    return problem(error)


def take_request_id() -> None:
    g.started = time.perf_counter()
    request_id.set(accept_request_id(request.headers.get("X-Request-ID")))


def return_request_id(response: Response) -> Response:
    response.headers["X-Request-ID"] = request_id.get()
    spent = (time.perf_counter() - g.started) * 1000
    # Quoted as it came: a line break in it would begin a line of the client's own making.
    path = quote(request.path)
    log.info("%s %s %d %.1f ms", request.method, path, response.status_code, spent)
    return response


def take_in_the_rest(response: Response) -> Response:
    """Read what is left of the body of a refused request. With much of it unread the server closes
    the connection without telling, and the client's next request on it would be lost."""
    if response.status_code >= 400:
        # A service that is full has no time for it.
        seconds = UNREAD_SECONDS if response.status_code < 500 else UNREAD_SECONDS_WHEN_FULL
        with contextlib.suppress(OSError, ParseException), reading_at_most(seconds):
            left = UNREAD_BYTES
            while left > 0 and (chunk := request.environ["wsgi.input"].read(CHUNK_BYTES)):
                left -= len(chunk)
    return response


@contextlib.contextmanager
def reading_at_most(seconds: float) -> Iterator[None]:
    """Stop listening to the client after so many seconds, however slowly it goes on sending."""
    client = request.environ.get("gunicorn.socket")
    if client is None or not has_body():
        yield
        return
    timer = threading.Timer(seconds, client.shutdown, [socket.SHUT_RD])
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def has_body() -> bool:
    return bool(request.content_length) or "Transfer-Encoding" in request.headers


def refuse_stalled_body(_: TimeoutError) -> Response:
    """The client's socket is the only one whose time-outs reach this far."""
    return problem(MalformedBody("The rest of the body did not come."))


def refuse_broken_framing(_: ParseException) -> Response:
    """Chunks that do not say truly how long they are. The server closes such a connection."""
    return problem(MalformedBody("The body is not sent as HTTP demands."))


def set_up_requests(app: Flask, settings: Settings) -> None:
    admission = Admission(settings.flask_threads)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_upload_bytes + MAX_TEXT_BYTES
    app.url_map.converters["int"] = IdConverter
    app.url_map.merge_slashes = False  # an address with two in a row is unknown, not moved
    app.before_request(take_request_id)
    app.before_request(admission.enter)
    app.before_request(take_epoch)
    app.after_request(return_request_id)
    app.after_request(admission.hold_until_sent)
    app.after_request(take_in_the_rest)
    app.teardown_request(admission.leave)
    app.register_error_handler(TimeoutError, refuse_stalled_body)
    app.register_error_handler(ParseException, refuse_broken_framing)
    app.register_error_handler(Restored, refuse_after_restore)
