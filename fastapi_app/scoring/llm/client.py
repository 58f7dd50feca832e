"""Asking a server that speaks OpenAI's chat completions."""

import logging
import threading
from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
from openai import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    OpenAI,
    omit,
)

from scoring.llm.availability import Availability
from scoring.llm.complaint import Complaint, complaint, complaint_of
from scoring.llm.completion import ErrorInstead, Reply, read_completion
from scoring.llm.deadline import Deadline, PunctualClient, seconds_given
from scoring.llm.endpoint import Endpoint
from scoring.llm.failures import (
    FailsOnThis,
    Filtered,
    NoRoomToReply,
    NotAccepted,
    OutOfTime,
    Refused,
    TooLong,
)
from scoring.llm.forms import Form
from scoring.llm.learnt import Learnt
from scoring.llm.niceties import Nicety, to_leave_out
from scoring.llm.prompt import Prompt
from scoring.llm.refusals import Refusal, is_final, refusal
from scoring.llm.request import (
    LEFT_OUT_AT_LAST,
    OF_SCHEMA,
    messages,
    refusable,
    response_format,
)
from scoring.llm.settings import LlmSettings
from scoring.llm.trouble import Trouble, trouble

RETRIES = 2  # of what is transient; in between the client waits as long as the server asks it to
_TIMES = 2  # as long as a reply may take, a judgement may: one that had all its time gets it again
_CONNECT_SECONDS = 5.0
_PROBE_SECONDS = 10.0
_PROBE = Prompt("You confirm that you are there.", "Reply with the word yes.")
_PARAMETERS = frozenset({Nicety.TEMPERATURE, Nicety.MAX_TOKENS, Nicety.MAX_COMPLETION_TOKENS})


@dataclass
class Attempt:
    """At one judgement: until when everything for it has to be asked, and what its server was found
    to refuse meanwhile, which is only believed of others once a request without that was taken, and
    not at all unless it ``teaches``."""

    deadline: Deadline
    refused: frozenset[Nicety] = field(default=frozenset())
    teaches: bool = True


@dataclass(frozen=True, slots=True)
class _Error:
    complaint: Complaint
    asks_for: str = ""  # its Retry-After
    within_a_200: bool = False


class ChatClient:
    """Asks for replies, a limited number at once. Safe to share between threads."""

    def __init__(self, settings: LlmSettings) -> None:
        # They log every request with its URL, which may hold a password.
        for name in ("openai", "httpx2", "httpcore2"):
            logging.getLogger(name).setLevel(logging.WARNING)
        self._settings = settings
        endpoint = Endpoint.of(settings.llm_base_url)
        key = settings.llm_api_key.get_secret_value()
        self._client = OpenAI(
            base_url=endpoint.base_url,
            api_key=key or "none",
            http_client=PunctualClient(endpoint.query, self._is_final),
        )
        self._headers = endpoint.headers(key)
        self._places = threading.BoundedSemaphore(settings.llm_concurrency)
        self._availability = Availability()
        self._refused = Learnt[frozenset[Nicety]](frozenset())

    @contextmanager
    def place(self) -> Iterator[Attempt]:
        """One of the places there are for judgements: waiting for it does not count as time."""
        with self._places:
            deadline = Deadline(_TIMES * self._settings.llm_timeout_seconds)
            with deadline.limits_retries():
                yield Attempt(deadline)

    def ask(self, prompt: Prompt, form: Form, schema: dict[str, Any], attempt: Attempt) -> Reply:
        """Raises EngineAway, NotAccepted, TooLong, NoRoomToReply, Filtered, OutOfTime and
        FailsOnThis."""
        self._availability.require()
        try:
            reply = self._reply(prompt, form, schema, attempt, RETRIES)
        except Trouble as error:
            if not (error.may_be_the_request and self._answers_others(attempt)):
                away = self._availability.lost(error.reason, error.seconds)
                raise (Refused(error.reason, error.seconds) if error.is_busy else away) from None
            if attempt.deadline.is_over:
                raise FailsOnThis from None
            reply = self.ask_once(prompt, form, schema, attempt)
        self._availability.found()
        return reply

    def ask_once(
        self, prompt: Prompt, form: Form, schema: dict[str, Any], attempt: Attempt
    ) -> Reply:
        """Once it is known that the model answers others. Raises as ``ask`` does but EngineAway and
        OutOfTime."""
        try:
            return self._reply(prompt, form, schema, attempt)
        except Trouble as error:
            raise FailsOnThis(may_be_the_form=error.may_be_the_form) from None
        except OutOfTime:
            raise FailsOnThis from None

    def answers_others(self) -> bool:
        """Whether the model answers something harmless, if it is asked now."""
        with self.place() as attempt:
            if not self._answers_others(attempt):
                return False
        self._availability.found()
        return True

    def _answers_others(self, attempt: Attempt) -> bool:
        """Whether it is this one request that it stumbles over: that one would be asked for ever,
        and everything beside it paid for again each time."""
        probing = Attempt(
            Deadline(min(_PROBE_SECONDS, attempt.deadline.seconds_left)), attempt.refused
        )
        try:
            self._reply(_PROBE, Form.PROMPT, {}, probing)
        except Trouble as error:
            return error.is_crash and self._answers_without_a_part(probing)
        except (NotAccepted, TooLong, NoRoomToReply, Filtered, OutOfTime):
            return False
        return True

    def _answers_without_a_part(self, probing: Attempt) -> bool:
        """Some servers fail without a word over a parameter, or where a model's template knows no
        system. What is a moment's failure teaches nothing: instructions in a message of their own
        are hard to talk a model out of."""
        left_out = self._left_out(probing)
        for part in (_PARAMETERS - left_out, frozenset({Nicety.SYSTEM}) - left_out):
            if part and self._answers_probe(probing, left_out | part):
                if not self._answers_probe(probing, left_out):
                    self._refused.learn((left_out | part).union)
                return True
        return False

    def _answers_probe(self, probing: Attempt, without: frozenset[Nicety]) -> bool:
        try:
            self._reply(_PROBE, Form.PROMPT, {}, Attempt(probing.deadline, without, teaches=False))
        except (Trouble, NotAccepted, TooLong, NoRoomToReply, Filtered, OutOfTime):
            return False
        return True

    def _waiting(self, deadline: Deadline, retries: int) -> OpenAI:
        """A client that waits for a reply until then, and never longer than the settings say."""
        seconds = min(deadline.seconds_left, self._settings.llm_timeout_seconds)
        return self._client.with_options(
            timeout=httpx2.Timeout(seconds, connect=min(_CONNECT_SECONDS, seconds)),
            max_retries=retries,
        )

    def _left_out(self, attempt: Attempt) -> frozenset[Nicety]:
        return self._refused.now() | attempt.refused

    def _reply(
        self,
        prompt: Prompt,
        form: Form,
        schema: dict[str, Any],
        attempt: Attempt,
        retries: int = 0,
    ) -> Reply:
        """Raises Trouble, NotAccepted, TooLong, NoRoomToReply, Filtered and OutOfTime; never what
        the client raises, which quotes servers."""
        limit = self._settings.llm_timeout_seconds
        try:
            return self._complete(prompt, form, schema, attempt, retries)
        except APITimeoutError as error:
            if seconds_given(error.request) < limit:
                raise OutOfTime from None
            reason = f"The language model did not answer within {limit:g} s."
            raise Trouble(reason, may_be_the_request=True) from None
        # UnicodeError: the client decodes an error's body as the server says it is encoded.
        except (APIConnectionError, UnicodeError):
            reason = "The language model cannot be reached."
            raise Trouble(reason, may_be_the_request=True) from None

    def _complete(
        self,
        prompt: Prompt,
        form: Form,
        schema: dict[str, Any],
        attempt: Attempt,
        retries: int,
    ) -> Reply:
        while not attempt.deadline.is_over:
            refused = self._left_out(attempt)
            try:
                body = self._send(prompt, form, schema, attempt.deadline, refused, retries)
            except APIStatusError as error:
                self._go_on_without(self._of_status(error), form, attempt, refused)
                continue
            reply = read_completion(body)
            if isinstance(reply, Reply):
                # Only now it is known that this was what the server did not take.
                of_schema = frozenset() if form is Form.JSON_SCHEMA else OF_SCHEMA
                if attempt.teaches:
                    self._refused.learn((attempt.refused - of_schema).union)
                return reply
            self._go_on_without(self._of_body(reply), form, attempt, refused)
        raise OutOfTime

    def _go_on_without(
        self, error: _Error, form: Form, attempt: Attempt, refused: frozenset[Nicety]
    ) -> None:
        """Leaves out of the next request what this one was refused for. Raises what there is to
        say where that is nothing of a request in this form."""
        # Time for less than a reply is better spent on the next form.
        has_time = attempt.deadline.seconds_left >= self._settings.llm_timeout_seconds
        sent = refusable(form, refused, schema=has_time)
        what = refusal(error.complaint, sent)
        if what is not Refusal.UNCLEAR:
            raise _meaning(what, error)
        without = to_leave_out(error.complaint, sent)
        if not without and form is Form.PROMPT:
            without = LEFT_OUT_AT_LAST - refused
        if not without:
            raise NotAccepted(error.complaint.status)
        attempt.refused |= without

    def _of_status(self, error: APIStatusError) -> _Error:
        response = error.response
        complained = complaint(error.status_code, response.content, self._settings.llm_model)
        return _Error(complained, response.headers.get("Retry-After", ""))

    def _of_body(self, instead: ErrorInstead) -> _Error:
        if instead.reason:
            raise Trouble(instead.reason, may_be_the_request=True)
        complained = complaint_of(instead.status, instead.error, self._settings.llm_model)
        return _Error(complained, within_a_200=True)

    def _is_final(self, status: int, body: bytes) -> bool:
        return is_final(complaint(status, body, self._settings.llm_model))

    def _send(
        self,
        prompt: Prompt,
        form: Form,
        schema: dict[str, Any],
        deadline: Deadline,
        refused: Set[Nicety],
        retries: int,
    ) -> bytes:
        limit = self._settings.llm_max_tokens
        takes_max_tokens = Nicety.MAX_TOKENS not in refused
        takes_another = not takes_max_tokens and Nicety.MAX_COMPLETION_TOKENS not in refused
        return (
            self._waiting(deadline, retries)
            .chat.completions.with_raw_response.create(
                model=self._settings.llm_model,
                messages=messages(prompt, refused),
                response_format=response_format(form, schema, refused) or omit,
                temperature=omit if Nicety.TEMPERATURE in refused else 0,
                max_tokens=limit if takes_max_tokens else omit,
                max_completion_tokens=limit if takes_another else omit,
                extra_headers=self._headers,
            )
            .content
        )


def _meaning(what: Refusal, error: _Error) -> Exception:
    match what:
        case Refusal.TOO_LONG:
            return TooLong()
        case Refusal.NO_ROOM_TO_REPLY:
            return NoRoomToReply()
        case Refusal.FILTERED:
            return Filtered()
    status = error.complaint.status
    return trouble(what, status, error.asks_for, within_a_200=error.within_a_200)
