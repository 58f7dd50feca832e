"""Clients that conduct interviews without end, and keep a ledger of what was acknowledged."""

import random
import threading
from dataclasses import dataclass
from typing import Any, TypeAlias

import requests

from tests.faults.ledger import AnswerRecord, Content, InterviewRecord, Ledger, digest

CONNECT_SECONDS = 3.0
READ_SECONDS = 12.0
SKILL = "python"
PROSE = """A decorator takes a function and returns a replacement, usually a wrapper. The list
comprehension creates a new list, concise, and filters items with an optional if clause. A generator
yields lazily and holds little memory. A default argument is evaluated once, when the def statement
runs. The GIL lets one thread execute bytecode; processes are for CPU-bound work. The with statement
guarantees that exit runs even if an exception is raised. Zebra, umbrella, seventeen, Tuesday."""
WORDS = PROSE.split()
Expected: TypeAlias = set[int] | frozenset[int]
OK = frozenset({200})
TEXT_KINDS, BINARY_KINDS = ("txt", "md", "py"), ("pdf", "png")


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer on its way: what is sent, and what will be compared."""

    text: str | None
    file: tuple[str, bytes] | None

    @property
    def content(self) -> Content:
        name, body = self.file or (None, None)
        return Content(
            None if self.text is None else digest(self.text.encode()),
            name,
            None if body is None else digest(body),
            None if body is None else len(body),
        )


@dataclass(frozen=True, slots=True)
class Habits:
    """How often a client does what; for a load that is mostly uploads, or mostly talk."""

    files: float = 0.5
    largest_file: int = 1_500_000
    replace: float = 0.3
    complete: float = 0.9
    evaluate_again: float = 0.25


class Load:
    """So many clients at once, until `stop`."""

    def __init__(self, url: str, clients: int, seed: str, habits: Habits | None = None) -> None:
        self.ledger = Ledger()
        self._stopping = threading.Event()
        self._clients = [
            ClientThread(url, self.ledger, self._stopping, f"{seed}/{number}", habits or Habits())
            for number in range(clients)
        ]

    def start(self) -> None:
        for client in self._clients:
            client.start()

    def stop(self) -> None:
        """Returns when every client has had its last answer, or waited in vain for it."""
        self._stopping.set()
        for client in self._clients:
            client.join(60)
            assert not client.is_alive(), "a client hangs, in spite of its time-outs"
            if client.crash is not None:
                raise client.crash


class Stopped(Exception):
    """The load ends; the interview at hand stays as it is."""


class ClientThread(threading.Thread):
    def __init__(
        self, url: str, ledger: Ledger, stopping: threading.Event, seed: str, habits: Habits
    ) -> None:
        super().__init__(name=f"client-{seed}", daemon=True)
        self._url = url
        self._ledger = ledger
        self._stopping = stopping
        self._seed = seed
        self._habits = habits
        self._random = random.Random(seed)
        self._http = requests.Session()
        self._http.trust_env = False
        self.crash: Exception | None = None

    def run(self) -> None:
        number = 0
        try:
            while not self._stopping.is_set():
                number += 1
                self._conduct(
                    self._ledger.open(f"{self._seed}/{number}", f"C {self._seed}/{number}")
                )
        except Stopped:
            pass
        except Exception as error:
            self.crash = error

    def _conduct(self, record: InterviewRecord) -> None:
        interview_id = self._create(record)
        questions = self._insist("GET", f"/interviews/{interview_id}/questions").json()["questions"]
        for question in questions[: self._random.randint(0, len(questions))]:
            self._answer(record, question["question_id"])
            if self._likely(self._habits.replace):
                self._answer(record, question["question_id"])
        self._look(record)
        if self._likely(self._habits.complete):
            self._complete(record)
            self._answer_too_late(record, questions[0]["question_id"])
            if self._likely(self._habits.evaluate_again):
                self._evaluate_again(record)

    def _create(self, record: InterviewRecord) -> int:
        body = {"candidate_name": record.name, "email": "load@example.com", "skill": SKILL}
        created: int | None = None
        for _ in range(2 if self._likely(0.2) else 1):
            response = self._insist(
                "POST",
                "/interviews/create",
                json=body,
                headers={"Idempotency-Key": record.key},
                expected={201},
            )
            answered = response.json()["interview_id"]
            if created not in {None, answered}:
                self._ledger.violation(f"one key, two interviews: {created} and {answered}")
            created = record.interview_id = answered
        assert created is not None
        self._ledger.count("interviews created")
        return created

    def _answer(self, record: InterviewRecord, question_id: int) -> None:
        draft, answer = self._draft(), record.answer(question_id)
        while True:
            response = self._send_answer(record, question_id, draft)
            if response is not None and response.status_code in {200, 201}:
                self._ledger.count("answers acknowledged")
                wrong = answer.acknowledge(draft.content, response.json()["answer_id"])
                if wrong:
                    self._ledger.violation(wrong)
                return
            answer.unknown.append(draft.content)
            self._expect(response, set())
            self._pause()

    def _send_answer(
        self, record: InterviewRecord, question_id: int, draft: Draft
    ) -> requests.Response | None:
        fields = {"interview_id": str(record.interview_id), "question_id": str(question_id)}
        if draft.text is not None:
            fields["answer_text"] = draft.text
        parts: dict[str, Any] = {name: (None, value) for name, value in fields.items()}
        if draft.file is not None:
            parts["file"] = draft.file
        return self._send("POST", "/answers/create", files=parts)

    def _draft(self) -> Draft:
        with_file = self._likely(self._habits.files)
        text = None if with_file and self._likely(0.5) else self._prose(self._random.randint(1, 80))
        return Draft(text, self._file() if with_file else None)

    def _prose(self, words: int) -> str:
        return " ".join(self._random.choices(WORDS, k=words)) + f" {self._random.random()}"

    def _file(self) -> tuple[str, bytes]:
        if self._likely(0.5):
            kind, content = self._random.choice(TEXT_KINDS), self._prose(200).encode()
        else:
            kind = self._random.choice(BINARY_KINDS)
            size = int(self._random.random() ** 3 * self._habits.largest_file) + 1
            content = self._random.randbytes(size)
        return f"file-{self._random.randrange(10**6)}.{kind}", content

    def _look(self, record: InterviewRecord) -> None:
        """What was acknowledged is shown, and one file comes back as it was sent."""
        dashboard = self._insist("GET", f"/interviews/{record.interview_id}").json()
        shown = {answer["question_id"]: answer for answer in dashboard["answers"]}
        for question_id, answer in record.answers.items():
            if answer.earlier:
                continue  # whatever is shown may be a request that had no answer
            text = shown.get(question_id, {}).get("answer_text")
            assert answer.acknowledged is not None
            if (None if text is None else digest(text.encode())) != answer.acknowledged.text_sha256:
                self._ledger.violation(f"{record.interview_id}/{question_id} shows another text")
        with_file = [answer for answer in record.answers.values() if has_file(answer)]
        if with_file:
            self._fetch(self._random.choice(with_file))

    def _fetch(self, answer: AnswerRecord) -> None:
        assert answer.acknowledged is not None
        response = self._insist("GET", f"/answers/{answer.answer_id}/file")
        if digest(response.content) != answer.acknowledged.file_sha256 and not answer.earlier:
            self._ledger.violation(f"the file of answer {answer.answer_id} is another one")

    def _complete(self, record: InterviewRecord) -> None:
        record.completion_sent = True
        path = f"/interviews/{record.interview_id}/complete"
        response = self._insist("PUT", path, expected={200, 202})
        record.completed = True
        self._ledger.count("interviews completed")
        self._ledger.count(f"completions answered {response.status_code}")

    def _answer_too_late(self, record: InterviewRecord, question_id: int) -> None:
        response = self._send_answer(record, question_id, self._draft())
        if response is not None and response.status_code == 409:
            self._ledger.count("answers refused after completion")
        elif response is not None and response.ok:
            self._ledger.violation(f"an answer to {record.interview_id} after its completion")

    def _evaluate_again(self, record: InterviewRecord) -> None:
        path = f"/interviews/{record.interview_id}"
        if self._insist("GET", path).json()["evaluation_status"] == "pending":
            return
        versions = len(self._insist("GET", f"{path}/evaluations").json()["items"])
        while True:
            record.evaluations_sent += 1
            response = self._send("POST", f"{path}/evaluate")
            if self._expect(response, {200, 202}):
                break
            self._pause()
        record.versions_owed = versions + 1
        self._ledger.count("evaluations asked for again")

    def _insist(
        self,
        method: str,
        path: str,
        expected: Expected = OK,
        **how: Any,
    ) -> requests.Response:
        """Send until there is an answer."""
        while True:
            response = self._send(method, path, **how)
            if self._expect(response, expected):
                assert response is not None
                return response
            self._pause()

    def _send(self, method: str, path: str, **how: Any) -> requests.Response | None:
        """None when no answer came."""
        if self._stopping.is_set():
            raise Stopped
        self._ledger.count("requests")
        try:
            response = self._http.request(
                method, self._url + path, timeout=(CONNECT_SECONDS, READ_SECONDS), **how
            )
        except requests.RequestException:
            self._ledger.count("requests without an answer")
            return None
        self._ledger.count(f"status {response.status_code}")
        return response

    def _expect(self, response: requests.Response | None, expected: Expected) -> bool:
        """False when it has to be sent again: nothing came, or a 503 as the contract has it."""
        if response is None:
            return False
        if response.status_code in expected:
            return True
        if response.status_code != 503 or "Retry-After" not in response.headers:
            asked = f"{response.request.method} {response.request.path_url}"
            self._ledger.violation(f"{asked}: {response.status_code} {response.text[:200]}")
        assert response.status_code >= 500, f"{response.status_code} {response.text[:200]}"
        return False

    def _pause(self) -> None:
        self._stopping.wait(self._random.uniform(0.05, 0.3))

    def _likely(self, share: float) -> bool:
        return self._random.random() < share


def has_file(answer: AnswerRecord) -> bool:
    return answer.acknowledged is not None and answer.acknowledged.file_sha256 is not None
