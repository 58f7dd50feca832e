"""A model that is away, or stumbles over one answer: never a score that nobody gave."""

import logging
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from scoring import Engine, EngineAway, Rubric, Tokens
from scoring.llm.availability import Availability
from scoring.offline import OfflineEngine
from tests.llm.conftest import MakeEngine
from tests.llm.stub_model import (
    COMPLETION_TOKENS,
    PROMPT_TOKENS,
    Act,
    Asked,
    StubModel,
    fails,
    judges,
    resets,
    says,
    scores,
    sends,
    writes,
)
from tests.support.waiting import wait_until

RUBRIC = Rubric("What is a list comprehension?", (), ("builds a new list", "from an iterable"))
ANSWER = "It builds a new list."
LONGEST = 2.0  # seconds for a reply
BROKEN_BODY = sends(200, '{"choices": [')
WEB_PAGE = sends(200, "<html>Welcome</html>", "text/html")
ERROR_WITH_200 = sends(200, '{"error": {"message": "upstream"}}')


@pytest.mark.parametrize(
    ("act", "reason", "requests"),
    [
        (fails(401), r"server refuses LLM_API_KEY \(status 401\)", 1),
        (fails(403), r"server refuses LLM_API_KEY \(status 403\)", 1),
        (fails(404), r"knows no LLM_MODEL at LLM_BASE_URL \(status 404\)", 2),
        (fails(405), "What answers at LLM_BASE_URL answers with status 405", 1),
        (fails(402), r"no quota or credit left at the language model's server \(status 402\)", 1),
        (fails(429), r"has too much to do \(status 429\)", 3),
        (fails(408), r"has too much to do \(status 408\)", 3),
        (fails(500), r"server fails \(status 500\)", 6),
        (fails(503), r"server fails \(status 503\)", 4),
        (resets, "cannot be reached", 4),
        (WEB_PAGE, "What answers at LLM_BASE_URL does not send chat completions", 2),
        (BROKEN_BODY, "What answers at LLM_BASE_URL does not send chat completions", 2),
        (ERROR_WITH_200, r"server sends an error instead of a reply \(status 200\)", 4),
    ],
)
def test_a_model_that_is_away_is_said_to_be_and_why(
    judge: Engine, model: StubModel, act: Act, reason: str, requests: int
) -> None:
    """What may be transient is tried three times, and then once with something harmless; of what
    may be one part of a request, that is tried without parameters and without a system too."""
    model.always(act)

    with pytest.raises(EngineAway, match=reason) as away:
        judge.score(ANSWER, RUBRIC)

    assert "sk-very-secret" not in str(away.value)
    assert str(away.value).endswith(".")
    assert away.value.retry_after_seconds >= 1
    assert len(model.asked) == requests


@pytest.mark.parametrize(
    "answer",
    [
        b"\x00\xff\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nabcde",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"HTTP/1.1 400 No\r\nContent-Type: text/plain; charset=utf-16\r\nContent-Length: 3"
        b"\r\n\r\n\xff\xff\xff",
    ],
    ids=["no HTTP", "no gzip", "too short", "no chunks", "no UTF-16"],
)
def test_an_answer_that_is_garbled_is_none(judge: Engine, model: StubModel, answer: bytes) -> None:
    model.always(writes(answer))

    with pytest.raises(EngineAway, match="cannot be reached"):
        judge.score(ANSWER, RUBRIC)


def test_nobody_listening_is_away(make_engine: MakeEngine) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{bound.getsockname()[1]}/v1"

        with pytest.raises(EngineAway, match="cannot be reached"):
            make_engine(llm_base_url=url).score(ANSWER, RUBRIC)


@pytest.mark.parametrize("way", ["hangs", "trickles"])
def test_a_model_that_does_not_come_to_an_end_is_away(
    make_engine: MakeEngine, model: StubModel, way: str
) -> None:
    model.always(getattr(model, way))
    started = time.monotonic()

    with pytest.raises(EngineAway, match=r"did not answer within 0\.3 s"):
        make_engine(llm_timeout_seconds=0.3).score(ANSWER, RUBRIC)

    assert time.monotonic() - started < 20
    assert len(model.asked) == len(model.judgements) + 1 == 2, "once, and with something harmless"


@pytest.mark.parametrize("act", [fails(500), fails(502), fails(429), fails(408), resets])
def test_what_is_transient_is_tried_again(judge: Engine, model: StubModel, act: Act) -> None:
    model.in_turn(act, act, scores(10, 4))

    assert judge.score(ANSWER, RUBRIC).score == 70.0
    assert len(model.asked) == 3


def test_the_server_says_how_long_to_wait_before_the_next_try(
    judge: Engine, model: StubModel
) -> None:
    at: list[float] = []

    def behave(asked: Asked) -> Act:
        at.append(time.monotonic())
        return fails(429, Retry_After="2") if len(at) == 1 else judges(asked)

    model.behave = behave

    assert judge.score(ANSWER, RUBRIC).score is not None
    assert at[1] - at[0] >= 2


@pytest.mark.parametrize(
    ("asked_for", "given"), [("90", 90), ("3600", 120), ("soon", 3), ("-5", 3), ("nan", 3)]
)
def test_it_also_says_how_long_to_leave_it_alone_within_bounds(
    judge: Engine, model: StubModel, asked_for: str, given: int
) -> None:
    model.always(fails(503, Retry_After=asked_for, x_should_retry="false"))

    with pytest.raises(EngineAway) as away:
        judge.score(ANSWER, RUBRIC)

    assert away.value.retry_after_seconds == given


def test_it_may_say_until_when_to_leave_it_alone(judge: Engine, model: StubModel) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    model.always(fails(429, Retry_After=until, x_should_retry="false"))

    with pytest.raises(EngineAway) as away:
        judge.score(ANSWER, RUBRIC)

    assert 30 <= away.value.retry_after_seconds <= 60


def test_samples_that_were_paid_for_are_kept(
    make_engine: MakeEngine, model: StubModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Availability, "require", lambda _: None)
    judge = make_engine(llm_samples=3)
    model.in_turn(scores(10, 8), fails(429, x_should_retry="false"), scores(8, 8), scores(8, 6))
    with pytest.raises(EngineAway):
        judge.score(ANSWER, RUBRIC)

    judged = judge.score(ANSWER, RUBRIC)

    assert judged.score == 80.0
    assert judged.tokens == Tokens(3 * PROMPT_TOKENS, 3 * COMPLETION_TOKENS)
    assert len(model.judgements) == 4


def test_one_that_refuses_everything_is_waited_for(
    judge: Engine, model: StubModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Availability, "require", lambda _: None)
    model.always(fails(429, x_should_retry="false"))
    for _ in range(8):
        with pytest.raises(EngineAway):
            judge.score(ANSWER, RUBRIC)

    model.behave = judges
    assert judge.score(ANSWER, RUBRIC).score is not None


def test_what_it_refuses_while_it_answers_others_needs_review_at_the_fifth_time(
    judge: Engine, model: StubModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Availability, "require", lambda _: None)
    refusing = fails(429, x_should_retry="false")
    model.behave = lambda asked: refusing if asked.is_judgement else judges(asked)
    for _ in range(4):
        with pytest.raises(EngineAway):
            judge.score(ANSWER, RUBRIC)

    judged = judge.score(ANSWER, RUBRIC)

    assert (judged.score, judged.flags) == (None, ("judgement_failed",))
    assert "its server keeps refusing this one" in judged.feedback


def test_a_wait_that_is_too_long_is_not_waited_for(judge: Engine, model: StubModel) -> None:
    model.always(fails(429, Retry_After="3600"))
    started = time.monotonic()

    with pytest.raises(EngineAway):
        judge.score(ANSWER, RUBRIC)

    assert len(model.asked) == 1
    assert time.monotonic() - started < 5


def test_while_it_is_away_it_is_left_alone_for_a_moment(judge: Engine, model: StubModel) -> None:
    model.always(fails(401))
    for _ in range(5):
        with pytest.raises(EngineAway, match="refuses LLM_API_KEY"):
            judge.score(ANSWER, RUBRIC)

    assert len(model.asked) == 1


def test_it_is_asked_again_when_the_moment_has_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    availability = Availability()
    availability.require()
    availability.lost("It is away.", 3)
    now += 2.9
    with pytest.raises(EngineAway, match="It is away") as away:
        availability.require()
    assert away.value.retry_after_seconds == 1
    now += 0.2
    availability.require()
    availability.lost("It is away.", 30)
    availability.found()
    availability.require()


def test_the_log_says_once_that_it_is_away_and_once_that_it_is_back(
    judge: Engine, model: StubModel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    availability = Availability()
    for _ in range(3):
        availability.lost("The model cannot be reached.", 3)
    availability.found()
    availability.found()
    assert caplog.messages == ["The model cannot be reached.", "The language model is back."]

    caplog.clear()
    model.in_turn(fails(500), scores(1, 1))
    judge.score(f"{ANSWER} Something private.", RUBRIC)
    assert "sk-very-secret" not in caplog.text
    assert "private" not in caplog.text


class TestStumbling:
    """Only one answer fails, whatever is tried: waiting for the model would take for ever."""

    BAD = "a new list that breaks it"

    @pytest.mark.parametrize("act", [fails(500), resets, WEB_PAGE], ids=["500", "reset", "page"])
    def test_over_one_answer_leaves_that_one_to_a_person(
        self, judge: Engine, model: StubModel, act: Act
    ) -> None:
        model.behave = lambda asked: act if "breaks" in asked.user else judges(asked)

        result = judge.score(f"It builds {self.BAD}.", RUBRIC)

        assert result.score is None
        assert result.flags == ("judgement_failed",)
        assert "it fails on this one, and answers others" in result.feedback
        assert judge.score(ANSWER, RUBRIC).score == 50.0

    def test_and_recovering_meanwhile_gives_a_score(self, judge: Engine, model: StubModel) -> None:
        model.in_turn(fails(500), fails(500), fails(500), says("yes"), scores(10, 4))

        assert judge.score(ANSWER, RUBRIC).score == 70.0

    def test_for_lack_of_time_counts_as_well(
        self, make_engine: MakeEngine, model: StubModel
    ) -> None:
        model.behave = lambda asked: model.hangs if "breaks" in asked.user else judges(asked)

        result = make_engine(llm_timeout_seconds=0.3).score(f"It builds {self.BAD}.", RUBRIC)

        assert result.flags == ("judgement_failed",)
        assert len(model.judgements) == 2

    def test_is_not_tried_for_longer_than_twice_the_longest_reply(
        self, make_engine: MakeEngine, model: StubModel
    ) -> None:
        """In all forms together: here each takes most of the time of a reply, for nothing."""

        def late(asked: Asked) -> Act:
            if not asked.is_judgement:
                return says("yes")
            wait = LONGEST if len(model.judgements) > 1 else 0.8 * LONGEST
            return model.after(says("Good."), seconds=wait)

        model.behave = late
        started = time.monotonic()

        result = make_engine(llm_timeout_seconds=LONGEST).score(ANSWER, RUBRIC)

        assert result.flags == ("judgement_failed",)
        assert time.monotonic() - started < 2 * LONGEST + 1


class TestTheTimeForAJudgement:
    """Twice the longest reply, whatever is tried meanwhile."""

    OVER = "the time for it was over before it gave a verdict"

    @pytest.mark.parametrize("act", [fails(500), resets], ids=["500", "reset"])
    def test_is_not_spent_on_a_retry_that_could_not_have_all_of_a_replys(
        self, make_engine: MakeEngine, model: StubModel, act: Act
    ) -> None:
        model.always(model.after(act, seconds=0.7 * LONGEST))

        with pytest.raises(EngineAway, match=r"server fails|cannot be reached"):
            make_engine(llm_timeout_seconds=LONGEST).score(ANSWER, RUBRIC)

        assert len(model.judgements) == 2

    def test_includes_asking_something_harmless(
        self, make_engine: MakeEngine, model: StubModel
    ) -> None:
        model.in_turn(model.after(says("Good."), seconds=0.7 * LONGEST), model.hangs, model.hangs)
        started = time.monotonic()

        with pytest.raises(EngineAway, match="did not answer within 2 s"):
            make_engine(llm_timeout_seconds=LONGEST).score(ANSWER, RUBRIC)

        assert time.monotonic() - started < 2 * LONGEST + 1

    def test_includes_trying_without_what_is_refused(
        self, make_engine: MakeEngine, model: StubModel
    ) -> None:
        def behave(asked: Asked) -> Act:
            named = next((name for name in ("temperature", "max_tokens") if name in asked.body), "")
            act = fails(400, param=named) if named else judges(asked)
            return model.after(act, seconds=0.9 * LONGEST)

        model.behave = behave
        started = time.monotonic()

        result = make_engine(llm_timeout_seconds=LONGEST).score(ANSWER, RUBRIC)

        assert self.OVER in result.feedback
        assert time.monotonic() - started < 2 * LONGEST + 1

    def test_that_is_over_says_nothing_about_the_model(
        self, make_engine: MakeEngine, model: StubModel
    ) -> None:
        """The last request had a moment only."""
        prose = model.after(says("Good."), seconds=0.8 * LONGEST)
        model.in_turn(prose, prose, model.hangs)
        judge = make_engine(llm_timeout_seconds=LONGEST)

        result = judge.score(ANSWER, RUBRIC)

        assert result.flags == ("judgement_failed",)
        assert self.OVER in result.feedback
        assert len(model.asked) == 3
        assert judge.score(ANSWER, RUBRIC).score == 50.0

    def test_is_left_for_the_other_forms_where_refusing_one_takes_long(
        self, make_engine: MakeEngine, model: StubModel
    ) -> None:
        refusal = model.after(fails(400), seconds=0.6 * LONGEST)
        model.behave = lambda asked: refusal if "schema" in asked.form else judges(asked)

        result = make_engine(llm_timeout_seconds=LONGEST).score(ANSWER, RUBRIC)

        assert result.score == 50.0
        assert [asked.form for asked in model.asked] == [
            "json_schema",
            "json_schema without lengths",
            "json_object",
        ]

    def test_that_was_too_short_for_a_form_begins_with_it_the_next_time(
        self, make_engine: MakeEngine, model: StubModel
    ) -> None:
        def behave(asked: Asked) -> Act:
            act = fails(400) if "schema" in asked.form else judges(asked)
            return model.after(act, seconds=0.8 * LONGEST)

        model.behave = behave
        judge = make_engine(llm_timeout_seconds=LONGEST)

        first, second = [judge.score(ANSWER, RUBRIC) for _ in range(2)]

        assert self.OVER in first.feedback
        assert second.score == 50.0
        assert model.asked[-1].form == model.asked[-2].form == "json_object"


def test_no_more_than_the_limit_are_under_way_at_once(
    make_engine: MakeEngine, model: StubModel
) -> None:
    model.behave = lambda asked: model.after(judges(asked))
    judge = make_engine(llm_concurrency=3)

    with ThreadPoolExecutor(12) as pool:
        turns = [pool.submit(judge.score, ANSWER, RUBRIC) for _ in range(12)]
        wait_until(lambda: model.at_once == 3)
        model.released.set()
        found = {turn.result().score for turn in turns}

    assert found == {50.0}
    assert model.most_at_once == 3
    assert len(model.asked) == 12


def test_the_stand_in_judges_as_the_offline_engine_and_says_so(make_engine: MakeEngine) -> None:
    assert make_engine().stand_in is None
    stand_in = make_engine(llm_when_away="offline").stand_in
    assert stand_in is not None

    judged, plain = stand_in.score(ANSWER, RUBRIC), OfflineEngine().score(ANSWER, RUBRIC)

    assert stand_in.describe() == OfflineEngine().describe()
    assert (judged.score, judged.covered, judged.missing) == (
        plain.score,
        plain.covered,
        plain.missing,
    )
    assert judged.flags == (*plain.flags, "language_model_away")
    note = "The language model was unavailable, so this was judged by comparing words."
    assert judged.feedback == f"{plain.feedback} {note}"
