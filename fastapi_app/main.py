"""The evaluator: `uvicorn main:app` serves it."""

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cache
from typing import Annotated
from uuid import UUID

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import Depends, FastAPI, Header, Request, Response
from starlette.convertors import Convertor, register_url_convertor

from answer_request import ANSWER_REQUEST, REQUEST_MODELS, read_answer_request
from docs import add_docs
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
from scoring import (
    EngineAway,
    IncompleteSettingsError,
    UnknownEngineError,
    engine,
    with_stand_in,
)
from scoring_pool import ScoringPool
from utils.admission import REQUESTS_AT_ONCE, Admission
from utils.bodies import MAX_TEXT_BYTES, BodyLimits
from utils.connections import Crowd
from utils.db import make_engine
from utils.errors import Busy, handler, problem, register_error_handlers
from utils.logs import set_up_logging
from utils.middleware import OtherSites, RequestLog
from utils.open_files import max_connections, raise_limit_of_files
from utils.openapi import describe, problems
from utils.privileges import give_up_root
from utils.release import release
from utils.schema import SchemaCheck
from utils.settings import Settings, exposed_secrets, load_settings
from utils.single_flight import SingleFlight

log = logging.getLogger(__name__)

# Scoring may wait long for a language model, or for its turn to read a document. In threads of its
# own, so that nothing else does, and as many as requests, so that none waits for a thread: whose
# turn it is, is decided where it is known who asks.
SCORING_THREADS = REQUESTS_AT_ONCE
# Reading a body may take thirty times its size in memory, and keeps the interpreter to itself.
PARSING_THREADS = 1


class IdConvertor(Convertor[int]):
    """An id in a path. What can be no id is an address there is nothing at: 404."""

    regex = "[0-9]{1,19}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


register_url_convertor("id", IdConvertor())


async def evaluator_of(request: Request) -> Evaluator:
    evaluator: Evaluator = request.app.state.evaluator
    return evaluator


async def schema_of(request: Request) -> SchemaCheck:
    schema: SchemaCheck = request.app.state.schema
    return schema


async def evaluations_of(request: Request) -> SingleFlight[Evaluation]:
    evaluations: SingleFlight[Evaluation] = request.app.state.evaluations
    return evaluations


async def scoring_threads_of(request: Request) -> CapacityLimiter:
    threads: CapacityLimiter = request.app.state.scoring_threads
    return threads


Scoring = Annotated[Evaluator, Depends(evaluator_of)]
Schema = Annotated[SchemaCheck, Depends(schema_of)]
UnderWay = Annotated[SingleFlight[Evaluation], Depends(evaluations_of)]
Threads = Annotated[CapacityLimiter, Depends(scoring_threads_of)]


class EngineIsAway(Busy):
    code = "engine_away"

    def __init__(self, away: EngineAway) -> None:
        super().__init__(str(away))
        self.headers = {"Retry-After": str(away.retry_after_seconds)}


def render_away(error: EngineAway) -> Response:
    return problem(EngineIsAway(error))


async def evaluate_interview(
    interview_id: int,
    scoring: Scoring,
    under_way: UnderWay,
    threads: Threads,
    idempotency_key: Annotated[IdempotencyKey | None, Header()] = None,
    x_epoch: Annotated[UUID | None, Header()] = None,
) -> InterviewEvaluated:
    """Score a completed interview and store the result as its current one.

    With an Idempotency-Key a repeat returns the same result and stores nothing. X-Epoch is the
    epoch of the database in which the caller began; in another one nothing is stored.
    """

    async def work() -> Evaluation:
        return await run_sync(
            scoring.evaluate_interview, interview_id, idempotency_key, x_epoch, limiter=threads
        )

    if idempotency_key is None:
        result = await work()
    else:
        result = await under_way.run((interview_id, idempotency_key), work)
    return InterviewEvaluated.model_validate(result)


async def evaluate_answer(request: Request, scoring: Scoring, threads: Threads) -> ScoredAnswer:
    """Score one answer, from JSON or a form, and store nothing."""
    async with AsyncExitStack() as files:
        asked = await read_answer_request(request, request.app.state.parsing_threads, files)
        return await run_sync(with_stand_in, scoring.engine, asked.score_with, limiter=threads)


def result(interview_id: int, scoring: Scoring) -> ResultItem:
    """The current result of an interview."""
    return ResultItem.model_validate(scoring.current_result(interview_id))


def health(scoring: Scoring, schema: Schema) -> Health:
    """Whether the service and its database work."""
    schema.look_up()
    return Health(evaluator=scoring.engine.describe().name)


async def live() -> Live:
    """Whether the process runs. Async, so that it does not queue behind the work of others."""
    return Live()


def create_app(settings: Settings) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[dict[str, object]]:
        """What utils/connections.py finds in its state."""
        yield {
            "client_idle_seconds": settings.client_idle_seconds,
            "crowd": Crowd(max_connections()),
        }

    app = FastAPI(
        title="Evaluator",
        version=release(),
        description="Scores answers and completed interviews.",
        docs_url=None,  # ours is in docs.py
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    database = make_engine(settings)
    app.state.schema = SchemaCheck(database)
    app.state.evaluator = Evaluator(
        database,
        engine(settings.evaluator, settings, ScoringPool().compute),
        settings.upload_folder,
        settings.evaluations_per_hour,
    )
    app.state.evaluations = SingleFlight[Evaluation]()
    app.state.scoring_threads = CapacityLimiter(SCORING_THREADS)
    app.state.parsing_threads = CapacityLimiter(PARSING_THREADS)
    app.add_middleware(Admission)
    app.add_middleware(
        BodyLimits,
        max_form_bytes=settings.max_upload_bytes + MAX_TEXT_BYTES,
        patience_seconds=settings.client_idle_seconds,
    )
    app.add_middleware(OtherSites, allowed_hosts=settings.allowed_hosts)
    app.add_middleware(RequestLog)
    register_error_handlers(app)
    app.add_exception_handler(EngineAway, handler(render_away))
    add_routes(app)
    add_docs(app)
    app.openapi = describe(app, REQUEST_MODELS)  # type: ignore[method-assign] # the documented way to adjust it
    return app


def add_routes(app: FastAPI) -> None:
    app.post("/evaluate/interview/{interview_id:id}", responses=problems(404, 409, 422, 429))(
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
    if warning := exposed_secrets():
        log.warning(warning)
    give_up_root(settings.upload_folder)
    raise_limit_of_files()
    try:
        app = create_app(settings)
    except (UnknownEngineError, IncompleteSettingsError) as error:
        raise SystemExit(f"EVALUATOR is not usable: {error}") from None
    app.state.schema.look_up_in_background()
    return app


def __getattr__(name: str) -> FastAPI:
    """`main:app`, made when it is first asked for, so that importing this module is free."""
    if name == "app":
        return default_app()
    raise AttributeError(name)
