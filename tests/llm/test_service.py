"""The services with a language model, as real processes."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import requests

from launcher.postgres import PostgresServer
from scoring import IncompleteSettingsError, Rubric
from scoring.offline import OfflineEngine
from tests.conftest import fresh_database
from tests.fastapi_app.conftest import running
from tests.fastapi_app.desk import KEY_POINTS, REFERENCE, Asked, Desk
from tests.llm.conftest import MakeEngine
from tests.llm.stub_model import StubModel, fails, judges, says, stub_model
from tests.support.client import PERSON, Client, assert_problem
from tests.support.services import REPOSITORY, System, clean_environment, free_port, json_of
from tests.support.waiting import wait_until

KEY = "sk-very-secret"
GOOD, HALF, NONE = "It builds a new list from an iterable.", "It builds a new list.", "One book."


def settings_for(model: StubModel, **more: str) -> dict[str, str]:
    return {
        "EVALUATOR": "llm",
        "LLM_BASE_URL": model.url,
        "LLM_MODEL": "a-model",
        "LLM_API_KEY": KEY,
        **more,
    }


@pytest.fixture(scope="module")
def shared_model() -> Iterator[StubModel]:
    with stub_model() as stub:
        yield stub


@pytest.fixture
def model(shared_model: StubModel) -> StubModel:
    """Each test finds it as new."""
    shared_model.reset()
    return shared_model


@pytest.fixture(scope="module")
def desk(
    server: PostgresServer, shared_model: StubModel, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """An evaluator that finds its model; it logs everything and has one database connection."""
    settings = settings_for(
        shared_model,
        LLM_BASE_URL=shared_model.url.replace("://", f"://somebody:{KEY}@"),
        LLM_CONCURRENCY="3",
        LOG_LEVEL="DEBUG",
        DATABASE_POOL_SIZE="1",
    )
    with fresh_database(server) as url:
        system = System(url, tmp_path_factory.mktemp("evaluator"), settings)
        with running(system) as one:
            yield one


@pytest.fixture
def start_desk(
    model: StubModel, database_url: str, tmp_path: Path
) -> Iterator[Callable[..., Desk]]:
    """One of a test's own, which may lose its model."""
    with ExitStack() as stack:
        yield lambda **settings: stack.enter_context(
            running(System(database_url, tmp_path, settings_for(model, **settings)))
        )


def stored(desk: Desk, interview_id: int) -> Any:
    (row,) = desk.results(interview_id)
    return row


def log_of(desk: Desk) -> str:
    return desk.system.fastapi.log.read_text()


class TestAnInterview:
    def test_is_judged_point_by_point_and_the_result_says_by_whom(self, desk: Desk) -> None:
        seeded = desk.interview(Asked(GOOD), Asked(HALF), Asked(), Asked(NONE, weight="2"))

        result = desk.evaluated(seeded.interview_id)

        assert result["evaluator"] == "llm"
        assert [answer["score"] for answer in result["answers"]] == [100.0, 50.0, 0.0, 0.0]
        assert [answer["question_id"] for answer in result["answers"]] == seeded.question_ids
        assert result["score"] == 30.0
        row = stored(desk, seeded.interview_id)
        assert (row["model"], row["prompt_version"]) == ("a-model", "rubric-3")
        assert row["answers"][1]["covered"] == [KEY_POINTS[0]]
        assert row["answers"][1]["missing"] == [KEY_POINTS[1]]
        assert json_of(desk.request("GET", "/health"), 200)["evaluator"] == "llm"

    def test_shows_the_model_nobody_by_name(self, desk: Desk, model: StubModel) -> None:
        seeded = desk.interview(Asked(f"{GOOD} Mail me at john@example.com."), Asked(HALF))

        desk.evaluated(seeded.interview_id)

        assert len(model.asked) == 2
        for asked in model.asked:
            assert "john" not in asked.everything.lower()

    def test_keeps_the_order_of_its_questions_whichever_answer_is_judged_first(
        self, desk: Desk, model: StubModel
    ) -> None:
        model.behave = lambda asked: (
            model.after(judges(asked)) if GOOD in asked.user else judges(asked)
        )
        seeded = desk.interview(Asked(GOOD), Asked(HALF), Asked(NONE), Asked(HALF))

        with ThreadPoolExecutor(1) as pool:
            turn = pool.submit(desk.evaluated, seeded.interview_id)
            wait_until(lambda: len(model.asked) == 4 and model.at_once == 1)
            model.released.set()

        assert [one["score"] for one in turn.result()["answers"]] == [100.0, 50.0, 0.0, 50.0]

    def test_waits_for_nobody_with_a_database_connection(
        self, desk: Desk, model: StubModel
    ) -> None:
        """There is only one, and others get it while the model takes its time."""
        seeded = desk.interview(Asked(GOOD), Asked(HALF))
        model.behave = lambda asked: model.after(judges(asked))

        with ThreadPoolExecutor(1) as pool:
            turn = pool.submit(desk.evaluated, seeded.interview_id)
            wait_until(lambda: model.at_once == 2)
            in_use = desk.value(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND application_name = 'interviews-fastapi' AND state <> 'idle'"
            )
            health = requests.get(f"{desk.url}/health", timeout=20)
            missing = requests.get(f"{desk.url}/results/{seeded.interview_id}", timeout=20)
            model.released.set()

        assert (in_use, health.status_code, missing.status_code) == (0, 200, 404)
        assert turn.result()["score"] == 75.0

    def test_of_which_the_model_refuses_one_answer_needs_review(
        self, desk: Desk, model: StubModel
    ) -> None:
        model.behave = lambda asked: (
            says(None, refusal="No.") if HALF in asked.user else judges(asked)
        )
        seeded = desk.interview(Asked(GOOD), Asked(HALF))

        headers = {"X-Request-ID": "the-one-refused"}
        result = json_of(
            desk.request("POST", f"/evaluate/interview/{seeded.interview_id}", headers=headers),
            200,
        )

        assert (result["score"], result["provisional_score"]) == (None, 100.0)
        assert [one["status"] for one in result["answers"]] == ["scored", "needs_review"]
        assert "it declined to" in result["answers"][1]["feedback"]
        assert stored(desk, seeded.interview_id)["answers"][1]["flags"] == ["judgement_failed"]
        assert "[the-one-refused] scoring.llm.engine: the language model did not" in log_of(desk)

    @pytest.mark.parametrize("number", [0, 5])
    def test_of_which_one_answer_is_refused_again_and_again_pays_once_for_the_others(
        self, desk: Desk, model: StubModel, number: int
    ) -> None:
        refused = "What is refused builds a new list."
        model.behave = lambda asked: (
            fails(429, Retry_After="1", x_should_retry="false")
            if asked.is_judgement and asked.answer == refused
            else judges(asked)
        )
        given = [f"{HALF} I have used it {n} times." for n in range(6)]
        given[number] = refused
        seeded = desk.interview(*map(Asked, given))
        answers: list[requests.Response] = []

        def is_evaluated() -> bool:
            answers.append(desk.evaluate(seeded.interview_id))
            return answers[-1].status_code == 200

        wait_until(is_evaluated, seconds=60, what="the evaluation")

        for unavailable in answers[:-1]:
            problem = assert_problem(unavailable, 503, "engine_away")
            assert "too much to do" in problem["detail"]
            assert int(unavailable.headers["Retry-After"]) >= 1
        result = answers[-1].json()
        paid = [asked.answer for asked in model.judgements if asked.answer != refused]
        assert sorted(paid) == sorted(text for text in given if text != refused)
        assert result["score"] is None
        for place, answer in enumerate(result["answers"]):
            if place == number:
                assert (answer["status"], answer["score"]) == ("needs_review", None)
                assert "its server keeps refusing this one" in answer["feedback"]
            else:
                assert (answer["status"], answer["score"]) == ("scored", 50.0)

    def test_that_is_evaluated_again_is_judged_afresh(self, desk: Desk, model: StubModel) -> None:
        seeded = desk.interview(Asked(HALF))
        desk.evaluated(seeded.interview_id)
        desk.evaluated(seeded.interview_id)
        assert len(model.judgements) == 2


def test_all_interviews_together_keep_to_the_limit(desk: Desk, model: StubModel) -> None:
    model.behave = lambda asked: model.after(judges(asked))
    interviews = [desk.interview(*[Asked(HALF)] * 3).interview_id for _ in range(3)]

    with ThreadPoolExecutor(4) as pool:
        turns = [pool.submit(requests.post, f"{desk.url}/evaluate/interview/{one}", timeout=30)
                 for one in interviews]  # fmt: skip
        wait_until(lambda: model.at_once == 3)
        model.released.set()
        results = [json_of(turn.result(), 200) for turn in turns]

    assert [result["score"] for result in results] == [50.0] * 3
    assert model.most_at_once == 3
    assert len(model.asked) == 9


def test_a_slow_model_keeps_nobody_else_waiting(desk: Desk, model: StubModel) -> None:
    model.behave = lambda asked: model.after(judges(asked))
    body = {"answer_text": HALF, "key_points": KEY_POINTS}

    with ThreadPoolExecutor(60) as pool:
        turns = [
            pool.submit(requests.post, f"{desk.url}/evaluate/answer", json=body, timeout=60)
            for _ in range(60)
        ]
        wait_until(lambda: model.at_once == 3)
        for _ in range(10):
            assert requests.get(f"{desk.url}/health", timeout=5).status_code == 200
        model.released.set()
        assert {json_of(turn.result(), 200)["score"] for turn in turns} == {50.0}


class TestAway:
    def test_is_a_503_that_says_when_to_come_back_and_stores_nothing(
        self, start_desk: Callable[..., Desk], model: StubModel
    ) -> None:
        desk = start_desk()
        model.always(fails(401))
        seeded = desk.interview(Asked(GOOD), Asked(HALF))
        nothing_to_judge = desk.interview(Asked("I don't know"), Asked())

        for answer in (
            desk.evaluate(seeded.interview_id, key="k"),
            desk.answer(json={"answer_text": GOOD, "key_points": KEY_POINTS}),
        ):
            document = assert_problem(answer, 503, "engine_away")
            assert document["detail"] == (
                "The language model's server refuses LLM_API_KEY (status 401)."
            )
            assert 1 <= int(answer.headers["Retry-After"]) <= 30
        assert desk.results(seeded.interview_id) == []
        assert KEY not in log_of(desk)
        assert desk.evaluated(nothing_to_judge.interview_id)["score"] == 0.0

    def test_may_mean_that_the_whole_interview_is_judged_offline(
        self, start_desk: Callable[..., Desk], model: StubModel
    ) -> None:
        """All of it, although only one answer could not be judged: they are compared."""
        desk = start_desk(LLM_WHEN_AWAY="offline")
        model.behave = lambda asked: fails(403) if HALF in asked.user else judges(asked)
        asked = (Asked(GOOD), Asked(HALF), Asked(NONE), Asked())

        result = desk.evaluated(desk.interview(*asked).interview_id)
        rubric = Rubric("What is a list comprehension?", (REFERENCE,), KEY_POINTS)
        plain = [OfflineEngine().score(text, rubric).score for text in (GOOD, HALF, NONE)]

        assert result["evaluator"] == "offline"
        assert [one["score"] for one in result["answers"]] == [*plain, 0.0]
        row = stored(desk, result["interview_id"])
        assert (row["evaluator"], row["model"], row["prompt_version"]) == ("offline", None, None)
        flagged = ["language_model_away" in one["flags"] for one in row["answers"]]
        assert flagged == [True, True, True, False]
        one = desk.scored(json={"answer_text": HALF, "key_points": KEY_POINTS})
        assert (one["evaluator"], "language_model_away" in one["flags"]) == ("offline", True)

    def test_is_documented(self, desk: Desk) -> None:
        document = json_of(desk.request("GET", "/openapi.json"), 200)

        for path in ("/evaluate/answer", "/evaluate/interview/{interview_id}"):
            answer = document["paths"][path]["post"]["responses"]["503"]
            assert "Retry-After" in answer["headers"]
            assert "application/problem+json" in answer["content"]


class TestThroughTheInterviewService:
    def test_an_interview_is_pending_while_the_model_is_away_and_evaluated_once_it_is_back(
        self, make_system: Callable[..., System]
    ) -> None:
        port = free_port()
        settings = settings_for(StubModel(port), EVALUATION_MAX_ATTEMPTS="1")
        with make_system(**settings) as system:
            client = Client(system.flask.url)
            interview_id = client.created()
            for question, text in zip(client.questions(interview_id), (GOOD, HALF), strict=False):
                json_of(client.answer(interview_id, question["question_id"], text), 201)

            body = json_of(client.complete(interview_id), 202)
            assert body["evaluation"]["status"] == "pending"

            with stub_model(port) as model:
                dashboard = wait_until(lambda: evaluated(client, interview_id), seconds=30)

            assert dashboard["result"]["evaluator"] == "llm"
            assert [one["status"] for one in dashboard["answers"]] == ["scored", "scored"]
            assert all("(1) " in one["feedback"] for one in dashboard["answers"])
            assert len(client.versions(interview_id)) == 1
            sent = " ".join(asked.everything for asked in model.asked)
            for private in (PERSON["candidate_name"], PERSON["email"], PERSON["phone"]):
                assert private not in sent

    def test_a_model_that_takes_longer_than_anybody_waits_is_asked_once_for_each_answer(
        self, make_system: Callable[..., System], model: StubModel
    ) -> None:
        model.behave = lambda asked: model.after(judges(asked))
        with make_system(**settings_for(model, EVALUATION_WAIT_SECONDS="0.5")) as system:
            client = Client(system.flask.url)
            interview_id = client.created()
            for question in client.questions(interview_id)[:3]:
                json_of(client.answer(interview_id, question["question_id"], GOOD), 201)

            assert client.complete(interview_id).status_code == 202
            log = system.fastapi.log
            wait_until(lambda: model.at_once == 3)
            path = f"/evaluate/interview/{interview_id}"
            for _ in range(2):
                assert client.complete(interview_id).status_code == 202
            model.released.set()
            dashboard = wait_until(lambda: evaluated(client, interview_id))

        assert dashboard["result"]["evaluator"] == "llm"
        assert len(model.asked) == 3
        assert log.read_text().count(path) >= 2, "the interview service asked again meanwhile"


def evaluated(client: Client, interview_id: int) -> Any:
    dashboard = client.dashboard(interview_id)
    return dashboard if dashboard["evaluation_status"] == "evaluated" else None


class TestStarting:
    def test_without_a_model_is_refused_with_one_sentence(self) -> None:
        done = start_python(
            "-m", "uvicorn", "main:app", "--port", str(free_port()), EVALUATOR="llm"
        )

        assert done.returncode == 1
        assert done.stderr == (
            "EVALUATOR is not usable: llm needs LLM_BASE_URL and LLM_MODEL; "
            "set both in .env or in the environment.\n"
        )

    @pytest.mark.parametrize("missing", ["llm_base_url", "llm_model"])
    def test_needs_address_and_name_of_the_model(
        self, make_engine: MakeEngine, missing: str
    ) -> None:
        with pytest.raises(IncompleteSettingsError, match=missing.upper()) as refused:
            make_engine(**{missing: ""})

        assert KEY not in str(refused.value)

    @pytest.mark.parametrize(("evaluator", "is_imported"), [("offline", False), ("llm", True)])
    def test_only_with_a_language_model_is_its_client_paid_for(
        self, evaluator: str, is_imported: bool
    ) -> None:
        script = (
            "import sys, main; main.default_app()\n"
            "print([name in sys.modules for name in ('openai', 'httpx2')])"
        )
        done = start_python(
            "-c",
            script,
            EVALUATOR=evaluator,
            LLM_BASE_URL="http://127.0.0.1:9/v1",
            LLM_MODEL="a-model",
        )

        assert (done.stdout, done.stderr) == (f"{[is_imported] * 2}\n", "")


def start_python(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=REPOSITORY / "fastapi_app",
        env={
            **clean_environment(),
            "DATABASE_URL": "postgresql://u:p@h/d",
            "LLM_API_KEY": KEY,
            "LOG_LEVEL": "warning",  # as root it says who it becomes
            **settings,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_most_talkative_log_holds_neither_the_key_nor_what_candidates_wrote(
    desk: Desk, model: StubModel
) -> None:
    model.in_turn(fails(500), fails(400))
    seeded = desk.interview(Asked(HALF))

    assert desk.evaluated(seeded.interview_id)["score"] == 50.0

    assert len(model.asked) == 3
    assert KEY not in log_of(desk)
    assert HALF not in log_of(desk)
