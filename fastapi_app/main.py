"""The evaluator: `uvicorn main:app` serves it."""

from functools import cache
from typing import Annotated

from fastapi import Depends, FastAPI, Header, Request
from fastapi.concurrency import run_in_threadpool
from fastapi_offline import FastAPIOffline
from sqlalchemy import text
from starlette.convertors import Convertor, register_url_convertor

from answer_request import ANSWER_REQUEST, REQUEST_MODELS, read_answer_request
from evaluator import Evaluator
from results import Evaluation
from schemas import (
    Health,
    IdempotencyKey,
    InterviewEvaluated,
    Live,
    ResultItem,
    ScoredAnswer,
)
from scoring import UnknownEngineError, engine
from utils.db import make_engine, make_sessions
from utils.errors import register_error_handlers
from utils.logs import set_up_logging
from utils.middleware import BodyLimit, RequestLog
from utils.openapi import describe, problems
from utils.settings import Settings, load_settings
from utils.single_flight import SingleFlight

# Room for the longest answer and rubric around a file.
MAX_TEXT_BYTES = 8 * 1024 * 1024


class IdConvertor(Convertor[int]):
    """An id in a path. What can be no id is an address there is nothing at: 404."""

    regex = "[0-9]{1,19}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("id", IdConvertor())


def evaluator_of(request: Request) -> Evaluator:
    evaluator: Evaluator = request.app.state.evaluator
    return evaluator


def evaluations_of(request: Request) -> SingleFlight[Evaluation]:
    evaluations: SingleFlight[Evaluation] = request.app.state.evaluations
    return evaluations


Scoring = Annotated[Evaluator, Depends(evaluator_of)]
UnderWay = Annotated[SingleFlight[Evaluation], Depends(evaluations_of)]


async def evaluate_interview(
    interview_id: int,
    scoring: Scoring,
    under_way: UnderWay,
    idempotency_key: Annotated[IdempotencyKey | None, Header()] = None,
) -> InterviewEvaluated:
    """Score a completed interview and store the result as its current one.

    With an Idempotency-Key a repeat returns the same result and stores nothing.
    """

    async def work() -> Evaluation:
        return await run_in_threadpool(scoring.evaluate_interview, interview_id, idempotency_key)

    if idempotency_key is None:
        result = await work()
    else:
        result = await under_way.run((interview_id, idempotency_key), work)
    return InterviewEvaluated.model_validate(result)


async def evaluate_answer(request: Request, scoring: Scoring) -> ScoredAnswer:
    """Score one answer, from JSON or a form, and store nothing."""
    asked = await read_answer_request(request)
    return await run_in_threadpool(asked.score_with, scoring.engine)


def result(interview_id: int, scoring: Scoring) -> ResultItem:
    """The current result of an interview."""
    return ResultItem.model_validate(scoring.current_result(interview_id))


def health(scoring: Scoring) -> Health:
    """Whether the service and its database work."""
    with scoring.sessions() as session:
        session.execute(text("SELECT 1"))
    return Health(evaluator=scoring.engine.describe().name)


async def live() -> Live:
    """Whether the process runs. Async, so that it does not queue behind the work of others."""
    return Live()


def create_app(settings: Settings) -> FastAPI:
    app = FastAPIOffline(
        title="Evaluator",
        version="1.0.0",
        description="Scores answers and completed interviews.",
        docs_url="/docs",
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.evaluator = Evaluator(
        make_sessions(make_engine(settings)), engine(settings.evaluator), settings.upload_folder
    )
    app.state.evaluations = SingleFlight[Evaluation]()
    app.add_middleware(BodyLimit, max_bytes=settings.max_upload_bytes + MAX_TEXT_BYTES)
    app.add_middleware(RequestLog)
    register_error_handlers(app)
    add_routes(app)
    app.openapi = describe(app, REQUEST_MODELS)  # type: ignore[method-assign] # the documented way to adjust it
    return app


def add_routes(app: FastAPI) -> None:
    app.post("/evaluate/interview/{interview_id:id}", responses=problems(404, 409, 422))(
        evaluate_interview
    )
    app.post(
        "/evaluate/answer", responses=problems(400, 413, 415, 422), openapi_extra=ANSWER_REQUEST
    )(evaluate_answer)
    app.get("/results/{interview_id:id}", responses=problems(404))(result)
    app.get("/health", responses=problems())(health)
    app.get("/health/live")(live)


@cache
def default_app() -> FastAPI:
    settings = load_settings()
    set_up_logging("fastapi", settings.log_level)
    try:
        return create_app(settings)
    except UnknownEngineError as error:
        raise SystemExit(f"EVALUATOR is not usable: {error}") from None


def __getattr__(name: str) -> FastAPI:
    """`main:app`, made when it is first asked for, so that importing this module is free."""
    if name == "app":
        return default_app()
    raise AttributeError(name)
