"""The one place that calls the evaluator."""

import threading
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as OutOfTime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import requests
from pydantic import BaseModel, Field, ValidationError
from urllib3.exceptions import HTTPError

# Answers by which the evaluator, or a proxy before it, says that it cannot serve just now.
AWAY = frozenset({429, 502, 503, 504})


class EvaluatorAway(Exception):
    """The evaluator could not be asked, or did not answer in time. It may still finish."""


class EvaluatorFailed(Exception):
    """The evaluator answered, and what it answered is not an evaluation."""


class Verdict(BaseModel):
    interview_id: int
    score: Annotated[Decimal, Field(ge=0, le=100)] | None
    feedback: str


class EvaluatorClient:
    def __init__(self, url: str, connect_timeout: float, calls_at_once: int) -> None:
        self._url = url
        self._connect_timeout = connect_timeout
        self._calls = ThreadPoolExecutor(calls_at_once, thread_name_prefix="evaluator-call")
        self._own = threading.local()

    def evaluate(self, interview_id: int, key: UUID, request_id: str, wait: float) -> Verdict:
        """Have an interview evaluated, waiting at most `wait` seconds in all.

        The time-outs of an HTTP client start afresh with every byte, so a trickling answer would
        escape them: hence a call in a thread of its own, and a limit on the whole of it.
        """
        call = self._calls.submit(self._post, interview_id, key, request_id, wait)
        try:
            return call.result(timeout=wait)
        except OutOfTime:
            call.cancel()  # if it has not begun, nobody waits for it any more
            raise EvaluatorAway(f"The evaluator did not answer within {wait:g} s.") from None

    def _post(self, interview_id: int, key: UUID, request_id: str, wait: float) -> Verdict:
        try:
            response = self._session().post(
                f"{self._url}/evaluate/interview/{interview_id}",
                headers={"Idempotency-Key": str(key), "X-Request-ID": request_id},
                timeout=(self._connect_timeout, wait),
            )
        except (requests.RequestException, HTTPError) as error:
            raise EvaluatorAway(
                f"The evaluator could not be reached ({type(error).__name__})."
            ) from error
        return read_verdict(response, interview_id)

    def _session(self) -> requests.Session:
        """One for each thread: a session keeps its connection, and is not made to be shared."""
        if not hasattr(self._own, "session"):
            self._own.session = requests.Session()
            # The evaluator is next door: no proxy or .netrc of this machine's user applies to it.
            self._own.session.trust_env = False
        session: requests.Session = self._own.session
        return session


def read_verdict(response: requests.Response, interview_id: int) -> Verdict:
    if response.status_code in AWAY:
        raise EvaluatorAway(f"The evaluator is not available (status {response.status_code}).")
    if response.status_code != 200:
        raise EvaluatorFailed(f"The evaluator answered with status {response.status_code}.")
    try:
        verdict = Verdict.model_validate_json(response.content)
    except ValidationError:
        raise EvaluatorFailed("The evaluator answered with something else than a result.") from None
    if verdict.interview_id != interview_id:
        raise EvaluatorFailed("The evaluator answered for another interview.")
    return verdict
