"""What this service does around every request, whatever it is about."""

import logging
import time
from typing import Any, BinaryIO, cast
from urllib.parse import quote

from flask import Flask, Request, Response, g, request
from werkzeug.formparser import FormDataParser
from werkzeug.routing import IntegerConverter

from services.epoch import Restored
from services.interviews import MAX_ID
from utils.bridge import ERA
from utils.errors import FieldError, Invalid, problem
from utils.forms import BoundedFormParser
from utils.logs import accept_request_id, request_id
from utils.settings import MAX_TEXT_BYTES, Settings
from wiring import wired

log = logging.getLogger("access")

WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
# A form has four fields, of which one is a file. Each further file would be open at the same time.
MAX_PARTS = 20
MAX_FILES = 4


class StreamingRequest(Request):
    """A request whose files go straight to the upload folder while its form is parsed."""

    form_data_parser_class = BoundedFormParser
    max_form_memory_size = MAX_TEXT_BYTES
    max_form_parts = MAX_PARTS
    _files = 0

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002 - Werkzeug's signature
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,
        content_length: int | None = None,  # noqa: ARG002
    ) -> BinaryIO:
        self._files += 1
        if self._files > MAX_FILES:
            raise Invalid([FieldError(field="file", message="is one of more files than are taken")])
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


def take_epoch() -> None:
    """The one in which the request began to arrive, whose body may have taken minutes."""
    if request.method in WRITING:
        known = ERA in request.environ  # as None, too: it is not the one in which this goes on
        g.epoch = request.environ[ERA] if known else wired().epoch.now()


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


def set_up_requests(app: Flask, settings: Settings) -> None:
    app.config["MAX_CONTENT_LENGTH"] = settings.max_upload_bytes + MAX_TEXT_BYTES
    app.url_map.converters["int"] = IdConverter
    app.url_map.merge_slashes = False  # an address with two in a row is unknown, not moved
    app.before_request(take_request_id)
    app.before_request(take_epoch)
    app.after_request(return_request_id)
    app.register_error_handler(Restored, refuse_after_restore)
