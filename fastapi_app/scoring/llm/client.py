"""Asking a server that speaks OpenAI's chat completions."""

import logging
import math
import threading
import time
from collections.abc import Iterator, Set
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Any

import httpx2
from openai import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    OpenAI,
    omit,
)
from openai.types.chat.completion_create_params import ResponseFormat

from scoring.contract import EngineAway
from scoring.llm.availability import Availability
from scoring.llm.completion import Reply, read_completion
from scoring.llm.deadline import Deadline, PunctualClient, seconds_given
from scoring.llm.learnt import Learnt
from scoring.llm.prompt import Prompt
from scoring.llm.refusals import NOT_ACCEPTED, Nicety, Refusal, refusal, to_leave_out
from scoring.llm.settings import LlmSettings
from scoring.llm.verdict import without_lengths, without_limits

RETRIES = 2  # of what is transient; in between the client waits as long as the server asks it to

_TIMES = 2  # as long as a reply may take, a judgement may: one that had all its time gets it again
_CONNECT_SECONDS = 5.0
_PROBE_SECONDS = 10.0
_AWAY_SECONDS = 3
_MISCONFIGURED_SECONDS = 30
_LONGEST_AWAY_SECONDS = 120
_BUSY = frozenset({408, 409, 429})
_PROBE = Prompt("You confirm that you are there.", "Reply with the word yes.")


class Form(Enum):
    """How a server is brought to reply in JSON, the strictest way first."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    PROMPT = "prompt"


class NotAccepted(Exception):
    """The server does not take a request of this kind."""


class TooLong(Exception):
    """The model cannot read so much, whichever way it is asked."""


class NoRoomToReply(Exception):
    """The request and the longest reply are together more than the model can hold."""


class OutOfTime(Exception):
    """There was less time left than a reply may take, and it did not suffice."""


class FailsOnThis(Exception):
    """The model answers, but not this request."""


class Refused(EngineAway):
    """The server has too much to do, it says: this request may be what is too much."""


class _Trouble(Exception):
    """Why there is no reply, and how long the model had better be left alone."""

    def __init__(
        self, reason: str, seconds: int, *, may_be_the_request: bool, is_busy: bool = False
    ) -> None:
        super().__init__(reason)
        self.is_busy = is_busy
        self.reason = reason
        self.seconds = seconds
        self.may_be_the_request = may_be_the_request


class ChatClient:
    """Asks for replies, a limited number at once. Safe to share between threads."""

    def __init__(self, settings: LlmSettings) -> None:
        # They log every request with its address, which may hold a password.
        for name in ("openai", "httpx2", "httpcore2"):
            logging.getLogger(name).setLevel(logging.WARNING)
        self._settings = settings
        self._client = OpenAI(
            base_url=settings.llm_base_url,
            api_key=settings.llm_api_key.get_secret_value() or "none",
            http_client=PunctualClient(),
        )
        self._places = threading.BoundedSemaphore(settings.llm_concurrency)
        self._availability = Availability()
        self._refused = Learnt[frozenset[Nicety]](frozenset())

    @contextmanager
    def place(self) -> Iterator[Deadline]:
        """One of the places there are for judgements, and until when everything has to be asked:
        waiting for the place does not count."""
        with self._places:
            deadline = Deadline(_TIMES * self._settings.llm_timeout_seconds)
            with deadline.limits_retries():
                yield deadline

    def ask(self, prompt: Prompt, form: Form, schema: dict[str, Any], deadline: Deadline) -> Reply:
        """Raises EngineAway, NotAccepted, TooLong, NoRoomToReply, OutOfTime and FailsOnThis."""
        self._availability.require()
        try:
            reply = self._reply(prompt, form, schema, deadline, RETRIES)
        except _Trouble as trouble:
            if not (trouble.may_be_the_request and self._answers_others(deadline)):
                away = self._availability.lost(trouble.reason, trouble.seconds)
                raise (
                    Refused(trouble.reason, trouble.seconds) if trouble.is_busy else away
                ) from None
            if deadline.is_over:
                raise FailsOnThis(trouble.reason) from None
            reply = self._last_try(prompt, form, schema, deadline)
        self._availability.found()
        return reply

    def answers_others(self) -> bool:
        """Whether the model answers something harmless, if it is asked now."""
        with self.place() as deadline:
            if not self._answers_others(deadline):
                return False
        self._availability.found()
        return True

    def _answers_others(self, deadline: Deadline) -> bool:
        """Whether it is this one request that it stumbles over: that one would be asked for ever,
        and everything beside it paid for again each time."""
        probing = Deadline(min(_PROBE_SECONDS, deadline.seconds_left))
        try:
            self._reply(_PROBE, Form.PROMPT, {}, probing)
        except (_Trouble, NotAccepted, TooLong, NoRoomToReply, OutOfTime):
            return False
        return True

    def _last_try(
        self, prompt: Prompt, form: Form, schema: dict[str, Any], deadline: Deadline
    ) -> Reply:
        try:
            return self._reply(prompt, form, schema, deadline)
        except _Trouble as trouble:
            raise FailsOnThis(trouble.reason) from None
        except OutOfTime:
            raise FailsOnThis from None

    def _waiting(self, deadline: Deadline, retries: int) -> OpenAI:
        """A client that waits for a reply until then, and never longer than the settings say."""
        seconds = min(deadline.seconds_left, self._settings.llm_timeout_seconds)
        return self._client.with_options(
            timeout=httpx2.Timeout(seconds, connect=min(_CONNECT_SECONDS, seconds)),
            max_retries=retries,
        )

    def _reply(
        self,
        prompt: Prompt,
        form: Form,
        schema: dict[str, Any],
        deadline: Deadline,
        retries: int = 0,
    ) -> Reply:
        """Raises _Trouble, NotAccepted, TooLong, NoRoomToReply and OutOfTime; never what the client
        raises, which quotes servers."""
        limit = self._settings.llm_timeout_seconds
        try:
            reply = read_completion(self._complete(prompt, form, schema, deadline, retries))
        except APITimeoutError as error:
            if seconds_given(error.request) < limit:
                raise OutOfTime from None
            reason = f"The language model did not answer within {limit:g} s."
            raise _Trouble(reason, _AWAY_SECONDS, may_be_the_request=True) from None
        # UnicodeError: the client decodes an error's body as the server says it is encoded.
        except (APIConnectionError, UnicodeError):
            reason = "The language model cannot be reached."
            raise _Trouble(reason, _AWAY_SECONDS, may_be_the_request=True) from None
        if reply is None:
            reason = "What answers at LLM_BASE_URL does not send chat completions."
            raise _Trouble(reason, _AWAY_SECONDS, may_be_the_request=True)
        return reply

    def _complete(
        self,
        prompt: Prompt,
        form: Form,
        schema: dict[str, Any],
        deadline: Deadline,
        retries: int,
    ) -> bytes:
        known = self._refused.now()
        found: frozenset[Nicety] = frozenset()
        limit = self._settings.llm_max_tokens
        longest = self._settings.llm_timeout_seconds
        while not deadline.is_over:
            client = self._waiting(deadline, retries)
            refused = known | found
            takes_max_tokens = Nicety.MAX_TOKENS not in refused
            try:
                reply = client.chat.completions.with_raw_response.create(
                    model=self._settings.llm_model,
                    messages=[
                        {"role": "system", "content": prompt.system},
                        {"role": "user", "content": prompt.user},
                    ],
                    response_format=_response_format(form, schema, refused) or omit,
                    temperature=omit if Nicety.TEMPERATURE in refused else 0,
                    max_tokens=limit if takes_max_tokens else omit,
                    max_completion_tokens=omit if takes_max_tokens else limit,
                )
            except APIStatusError as error:
                meaning = _meaning(error)
                # Time for less than a reply is better spent on the next form.
                has_schema = form is Form.JSON_SCHEMA and deadline.seconds_left >= longest
                nicety = to_leave_out(error.param, refused, has_schema=has_schema)
                if nicety is None or not isinstance(meaning, NotAccepted):
                    raise meaning from None
                found |= {nicety}
            else:
                # Only now it is known that this was what the server did not take.
                self._refused.learn(found.union)
                return reply.content
        raise OutOfTime


def _response_format(
    form: Form, schema: dict[str, Any], refused: Set[Nicety]
) -> ResponseFormat | None:
    match form:
        case Form.JSON_SCHEMA:
            if Nicety.LIMITS in refused:
                schema = without_limits(schema)
            elif Nicety.LENGTHS in refused:
                schema = without_lengths(schema)
            return {
                "type": "json_schema",
                "json_schema": {"name": "verdict", "strict": True, "schema": schema},
            }
        case Form.JSON_OBJECT:
            return {"type": "json_object"}
        case Form.PROMPT:
            return None


def _meaning(error: APIStatusError) -> Exception:
    if error.status_code not in NOT_ACCEPTED:
        return _trouble(error)
    match refusal(error):
        case Refusal.UNCLEAR:
            return NotAccepted()
        case Refusal.TOO_LONG:
            return TooLong()
        case Refusal.NO_ROOM_TO_REPLY:
            return NoRoomToReply()
        case Refusal.NO_SUCH_MODEL:
            return _no_such_model(error)
        case Refusal.WRONG_KEY:
            return _wrong_key(error)


def _trouble(error: APIStatusError) -> _Trouble:
    status = error.status_code
    if status in {401, 403}:
        return _wrong_key(error)
    if status == 404:
        return _no_such_model(error)
    if status in _BUSY:
        reason = f"The language model has too much to do (status {status})."
        return _Trouble(reason, _retry_after(error), may_be_the_request=False, is_busy=True)
    if status >= 500:
        reason = f"The language model's server fails (status {status})."
        return _Trouble(reason, _retry_after(error), may_be_the_request=True)
    reason = f"What answers at LLM_BASE_URL answers with status {status}."
    return _Trouble(reason, _MISCONFIGURED_SECONDS, may_be_the_request=False)


def _wrong_key(error: APIStatusError) -> _Trouble:
    reason = f"The language model's server refuses LLM_API_KEY (status {error.status_code})."
    return _Trouble(reason, _MISCONFIGURED_SECONDS, may_be_the_request=False)


def _no_such_model(error: APIStatusError) -> _Trouble:
    status = error.status_code
    reason = f"The language model's server knows no LLM_MODEL at LLM_BASE_URL (status {status})."
    return _Trouble(reason, _MISCONFIGURED_SECONDS, may_be_the_request=False)


def _retry_after(error: APIStatusError) -> int:
    """Whole seconds, as the server asks for within bounds, be it by a number or a date; or else a
    few."""
    asked = _seconds(error.response.headers.get("Retry-After", ""))
    if not asked > 0:  # nor NaN
        return _AWAY_SECONDS
    return math.ceil(min(asked, _LONGEST_AWAY_SECONDS))


def _seconds(asked: str) -> float:
    try:
        return float(asked)
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(asked).timestamp() - time.time()
    except (ValueError, OverflowError):
        return 0.0
