"""The one place that calls the evaluator."""

import contextlib
import socket
import threading
from codecs import BOM_UTF8
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as OutOfTime
from decimal import Decimal
from typing import Annotated, Any
from urllib.parse import urlsplit
from uuid import UUID

import requests
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

# Answers by which the evaluator, or a proxy before it, says that it cannot serve just now.
AWAY = frozenset({429, 502, 503, 504})
# By which it says that it cannot do this one thing at the moment, and is available all the same.
PUT_OFF = "put_off"
# By which it says that the language model cannot judge just now, and why: its key is refused, say.
ENGINE_AWAY = "engine_away"
LONGEST_REASON = 500  # characters; it is shown on the dashboard
LONGEST_RETRY_AFTER_SECONDS = 120


class EvaluatorAway(Exception):
    """The evaluator could not be asked, or did not answer in time. It may still finish.

    `retry_after_seconds` is how long it asks to be left alone, if it does.
    """

    def __init__(self, reason: str, retry_after_seconds: float = 0.0) -> None:
        super().__init__(reason)
        self.retry_after_seconds = retry_after_seconds


class EvaluationPutOff(Exception):
    """The evaluator is available, but what this interview needs is not: too many documents that
    take long, say. Others may well be evaluated.

    `retry_after_seconds` is how long it asks to be left alone with this one, if it does.
    """

    def __init__(self, reason: str, retry_after_seconds: float) -> None:
        super().__init__(reason)
        self.retry_after_seconds = retry_after_seconds


class EvaluatorFailed(Exception):
    """The evaluator answered, and what it answered is not an evaluation."""


class Verdict(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)

    interview_id: int
    score: Annotated[Decimal, Field(ge=0, le=100)] | None
    feedback: str
    review_reasons: list[str] = []  # an evaluator of an earlier release gives none


class Refusal(BaseModel):
    """What is needed of a problem document."""

    model_config = ConfigDict(hide_input_in_errors=True)

    code: str
    detail: str = ""


class Line:
    """The connection of one call, for whoever waits for it and may want to end it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._is_cut = False

    def connected(self, used: socket.socket) -> None:
        with self._lock:
            self._socket = used
            if self._is_cut:
                self._shut_down()

    def hang_up(self) -> None:
        """The call is over: its connection may serve another one."""
        with self._lock:
            self._socket = None

    def cut(self) -> None:
        with self._lock:
            self._is_cut = True
            self._shut_down()

    def _shut_down(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):  # closed meanwhile
                self._socket.shutdown(socket.SHUT_RDWR)


class CuttableAdapter(HTTPAdapter):
    """Speaks HTTP over a socket that another thread can reach, to end a call that does not end.

    It serves one call at a time.
    """

    def __init__(self) -> None:
        self.line = Line()
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        adapter = self

        class Told:
            """Says which socket a request goes through, be it new or kept from the last one."""

            sock: socket.socket

            def request(self, *args: Any, **kwargs: Any) -> Any:
                if self.sock is not None:
                    adapter.line.connected(self.sock)
                return super().request(*args, **kwargs)  # type: ignore[misc] # of the class beside

            def connect(self) -> None:
                super().connect()  # type: ignore[misc]
                adapter.line.connected(self.sock)

        class Plain(Told, HTTPConnection):
            pass

        class Secure(Told, HTTPSConnection):
            pass

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}


class EvaluatorClient:
    def __init__(self, url: str, connect_timeout: float, calls_at_once: int) -> None:
        self._url = url
        self._connect_timeout = connect_timeout
        self._calls = ThreadPoolExecutor(calls_at_once, thread_name_prefix="evaluator-call")
        self._own = threading.local()

    def evaluate(
        self, interview_id: int, key: UUID, epoch: UUID, request_id: str, wait: float
    ) -> Verdict:
        """Have an interview evaluated, waiting at most `wait` seconds in all.

        The time-outs of an HTTP client start afresh with every byte, so a trickling answer would
        escape them: hence a call in a thread of its own, and a limit on the whole of it.
        """
        line = Line()
        headers = {
            "Idempotency-Key": str(key),
            "X-Epoch": str(epoch),
            "X-Request-ID": request_id,
        }
        call = self._calls.submit(self._post, line, interview_id, headers, wait)
        try:
            return call.result(timeout=wait)
        except OutOfTime:
            # Nobody waits for it any more: it need not begin, and must not keep its thread.
            if not call.cancel():
                line.cut()
            raise EvaluatorAway(f"The evaluator did not answer within {wait:g} s.") from None

    def _post(self, line: Line, interview_id: int, headers: dict[str, str], wait: float) -> Verdict:
        session = self._session()
        self._own.adapter.line = line
        try:
            response = session.post(
                f"{self._url}/evaluate/interview/{interview_id}",
                headers=headers,
                timeout=(self._connect_timeout, wait),
                allow_redirects=False,
            )
        # UnicodeError: requests decodes a Location header although it is not to follow it.
        except (requests.RequestException, HTTPError, UnicodeError) as error:
            raise EvaluatorAway(
                f"The evaluator could not be reached ({type(error).__name__})."
            ) from error
        finally:
            line.hang_up()
        return read_verdict(response, interview_id)

    def _session(self) -> requests.Session:
        """One for each thread: a session keeps its connection, and is not made to be shared."""
        if not hasattr(self._own, "session"):
            self._own.session = requests.Session()
            # The evaluator is next door: no proxy or .netrc of this machine's user applies to it.
            self._own.session.trust_env = False
            self._own.adapter = CuttableAdapter()
            for scheme in ("http://", "https://"):
                self._own.session.mount(scheme, self._own.adapter)
        session: requests.Session = self._own.session
        return session


def json_in(response: requests.Response) -> bytes:
    """Without the byte order mark that something in between may have put before it."""
    return response.content.removeprefix(BOM_UTF8)


def refusal_in(response: requests.Response) -> Refusal:
    """The problem document; one that says nothing for anything else."""
    try:
        return Refusal.model_validate_json(json_in(response))
    except ValidationError:
        return Refusal(code="")


def read_verdict(response: requests.Response, interview_id: int) -> Verdict:
    if response.status_code == 200:
        return verdict_in(response, interview_id)
    refusal = refusal_in(response)
    if response.status_code == 400 and refusal.code == "host_not_allowed":
        name = urlsplit(response.request.url or "").hostname
        raise EvaluatorAway(
            f"The evaluator does not answer to the name {name} in FASTAPI_URL: add it to the "
            "evaluator's ALLOWED_HOSTS."
        )
    if response.status_code == 503 and refusal.code == PUT_OFF:
        raise EvaluationPutOff(
            "The evaluator cannot do this at the moment.", retry_after_seconds(response)
        )
    if response.status_code in AWAY:
        reason = f"The evaluator is not available (status {response.status_code})."
        if refusal.code == ENGINE_AWAY and refusal.detail:
            reason = refusal.detail[:LONGEST_REASON]
        raise EvaluatorAway(reason, retry_after_seconds(response))
    raise EvaluatorFailed(f"The evaluator answered with status {response.status_code}.")


def verdict_in(response: requests.Response, interview_id: int) -> Verdict:
    try:
        verdict = Verdict.model_validate_json(json_in(response))
    except ValidationError:
        raise EvaluatorFailed("The evaluator answered with something else than a result.") from None
    if verdict.interview_id != interview_id:
        raise EvaluatorFailed("The evaluator answered for another interview.")
    return verdict


def retry_after_seconds(response: requests.Response) -> float:
    """0 where it does not say; the evaluator says it in whole seconds. Never longer than a few
    minutes: a typing error of somebody else must not shelve an interview."""
    asked = response.headers.get("Retry-After", "")
    if not (asked.isascii() and asked.isdigit()):
        return 0.0
    return float(min(int(asked[:9]), LONGEST_RETRY_AFTER_SECONDS))
