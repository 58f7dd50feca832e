"""Every way to fail, in one shape: RFC 9457 problem documents. Rendered here and nowhere else."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.routing import Match

from utils.browsers import protecting_headers
from utils.logs import request_id

log = logging.getLogger(__name__)
RETRY_AFTER_SECONDS = "2"


class FieldError(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)

    field: str
    message: str


class Problem(BaseModel):
    """What went wrong: `detail` for a person, `code` for a machine."""

    model_config = ConfigDict(hide_input_in_errors=True)

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: list[FieldError] | None = None


class AppError(Exception):
    """An error we know. Subclasses say which status and code it has; `detail` is shown as it is."""

    status: int = 500
    code: str = "internal_error"
    headers: Mapping[str, str] = {}

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class MalformedRequest(AppError):
    status, code = 400, "malformed_request"

    def __init__(self) -> None:
        super().__init__("The request is not sent as HTTP demands.")


class MalformedBody(AppError):
    status, code = 400, "malformed_body"


class Unsupported(AppError):
    status, code = 415, "unsupported_media_type"


class HostNotAllowed(AppError):
    status, code = 400, "host_not_allowed"

    def __init__(self) -> None:
        super().__init__(
            "The Host header does not name this service. If it should, add the name to the setting "
            "ALLOWED_HOSTS."
        )


class CrossSiteRequest(AppError):
    status, code = 403, "cross_site_request"

    def __init__(self) -> None:
        super().__init__(
            "This request comes from a page of another site, and such pages may change nothing "
            "here. Send it from a page of this service, or without a browser."
        )


class TooLarge(AppError):
    status, code = 413, "too_large"


class Invalid(AppError):
    """The request was understood, and one or more of its fields are not acceptable."""

    status, code = 422, "validation_failed"

    def __init__(self, errors: list[FieldError]) -> None:
        super().__init__("Not acceptable: " + ", ".join(error.field for error in errors) + ".")
        self.errors = errors


class Busy(AppError):
    status, code = 503, "unavailable"
    headers: Mapping[str, str] = {"Retry-After": RETRY_AFTER_SECONDS}


class PutOff(Busy):
    """What this work needs is not free or not there at the moment. The service is available, and
    other work may well be done."""

    code = "put_off"


DETAILS = {
    400: "The request could not be read.",
    404: "There is nothing at this URL. /docs lists what there is.",
    405: "This URL does not take that method; the Allow header lists those it takes.",
}


def problem(error: AppError) -> Response:
    document = Problem(
        title=HTTPStatus(error.status).phrase,
        status=error.status,
        detail=error.detail,
        code=error.code,
        request_id=request_id.get(),
        errors=getattr(error, "errors", None),
    )
    return Response(
        document.model_dump_json(exclude_none=True),
        status_code=error.status,
        # Set here as well: what answers an unknown error stands outside of every middleware.
        headers={
            **error.headers,
            **protecting_headers(""),
            "X-Request-ID": request_id.get(),
        },
        media_type="application/problem+json",
    )


def render_http_exception(error: HTTPException, request: Request) -> Response:
    """What the framework itself refuses: an unknown URL, a wrong method."""
    known = AppError(DETAILS.get(error.status_code, str(error.detail)))
    known.status = error.status_code
    if known.status == HTTPStatus.NOT_FOUND and (path := path_without_slash(request)):
        known.detail = TRAILING_SLASH.format(path)
    known.code = HTTPStatus(known.status).phrase.lower().replace(" ", "_").replace("-", "_")
    known.headers = error.headers or {}
    return problem(known)


TRAILING_SLASH = "There is nothing at this URL, but there is without the slash at its end: {}."


def path_without_slash(request: Request) -> str | None:
    """Where the client may have wanted to go, if there is anything.

    It is not sent there: of a redirect many clients make a GET, and the body is lost.
    """
    sent: str = request.scope["path"]
    path = sent.rstrip("/")
    scope = {**request.scope, "path": path}
    routes = request.app.router.routes
    if path == sent or all(route.matches(scope)[0] is Match.NONE for route in routes):
        return None
    return path


def render_validation_error(error: RequestValidationError) -> Response:
    return problem(Invalid([field_error(**found) for found in error.errors()]))


def field_error(*, loc: tuple[int | str, ...], msg: str, **_: object) -> FieldError:
    """`loc` begins with where the field was (body, query, header), which helps nobody."""
    field = ".".join(str(part) for part in loc if part not in {"body", "query", "header", "path"})
    return FieldError(field=field or "body", message=msg.removeprefix("Value error, "))


def render_database_error(error: DBAPIError | PoolTimeout) -> Response:
    log.error("database: %s", str(error).splitlines()[0])
    if isinstance(error, OperationalError | PoolTimeout) or error.connection_invalidated:
        return problem(Busy("The database does not answer just now. Try again in a moment."))
    return render_unknown(error)


def render_garbled(error: UnicodeDecodeError) -> Response:
    """What clients send is decoded where it is read; only the database's answers get this far."""
    log.error("database: an answer that is no UTF-8", exc_info=error)
    return problem(Busy("The database does not answer just now. Try again in a moment."))


def render_unknown(error: Exception) -> Response:
    log.error("unexpected error", exc_info=error)
    unknown = AppError("Something went wrong on our side. The request id finds it in the log.")
    # The server closes the connection after an exception; without a word, the next request on it
    # would be lost.
    unknown.headers = {"Connection": "close"}
    return problem(unknown)


def register_error_handlers(app: FastAPI) -> None:
    renderers: dict[type[Exception], Any] = {
        AppError: problem,
        RequestValidationError: render_validation_error,
        DBAPIError: render_database_error,
        PoolTimeout: render_database_error,
        UnicodeDecodeError: render_garbled,
        Exception: render_unknown,
    }
    for kind, render in renderers.items():
        app.add_exception_handler(kind, handler(render))

    async def handle_http_exception(request: Request, error: Exception) -> Response:
        return render_http_exception(cast("HTTPException", error), request)

    app.add_exception_handler(HTTPException, handle_http_exception)


def handler(render: Any) -> Any:
    async def handle(_: Request, error: Exception) -> Response:
        return cast("Response", render(error))

    return handle
