"""PostgreSQL goes and comes back: every request ends, and both services recover by themselves."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg2  # type: ignore[import-untyped]
import pytest
import requests

from launcher.postgres import PostgresServer
from tests.faults.conftest import own_server
from tests.faults.faulty import FaultySystem
from tests.faults.proxy import BLACK_HOLE, REFUSE, SLAM, Mode, corrupt, reset_after, slow
from tests.support.client import PERSON, Client, assert_problem
from tests.support.database import query
from tests.support.services import json_of
from tests.support.waiting import wait_until

BOUND_SECONDS = 30.0
RECOVERY_SECONDS = 30.0
# Shorter than the defaults, which the black hole alone is given: it is the one that takes long.
SHORT = {
    "DATABASE_POOL_TIMEOUT_SECONDS": "2",
    "DATABASE_CONNECT_TIMEOUT_SECONDS": "2",
    "DATABASE_STATEMENT_TIMEOUT_SECONDS": "4",
    "DATABASE_LOCK_TIMEOUT_SECONDS": "2",
    "EVALUATION_WAIT_SECONDS": "3",
}
ASKERS = 3


@dataclass
class Stage:
    server: PostgresServer
    system: FaultySystem

    @property
    def url(self) -> str:
        return self.system.database_url


@pytest.fixture(scope="module")
def own() -> Iterator[PostgresServer]:
    with own_server(durable=True) as server:
        yield server


@pytest.fixture(scope="module")
def shared_stage(own: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with FaultySystem(own.url(), tmp_path_factory.mktemp("database"), SHORT) as system:
        yield Stage(own, system)


@pytest.fixture
def stage(shared_stage: Stage) -> Iterator[Stage]:
    yield shared_stage
    if not shared_stage.server.alive:
        shared_stage.server.start()
    shared_stage.system.heal()


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, and what came of it."""

    what: str
    response: requests.Response
    seconds: float

    @property
    def succeeded(self) -> bool:
        return self.response.status_code in {200, 201, 202}


class Requests:
    """One of every kind, of both services, on interviews that were made before."""

    def __init__(self, system: FaultySystem) -> None:
        client = Client(system.flask.url)
        self._flask, self._fastapi = system.flask.url, system.fastapi.url
        self.ongoing, self.to_complete, self.completed = (client.created() for _ in range(3))
        self._questions = [item["question_id"] for item in client.questions(self.ongoing)]
        assert client.complete(self.completed).status_code == 200

    def all(self) -> list[tuple[str, Callable[[], requests.Response]]]:
        flask, fastapi = self._flask, self._fastapi
        answer = {"interview_id": str(self.ongoing), "question_id": str(self._questions[0])}
        text = {**answer, "answer_text": "A decorator."}
        person, key = PERSON, {"Idempotency-Key": uuid4().hex}
        urls = {
            "health": f"{flask}/health",
            "skills": f"{flask}/skills",
            "list": f"{flask}/interviews",
            "dashboard": f"{flask}/interviews/{self.ongoing}",
            "FastAPI's health": f"{fastapi}/health",
            "result": f"{fastapi}/results/{self.completed}",
        }
        return [
            *((what, lambda url=url: get(url)) for what, url in urls.items()),
            ("create", lambda: post(f"{flask}/interviews/create", json=person, headers=key)),
            ("answer", lambda: post(f"{flask}/answers/create", files=parts(text))),
            (
                "upload",
                lambda: post(
                    f"{flask}/answers/create",
                    files={**parts(answer), "file": ("a.txt", b"A generator.")},
                ),
            ),
            ("complete", lambda: put(f"{flask}/interviews/{self.to_complete}/complete")),
            ("evaluate", lambda: post(f"{fastapi}/evaluate/interview/{self.completed}")),
        ]

    def start(self, pool: ThreadPoolExecutor, times: int = 1) -> list[Future[Asked]]:
        return [pool.submit(ask, *one) for _ in range(times) for one in self.all()]


def ask(what: str, send: Callable[[], requests.Response]) -> Asked:
    started = time.monotonic()
    response = send()
    return Asked(what, response, time.monotonic() - started)


PATIENCE = BOUND_SECONDS + 20


def get(url: str) -> requests.Response:
    return requests.get(url, timeout=PATIENCE)


def post(url: str, **how: object) -> requests.Response:
    return requests.post(url, timeout=PATIENCE, **how)  # type: ignore[arg-type]


def put(url: str) -> requests.Response:
    return requests.put(url, timeout=PATIENCE)


def parts(form: dict[str, str]) -> dict[str, tuple[None, str]]:
    return {name: (None, value) for name, value in form.items()}


def assert_ended_well(asked: list[Asked]) -> None:
    """Each succeeded or was refused with 503 and Retry-After, and none took too long."""
    for one in asked:
        assert one.seconds < BOUND_SECONDS, one.what
        if not one.succeeded:
            assert one.response.status_code == 503, f"{one.what}: {one.response.text}"
            assert int(one.response.headers["Retry-After"]) > 0
            if "health" not in one.what:
                assert one.response.json()["status"] == 503
    print(
        f"{sum(one.succeeded for one in asked)} of {len(asked)} succeeded, "
        f"longest {max(one.seconds for one in asked):.1f} s"
    )


def assert_recovers(stage: Stage, wanted: Requests, before: list[int]) -> None:
    """Everything works again in the same processes."""

    def all_work() -> bool:
        with ThreadPoolExecutor(16) as pool:
            return all(future.result().succeeded for future in wanted.start(pool))

    wait_until(all_work, RECOVERY_SECONDS, "every request to succeed again")
    wait_until(
        lambda: query(stage.url, "SELECT count(*) FROM evaluation_requests")[0][0] == 0,
        RECOVERY_SECONDS,
        "nothing to be pending",
    )
    assert processes(stage.system) == before


def processes(system: FaultySystem) -> list[int]:
    return [pid for service in system.services for pid in (service.pid, *service.workers())]


MODES = {
    "refused": REFUSE,
    "reset on arrival": SLAM,
    "reset within an answer": reset_after(20),
    "slow": slow(0.3),
    "trickling": slow(0.02, 10),
    "corrupt": corrupt(16),
    "corrupt headers": corrupt(3),
}


def break_for_a_round(stage: Stage, mode: Mode, rounds: int = 2) -> None:
    system = stage.system
    wanted, before = Requests(system), processes(stage.system)
    with ThreadPoolExecutor(64) as pool:
        list(pool.map(lambda _: get(f"{system.flask.url}/interviews"), range(ASKERS)))
        for link in (system.flask_database, system.fastapi_database):
            link.set(mode)
        for _ in range(rounds):
            assert_ended_well([future.result() for future in wanted.start(pool, ASKERS)])
    stage.system.heal()
    assert_recovers(stage, wanted, before)


@pytest.mark.parametrize("how", MODES)
def test_requests_end_and_both_services_recover_from_a_database_that_is(
    stage: Stage, how: str
) -> None:
    break_for_a_round(stage, MODES[how], rounds=1 if how in {"slow", "trickling"} else 2)


@pytest.mark.parametrize("how", [*MODES, "silent"])
def test_requests_end_at_services_that_start_beside_a_database_that_is(
    stage: Stage, how: str
) -> None:
    """They have not learnt yet what others know and need not ask for: the epoch, the schema."""
    system = stage.system
    wanted = Requests(system)
    for link in (system.flask_database, system.fastapi_database):
        link.set(MODES.get(how, BLACK_HOLE))
    for service in system.services:
        service.kill()
    logged = [len(service.log.read_text()) for service in system.services]
    system.start_services()
    before = processes(system)
    with ThreadPoolExecutor(64) as pool:
        assert_ended_well([future.result() for future in wanted.start(pool, ASKERS)])
    bad = post(f"{system.flask.url}/interviews/create", json={**PERSON, "email": "nobody"})
    assert bad.status_code == 422, bad.text
    system.heal()
    assert_recovers(stage, wanted, before)
    for service, already in zip(system.services, logged, strict=True):
        # What Python and uvicorn say of an exception that nobody caught.
        assert "Exception in" not in service.log.read_text()[already:]


def test_nothing_hangs_when_the_network_swallows_everything_even_with_the_default_limits(
    own: PostgresServer, tmp_path: Path
) -> None:
    with FaultySystem(own.url(), tmp_path / "default") as system:
        break_for_a_round(Stage(own, system), BLACK_HOLE, rounds=1)


@pytest.mark.parametrize("how", ["stopped", "killed"])
def test_requests_end_and_both_services_recover_from_a_database_server_that_was(
    stage: Stage, how: str
) -> None:
    wanted, before = Requests(stage.system), processes(stage.system)
    with ThreadPoolExecutor(64) as pool:
        under_way = wanted.start(pool, ASKERS)
        if how == "killed":
            os.kill(stage.server.pid, signal.SIGKILL)
        else:
            stage.server.ask_to_stop()
        wait_until(lambda: not stage.server.alive, what="PostgreSQL to end")
        assert_ended_well([future.result() for future in under_way])
        down = [future.result() for future in wanted.start(pool, ASKERS)]
        assert_ended_well(down)
    stage.server.start()

    # A killed server's processes may answer a moment longer; a stopped one's do not.
    assert how == "killed" or not any(one.succeeded for one in down)
    assert_recovers(stage, wanted, before)


def test_requests_end_and_both_services_recover_when_connections_run_out(stage: Stage) -> None:
    wanted, before = Requests(stage.system), processes(stage.system)
    taken: list[psycopg2.extensions.connection] = []
    terminate = (
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE application_name LIKE 'interviews-%%' AND %s"
    )
    try:
        with closing(psycopg2.connect(stage.url)) as ours:
            ours.autocommit = True
            most = int(query(stage.url, "SHOW max_connections")[0][0])
            for _ in range(4 * most):
                with ours.cursor() as cursor:
                    cursor.execute(terminate, (True,))
                try:
                    taken.append(psycopg2.connect(stage.url))
                except psycopg2.OperationalError:
                    if len(taken) >= most - 2:
                        break
            assert len(taken) >= most - 2
            with ThreadPoolExecutor(64) as pool:
                asked = [future.result() for future in wanted.start(pool, ASKERS)]
    finally:
        for connection in taken:
            connection.close()

    assert_ended_well(asked)
    assert not all(one.succeeded for one in asked)
    assert_recovers(stage, wanted, before)


def test_only_the_evaluators_database_away_leaves_completions_pending(stage: Stage) -> None:
    client = Client(stage.system.flask.url)
    interview_id = client.created()
    stage.system.fastapi_database.set(REFUSE)

    completed = json_of(client.complete(interview_id), 202)
    failures = query(stage.url, "SELECT failures FROM evaluation_requests")
    refused = requests.get(f"{stage.system.fastapi.url}/results/{interview_id}", timeout=PATIENCE)
    stage.system.heal()

    assert completed["evaluation"]["status"] == "pending"
    assert failures == [(0,)], "being away is no failure"
    assert_problem(refused, 503, "unavailable")
    wait_until(
        lambda: client.dashboard(interview_id)["evaluation_status"] == "evaluated",
        10,
        "the evaluation",
    )


def test_a_transaction_cut_off_half_way_holds_its_locks_for_a_bounded_time(stage: Stage) -> None:
    """Not even the end of a connection reaches PostgreSQL: only its own limit frees the row."""
    client = Client(stage.system.flask.url)
    interview_id = client.created()
    question = client.questions(interview_id)[0]["question_id"]
    with (
        closing(psycopg2.connect(stage.url)) as ours,
        closing(ours.cursor()) as cursor,
        ThreadPoolExecutor(1) as thread,
    ):
        cursor.execute("SELECT 1 FROM interviews WHERE id = %s FOR UPDATE", (interview_id,))
        answer = thread.submit(client.answer, interview_id, question, "Cut off.")
        wait_until(lambda: flask_is(stage, "active", "Lock"), what="Flask to wait for the row")
        stage.system.flask_database.set(BLACK_HOLE)
        ours.rollback()
        wait_until(lambda: flask_is(stage, "idle in transaction"), what="Flask to have the row")

        wait_until(
            lambda: not flask_is(stage, "idle in transaction"), BOUND_SECONDS, "the row to be free"
        )
        refused = answer.result()

    assert_problem(refused, 503, "unavailable")
    stage.system.heal()
    wait_until(
        lambda: client.answer(interview_id, question, "Again.").status_code == 201,
        RECOVERY_SECONDS,
        "the answer to be taken",
    )


def flask_is(stage: Stage, state: str, waits_for: str | None = None) -> bool:
    rows = query(
        stage.url,
        "SELECT 1 FROM pg_stat_activity WHERE application_name = 'interviews-flask' "
        "AND state = %s AND (%s::text IS NULL OR wait_event_type = %s)",
        state,
        waits_for,
        waits_for,
    )
    return bool(rows)


def test_pending_evaluations_go_on_after_any_fault_of_the_database(stage: Stage) -> None:
    """The threads that retry survive whatever a broken connection makes of their queries."""
    client = Client(stage.system.flask.url)
    stage.system.to_evaluator.set(REFUSE)
    interviews = [client.created() for _ in range(2)]
    for interview_id in interviews:
        assert client.complete(interview_id).status_code == 202
    for mode in (corrupt(16), reset_after(20), REFUSE, corrupt(200)):
        link = stage.system.flask_database
        seen = link.done["corrupt"] + link.done["reset"] + link.done["slam"]
        link.set(mode)
        link.cut()
        if mode != REFUSE:
            wait_until(
                lambda seen=seen, link=link: (  # type: ignore[misc]
                    link.done["corrupt"] + link.done["reset"] + link.done["slam"] > seen
                ),
                what=f"the retrying threads to meet {mode}",
            )
    stage.system.heal()

    for interview_id in interviews:
        wait_until(
            lambda one=interview_id: (  # type: ignore[misc]
                client.get(f"/interviews/{one}").status_code == 200
                and client.dashboard(one)["evaluation_status"] == "evaluated"
            ),
            15,
            "the evaluation",
        )
