"""What each route asks of the database: every trip to it, and how PostgreSQL finds the rows."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from uuid import uuid4

import pytest
import requests

from benchmarks.load.growth import fill
from benchmarks.load.statements import Statement, StatementLog
from launcher.postgres import PostgresServer
from tests.conftest import fresh_database
from tests.support.client import Client
from tests.support.services import System, json_of
from tests.support.waiting import wait_until

MANY = 200_000

Request = Callable[[], requests.Response]


@dataclass(frozen=True)
class Scene:
    """Both services on a database with many interviews, and what a request needs beforehand."""

    flask: Client
    fastapi: Client

    def answered(self) -> int:
        """An interview with an answer as text and one as a file."""
        interview_id = self.flask.created()
        first, second, *_ = self.questions(interview_id)
        json_of(self.flask.answer(interview_id, first, "A list"), 201)
        json_of(self.flask.answer(interview_id, second, file=("a.txt", b"A wrapper")), 201)
        return interview_id

    def completed(self) -> int:
        interview_id = self.answered()
        json_of(self.flask.complete(interview_id), 200)
        return interview_id

    def questions(self, interview_id: int) -> list[int]:
        return [question["question_id"] for question in self.flask.questions(interview_id)]

    def file_of(self, interview_id: int) -> int:
        answers = self.flask.dashboard(interview_id)["answers"]
        answer_id: int = next(answer["answer_id"] for answer in answers if answer["file_path"])
        return answer_id


def create(scene: Scene) -> Request:
    return scene.flask.create


def create_with_key(scene: Scene) -> Request:
    return lambda: scene.flask.create(key=uuid4().hex)


def create_again(scene: Scene) -> Request:
    key = uuid4().hex
    scene.flask.create(key=key)
    return lambda: scene.flask.create(key=key)


def listing(scene: Scene) -> Request:
    return lambda: scene.flask.get("/interviews")


def skills(scene: Scene) -> Request:
    return lambda: scene.flask.get("/skills")


def questions(scene: Scene) -> Request:
    interview_id = scene.flask.created()
    return lambda: scene.flask.get(f"/interviews/{interview_id}/questions")


def dashboard(scene: Scene) -> Request:
    interview_id = scene.completed()
    return lambda: scene.flask.get(f"/interviews/{interview_id}")


def answer(scene: Scene) -> Request:
    interview_id = scene.flask.created()
    question_id, *_ = scene.questions(interview_id)
    return lambda: scene.flask.answer(interview_id, question_id, "A list")


def answer_with_file(scene: Scene) -> Request:
    interview_id = scene.flask.created()
    question_id, *_ = scene.questions(interview_id)
    return lambda: scene.flask.answer(interview_id, question_id, file=("a.txt", b"A list"))


def answer_again(scene: Scene) -> Request:
    interview_id = scene.answered()
    _, question_id, *_ = scene.questions(interview_id)
    return lambda: scene.flask.answer(interview_id, question_id, "A wrapper")


def download(scene: Scene) -> Request:
    answer_id = scene.file_of(scene.answered())
    return lambda: scene.flask.get(f"/answers/{answer_id}/file")


def complete(scene: Scene) -> Request:
    interview_id = scene.answered()
    return lambda: scene.flask.complete(interview_id)


def complete_again(scene: Scene) -> Request:
    interview_id = scene.completed()
    return lambda: scene.flask.complete(interview_id)


def evaluate_again(scene: Scene) -> Request:
    interview_id = scene.completed()
    return lambda: scene.flask.evaluate(interview_id)


def evaluations(scene: Scene) -> Request:
    interview_id = scene.completed()
    return lambda: scene.flask.get(f"/interviews/{interview_id}/evaluations")


def health(scene: Scene) -> Request:
    return lambda: scene.flask.get("/health")


def live(scene: Scene) -> Request:
    return lambda: scene.flask.get("/health/live")


def evaluator_evaluates(scene: Scene) -> Request:
    interview_id = scene.completed()
    return lambda: scene.fastapi.request("POST", f"/evaluate/interview/{interview_id}")


def evaluator_scores(scene: Scene) -> Request:
    return lambda: scene.fastapi.request("POST", "/evaluate/answer", json={"answer_text": "A list"})


def evaluator_result(scene: Scene) -> Request:
    interview_id = scene.completed()
    return lambda: scene.fastapi.get(f"/results/{interview_id}")


def evaluator_health(scene: Scene) -> Request:
    return lambda: scene.fastapi.get("/health")


def evaluator_live(scene: Scene) -> Request:
    return lambda: scene.fastapi.get("/health/live")


# The first word of every statement that reaches PostgreSQL, of the interview service and then of
# the evaluator. Each is a trip there and back.
# Where no BEGIN stands, each statement is a transaction of its own.
TRIPS: dict[Callable[[Scene], Request], tuple[str, str]] = {
    create: ("WITH", ""),
    create_with_key: ("SELECT WITH", ""),
    create_again: ("SELECT", ""),
    listing: ("SELECT", ""),
    skills: ("SELECT", ""),
    questions: ("SELECT", ""),
    dashboard: ("SELECT SELECT", ""),
    answer: ("BEGIN SELECT WITH COMMIT", ""),
    answer_with_file: ("BEGIN SELECT WITH COMMIT", ""),
    answer_again: ("BEGIN SELECT WITH COMMIT", ""),
    download: ("SELECT", ""),
    complete: ("WITH", "SELECT BEGIN SELECT SELECT INSERT DELETE COMMIT"),
    complete_again: ("WITH SELECT SELECT SELECT WITH SELECT SELECT", ""),
    evaluate_again: (
        "BEGIN SELECT INSERT COMMIT",
        "SELECT BEGIN SELECT SELECT SELECT UPDATE INSERT DELETE COMMIT",
    ),
    evaluations: ("BEGIN SELECT ROLLBACK", ""),
    health: ("SELECT SELECT", ""),
    live: ("", ""),
    evaluator_evaluates: ("", "SELECT BEGIN SELECT SELECT UPDATE INSERT DELETE COMMIT"),
    evaluator_scores: ("", ""),
    evaluator_result: ("", "SELECT"),
    evaluator_health: ("", "SELECT"),
    evaluator_live: ("", ""),
}

SORTS = ("-created_at", "created_at", "-score", "score")
FILTERS = (
    "skill=python",
    "skill=unheard+of",
    "status=ongoing",
    "status=completed",
    "email=candidate-7@example.com",
    "email=nobody@example.com",
    "min_score=99.5",
    "max_score=0.5",
    "min_score=50&max_score=50.1",
    "skill=python&status=ongoing",
    "status=completed&max_score=0.5",
    "skill=python&status=completed",
    "skill=python&min_score=99.5",
    "status=ongoing&email=candidate-10@example.com",
)


@pytest.fixture(scope="module")
def crowded(talkative_server: PostgresServer) -> Iterator[str]:
    """A database with many interviews."""
    with fresh_database(talkative_server) as url:
        fill(url, MANY)
        yield url


@pytest.fixture(scope="module")
def log(talkative_server: PostgresServer, crowded: str) -> Iterator[StatementLog]:
    with closing(StatementLog(talkative_server, crowded)) as one:
        yield one


@pytest.fixture(scope="module")
def scene(crowded: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    settings = {"EVALUATION_WAIT_SECONDS": "20", "EVALUATION_RETRY_THREADS": "0"}
    with System(crowded, tmp_path_factory.mktemp("crowded"), settings) as system:
        scene = Scene(Client(system.flask.url), Client(system.fastapi.url))
        dashboard(scene)()  # whose first requests make the connections
        yield scene


def statements(log: StatementLog, ask: Request) -> list[Statement]:
    log.take()
    response = ask()
    assert response.ok, response.text
    return log.take()


def words(sent: list[Statement], service: str) -> str:
    return " ".join(one.text.split()[0] for one in sent if one.service == service)


@pytest.mark.parametrize("route", TRIPS, ids=lambda route: route.__name__)
def test_a_route_asks_the_database_for_this_and_nothing_else(
    log: StatementLog, scene: Scene, route: Callable[[Scene], Request]
) -> None:
    sent = statements(log, route(scene))
    assert (words(sent, "interviews-flask"), words(sent, "interviews-fastapi")) == TRIPS[route]


@pytest.mark.parametrize("route", TRIPS, ids=lambda route: route.__name__)
def test_no_route_reads_a_table_whole(
    log: StatementLog, scene: Scene, route: Callable[[Scene], Request]
) -> None:
    sent = statements(log, route(scene))
    whole = {one.shape: log.sequential_scans(one) for one in sent}
    assert not any(whole.values()), whole
    assert bool(sent) == any(TRIPS[route])


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("filter", ["", *FILTERS])
def test_no_way_of_listing_looks_at_many_interviews_in_vain(
    log: StatementLog, scene: Scene, filter: str, sort: str
) -> None:
    address = f"/interviews?sort={sort}&{filter}"
    sent = statements(log, lambda: scene.flask.get(address))
    cursor = scene.flask.get(address).json()["next_cursor"]
    if cursor:
        sent += statements(log, lambda: scene.flask.get(f"{address}&cursor={cursor}"))
    for one in (one for one in sent if one.text.startswith("SELECT")):
        assert log.sequential_scans(one) == []
        assert log.rows_passed_over(one) < MANY / 10


def test_looking_for_pending_evaluations_reads_no_table_whole(
    log: StatementLog, crowded: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    log.take()
    settings = {"EVALUATION_RETRY_THREADS": "1"}
    system = System(crowded, tmp_path_factory.mktemp("retrying"), settings)
    try:
        system.flask.start()
        claims: list[Statement] = []

        def claimed() -> list[Statement]:
            claims.extend(one for one in log.take() if "UPDATE" in one.text)
            return claims

        (claim, *_) = wait_until(claimed)
        assert log.sequential_scans(claim) == []
    finally:
        system.flask.kill()
