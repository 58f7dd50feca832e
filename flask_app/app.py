"""The interview service: `python app.py` serves it."""

import logging
from functools import partial

from flask import Flask

from evaluator_client import EvaluatorClient
from protection import set_up_protection
from routes.answers import answers
from routes.docs import docs
from routes.evaluations import evaluations
from routes.health import health
from routes.interviews import interviews
from server import Server, address
from services.epoch import Epoch
from services.evaluations import Evaluator, Policy
from services.retries import RetryThread
from storage import UploadStore, complain_of
from utils.admission import Places
from utils.db import make_engine
from utils.errors import register_error_handlers
from utils.logs import set_up_logging
from utils.privileges import give_up_root
from utils.schema import SchemaCheck
from utils.settings import Settings, exposed_secrets, load_settings
from web import StreamingRequest, set_up_requests
from wiring import Wiring

log = logging.getLogger(__name__)


class InterviewApp(Flask):
    request_class = StreamingRequest


def create_app(settings: Settings) -> Flask:
    app = InterviewApp(__name__, static_folder=None)
    app.extensions["wiring"] = wiring = wire(settings)
    app.extensions["era"] = wiring.epoch
    set_up_requests(app, settings)
    set_up_protection(app, settings)
    for blueprint in (interviews, answers, evaluations, health, docs):
        app.register_blueprint(blueprint)
    register_error_handlers(app)
    return app


def wire(settings: Settings) -> Wiring:
    engine = make_engine(settings)
    client = EvaluatorClient(
        settings.fastapi_url,
        settings.evaluator_connect_timeout_seconds,
        calls_at_once=settings.flask_threads + settings.evaluation_retry_threads,
    )
    policy = Policy(
        settings.evaluation_wait_seconds,
        settings.evaluation_max_attempts,
        settings.evaluations_per_hour,
    )
    waiting = Places(max(1, settings.flask_threads // 2))
    epoch = Epoch(engine)
    return Wiring(
        engine=engine,
        schema=SchemaCheck(engine),
        uploads=UploadStore(
            settings.upload_folder, settings.max_upload_bytes, settings.allowed_upload_extensions
        ),
        evaluator=Evaluator(engine, client, policy, waiting, epoch),
        epoch=epoch,
    )


def serving_app(settings: Settings) -> Flask:
    """The app as each worker process serves it, with its threads for pending evaluations."""
    set_up_logging("flask", settings.log_level)
    give_up_root(settings.upload_folder)
    app = create_app(settings)
    app.extensions["wiring"].schema.look_up_in_background()
    for number in range(settings.evaluation_retry_threads):
        RetryThread(app.extensions["wiring"].evaluator, number).start()
    return app


def main() -> None:
    settings = load_settings()
    set_up_logging("flask", settings.log_level)
    if warning := exposed_secrets():
        log.warning(warning)
    give_up_root(settings.upload_folder)
    complain_of(settings.upload_folder)
    print(f"Interviews: http://{address(settings)} (try it at /docs)")
    # The settings are handed on: .env may be for root alone, which the workers are not.
    Server(partial(serving_app, settings), settings).run()


if __name__ == "__main__":
    main()
