"""The language-model engine: asks a model how far an answer makes each point of the rubric.

The order of things: screen the answer as the offline engine does, and leave to that one what needs
no judgement → show the model the rest, without who wrote it → take only a verdict that fits →
add up and explain (``report.py``).
"""

import logging

from scoring.contract import (
    AnswerScore,
    Compute,
    Engine,
    EngineAway,
    EngineInfo,
    NotComputed,
    Rubric,
    Tokens,
    compute_here,
)
from scoring.llm.client import Attempt, ChatClient
from scoring.llm.completion import Reply
from scoring.llm.evidence import Places
from scoring.llm.failures import (
    FailsOnThis,
    Filtered,
    NoRoomToReply,
    NotAccepted,
    OutOfTime,
    Refused,
    TooLong,
)
from scoring.llm.forms import Form, Forms
from scoring.llm.preparation import prepare
from scoring.llm.prompt import VERSION as PROMPT_VERSION
from scoring.llm.prompt import Task, prompt
from scoring.llm.quotable import Quotable
from scoring.llm.report import failed, report
from scoring.llm.settings import LlmSettings
from scoring.llm.stand_in import StandIn
from scoring.llm.thoughts import is_unfinished_thought
from scoring.llm.unfinished import Unfinished
from scoring.llm.verdict import Verdict, schema
from scoring.llm.verdict_reading import read_verdict
from scoring.punctual import PunctualEngine, not_computed

VERSION = "1.1"

_NO_ROOM = (
    "the answer and the longest reply together are more than the model can hold; a smaller "
    "LLM_MAX_TOKENS may help"
)

_NO_TIME = "the time for it was over before it gave a verdict"
_STUMBLES = "it fails on this one, and answers others"
_NO_VERDICT = "what it replied is not one score from 0 to 10 for each point"
_ONLY_THOUGHTS = "it replied nothing but thoughts; a larger LLM_MAX_TOKENS may help"
_CUT_OFF = "its reply was cut off at the end"
_CUT_IN_THOUGHTS = (
    "its reply was cut off while it was still thinking; a larger LLM_MAX_TOKENS may help"
)

log = logging.getLogger(__name__)


class JudgementFailed(Exception):
    """The message says why, to follow a colon."""


class LanguageModelEngine:
    """Scores by what a language model says about each point. Safe to share between threads."""

    def __init__(self, settings: LlmSettings, compute: Compute = compute_here) -> None:
        self._compute = compute
        self._model = settings.llm_model
        self._samples = settings.llm_samples
        self._client = ChatClient(settings)
        self._forms = Forms()
        self._unfinished = Unfinished()
        self.answers_at_once = settings.llm_concurrency
        self.stand_in: Engine | None = None
        if settings.llm_when_away == "offline":
            self.stand_in = PunctualEngine(StandIn(), compute)

    def describe(self) -> EngineInfo:
        return EngineInfo("llm", VERSION, self._model, PROMPT_VERSION)

    def score(self, answer: str, rubric: Rubric) -> AnswerScore:
        """Raises EngineAway."""
        try:
            prepared = self._compute(prepare, answer, rubric)
        except NotComputed as error:
            return not_computed(error)
        if isinstance(prepared, AnswerScore):
            return prepared
        quotable = Quotable.of(f"{answer}\n{prepared.task.answer}")
        return self._judge(answer, prepared.task, prepared.flags, quotable)

    def _judge(
        self, answer: str, task: Task, flags: tuple[str, ...], quotable: Quotable
    ) -> AnswerScore:
        so_far = self._unfinished.take(task)
        try:
            while len(so_far.samples) < self._samples:
                so_far.samples.append(self._sample(task, so_far.spent, quotable))
        except Refused:
            so_far.refusals += 1
            if not (so_far.is_refused_for_good and self._client.answers_others()):
                self._unfinished.put_back(task, so_far)
                raise
            return self._failed("its server keeps refusing this one", flags, so_far.spent)
        except EngineAway:
            self._unfinished.put_back(task, so_far)
            raise
        except JudgementFailed as error:
            return self._failed(str(error), flags, so_far.spent)
        places = Places(answer)
        return report(task.points, so_far.samples, places, flags, _sum(so_far.spent))

    @staticmethod
    def _failed(reason: str, flags: tuple[str, ...], spent: list[Tokens]) -> AnswerScore:
        log.warning("the language model did not judge an answer: %s", reason)
        return failed(reason, flags, _sum(spent))

    def _sample(self, task: Task, spent: list[Tokens], quotable: Quotable) -> Verdict:
        """One verdict on every point. Raises JudgementFailed and EngineAway."""
        with self._client.place() as attempt:
            return self._verdict(task, spent, attempt, quotable)

    def _verdict(
        self, task: Task, spent: list[Tokens], attempt: Attempt, quotable: Quotable
    ) -> Verdict:
        """In whichever form the server gives it, as long as there is time."""
        count = len(task.points)
        reason = ""
        refused: list[Form] = []
        ask = self._client.ask
        for form in self._forms.in_order():
            try:
                reply = ask(prompt(task), form, schema(count), attempt)
            except NotAccepted as error:
                reason = f"its server does not accept the request (status {error.status})"
                refused.append(form)
                continue
            except OutOfTime:
                # A server that takes so long to refuse must not begin with that every time.
                self._forms.prefer(form, over=refused)
                raise JudgementFailed(_NO_TIME) from None
            except TooLong:
                raise JudgementFailed("there is more to it than the model can read") from None
            except NoRoomToReply:
                raise JudgementFailed(_NO_ROOM) from None
            except Filtered:
                raise JudgementFailed("a filter of its server keeps this one from it") from None
            except FailsOnThis as error:
                reason = _STUMBLES
                if not error.may_be_the_form or attempt.deadline.is_over:
                    raise JudgementFailed(reason) from None
                refused.append(form)
                ask = self._client.ask_once
                continue
            if reply.tokens:
                spent.append(reply.tokens)
            verdict = _read(reply, count, quotable)
            if verdict:
                self._forms.worked(form, refused)
                return verdict
            reason = _ONLY_THOUGHTS if _is_all_thoughts(reply) else _NO_VERDICT
        raise JudgementFailed(reason)


def _read(reply: Reply, count: int, quotable: Quotable) -> Verdict | None:
    """Raises JudgementFailed where asking in another way would end the same."""
    if reply.declined:
        raise JudgementFailed("it declined to")
    if reply.filtered:
        raise JudgementFailed("a filter of its server stopped its reply")
    if reply.cut_off:
        raise JudgementFailed(_CUT_IN_THOUGHTS if _is_all_thoughts(reply) else _CUT_OFF)
    if reply.text.strip():
        return read_verdict(reply.text, count, quotable, apart=reply.thoughts)
    # Some servers take all that a model says for its thoughts.
    return read_verdict(reply.thoughts, count, quotable, as_last_word=True)


def _is_all_thoughts(reply: Reply) -> bool:
    if not reply.text.strip():
        return bool(reply.thoughts)
    return is_unfinished_thought(reply.text)


def _sum(spent: list[Tokens]) -> Tokens | None:
    return sum(spent[1:], spent[0]) if spent else None
