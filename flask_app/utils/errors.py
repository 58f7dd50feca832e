"""Every way to fail, in one shape: RFC 9457 problem documents. Rendered here and nowhere else."""

import logging
from http import HTTPStatus

from flask import Flask, Response, current_app, request
from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

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
    headers: dict[str, str] = {}  # noqa: RUF012 - constant, overridden by subclasses

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class MalformedBody(AppError):
    status, code = 400, "malformed_body"


class MalformedQuery(AppError):
    status, code = 400, "malformed_query"


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
    headers = {"Retry-After": RETRY_AFTER_SECONDS}  # noqa: RUF012 - constant


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
        status=error.status,
        headers=error.headers,
        mimetype="application/problem+json",
    )


def render_http_exception(error: HTTPException) -> Response:
    """What the framework itself refuses: an unknown URL, a wrong method, a body over the limit."""
    if error.code == TooLarge.status:
        return problem(TooLarge("The request is larger than this service accepts."))
    known = AppError(DETAILS.get(error.code or 500, error.description or "The request failed."))
    known.status = error.code or 500
    if known.status == HTTPStatus.NOT_FOUND and (path := path_without_slash()):
        known.detail = TRAILING_SLASH.format(path)
    known.code = HTTPStatus(known.status).phrase.lower().replace(" ", "_").replace("-", "_")
    answer = problem(known)
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after"}:
            answer.headers[name] = value
    return answer


DETAILS = {
    400: "The request could not be read.",
    404: "There is nothing at this URL. /docs lists what there is.",
    405: "This URL does not take that method; the Allow header lists those it takes.",
}


TRAILING_SLASH = "There is nothing at this URL, but there is without the slash at its end: {}."


def path_without_slash() -> str | None:
    """Where the client may have wanted to go, if there is anything.

    It is not sent there: of a redirect many clients make a GET, and the body is lost.
    """
    path = request.path.rstrip("/")
    adapter = current_app.create_url_adapter(request)
    if path == request.path or adapter is None or not adapter.allowed_methods(path):
        return None
    return path


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
    return problem(
        AppError("Something went wrong on our side. The request id finds it in the log.")
    )


def register_error_handlers(app: Flask) -> None:
    app.register_error_handler(AppError, problem)
    app.register_error_handler(HTTPException, render_http_exception)
    app.register_error_handler(DBAPIError, render_database_error)
    app.register_error_handler(PoolTimeout, render_database_error)
    app.register_error_handler(UnicodeDecodeError, render_garbled)
    app.register_error_handler(Exception, render_unknown)
