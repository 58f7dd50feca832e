"""The interview service: `python app.py` serves it."""

import logging
import time
from typing import Any, BinaryIO, cast

from flask import Flask, Request, Response, g, request
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from werkzeug.routing import IntegerConverter

from evaluator_client import EvaluatorClient
from routes.answers import answers
from routes.docs import docs
from routes.evaluations import evaluations
from routes.health import health
from routes.interviews import interviews
from services.evaluations import Evaluator, Policy
from services.interviews import MAX_ID
from services.retries import RetryThread
from storage import UploadStore
from utils.db import make_engine, make_sessions
from utils.errors import register_error_handlers
from utils.logs import accept_request_id, request_id, set_up_logging
from utils.processes import end_with_parent
from utils.settings import SERVICE_FOLDER, Settings, load_settings
from wiring import Wiring, wired

log = logging.getLogger("access")

# Room for 100,000 characters in any encoding, and for the rest of the form.
MAX_TEXT_BYTES = 2 * 1024 * 1024


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


class IdConverter(IntegerConverter):
    """An id in a path. What can be no id is an address there is nothing at: 404."""

    regex = "[0-9]+"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max": MAX_ID, **kwargs})


class InterviewApp(Flask):
    request_class = StreamingRequest


def create_app(settings: Settings) -> Flask:
    app = InterviewApp(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_upload_bytes + MAX_TEXT_BYTES
    app.url_map.converters["int"] = IdConverter
    app.extensions["wiring"] = wire(settings)
    for blueprint in (interviews, answers, evaluations, health, docs):
        app.register_blueprint(blueprint)
    register_error_handlers(app)
    app.before_request(take_request_id)
    app.after_request(return_request_id)
    return app


def wire(settings: Settings) -> Wiring:
    sessions = make_sessions(make_engine(settings))
    client = EvaluatorClient(
        settings.fastapi_url,
        settings.evaluator_connect_timeout_seconds,
        calls_at_once=settings.flask_threads + settings.evaluation_retry_threads,
    )
    policy = Policy(settings.evaluation_wait_seconds, settings.evaluation_max_attempts)
    return Wiring(
        sessions=sessions,
        uploads=UploadStore(
            settings.upload_folder, settings.max_upload_bytes, settings.allowed_upload_extensions
        ),
        evaluator=Evaluator(sessions, client, policy),
    )


def take_request_id() -> None:
    g.started = time.perf_counter()
    request_id.set(accept_request_id(request.headers.get("X-Request-ID")))


def return_request_id(response: Response) -> Response:
    response.headers["X-Request-ID"] = request_id.get()
    spent = (time.perf_counter() - g.started) * 1000
    log.info("%s %s %d %.1f ms", request.method, request.path, response.status_code, spent)
    return response


def serving_app() -> Flask:
    """The app as each worker process serves it, with its threads for pending evaluations."""
    settings = load_settings()
    set_up_logging("flask", settings.log_level)
    end_with_parent()
    app = create_app(settings)
    for number in range(settings.evaluation_retry_threads):
        RetryThread(app.extensions["wiring"].evaluator, number).start()
    return app


def main() -> None:
    settings = load_settings()
    server = Granian(
        "app:serving_app",
        factory=True,
        interface=Interfaces.WSGI,
        address=settings.flask_host,
        port=settings.flask_port,
        workers=settings.flask_workers,
        blocking_threads=settings.flask_threads,
        working_dir=SERVICE_FOLDER,
        # Many threads that mostly wait for PostgreSQL are meant; granian would advise against them.
        log_level=LogLevels.error,
    )
    server.serve()


if __name__ == "__main__":
    main()
