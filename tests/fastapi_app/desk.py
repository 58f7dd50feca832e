"""An evaluator with its database and upload folder: what these tests set up, ask and look up."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg2
import requests
from psycopg2.extras import RealDictCursor

from tests.support.services import System, json_of

TIMEOUT = 30
REFERENCE = "A list comprehension builds a new list from an iterable, in one expression."
GUESSED = " The file does not say its encoding, which was guessed."
"""At the end of an answer's feedback."""
TRUSTED = {
    "partly": [],
    "contradicted": [],
    "evidence": [],
    "review_recommended": False,
    "review_reasons": [],
}
"""What is said besides of an answer of which nothing is doubted, by the scripted engine."""
KEY_POINTS = ("builds a new list", "from an iterable")


@dataclass(frozen=True)
class Asked:
    """A question of an interview, and what was answered, if anything was."""

    answer: str | None = None
    weight: str = "1"
    reference: str | None = REFERENCE
    key_points: Sequence[str] = KEY_POINTS
    kind: str = "knowledge"
    file_name: str | None = None
    content: bytes | None = None  # None: there is a row, and no file

    @property
    def answered(self) -> bool:
        return self.answer is not None or self.file_name is not None


@dataclass(frozen=True)
class Seeded:
    interview_id: int
    question_ids: list[int]


@dataclass
class Desk:
    system: System
    http: requests.Session = field(default_factory=requests.Session)
    timeout: float = TIMEOUT

    def __post_init__(self) -> None:
        self.url = self.system.fastapi.url
        self.uploads = self.system.uploads
        self.uploads.mkdir(exist_ok=True)
        self.database = psycopg2.connect(self.system.database_url)
        self.database.autocommit = True

    def close(self) -> None:
        self.database.close()
        self.http.close()

    def request(self, method: str, path: str, **how: Any) -> requests.Response:
        return self.http.request(method, f"{self.url}{path}", timeout=self.timeout, **how)

    def evaluate(self, interview_id: object, key: str | None = None) -> requests.Response:
        headers = {} if key is None else {"Idempotency-Key": key}
        return self.request("POST", f"/evaluate/interview/{interview_id}", headers=headers)

    def evaluated(self, interview_id: int, key: str | None = None) -> Any:
        return json_of(self.evaluate(interview_id, key), 200)

    def answer(self, **how: Any) -> requests.Response:
        return self.request("POST", "/evaluate/answer", **how)

    def scored(self, **how: Any) -> Any:
        return json_of(self.answer(**how), 200)

    def result(self, interview_id: object) -> requests.Response:
        return self.request("GET", f"/results/{interview_id}")

    def rows(self, query: str, *values: object) -> list[dict[str, Any]]:
        with self.database.cursor(cursor_factory=RealDictCursor) as cursor:
            cursor.execute(query, values)
            return [dict(row) for row in cursor.fetchall()] if cursor.description else []

    def value(self, query: str, *values: object) -> Any:
        (row,) = self.rows(query, *values)
        (found,) = row.values()
        return found

    def results(self, interview_id: int) -> list[dict[str, Any]]:
        return self.rows(
            "SELECT * FROM interview_results WHERE interview_id = %s ORDER BY version", interview_id
        )

    def interview(self, *asked: Asked, status: str = "completed") -> Seeded:
        """An interview that asks these questions, in this order, with their answers."""
        skill = f"skill {uuid4().hex}"
        candidate = self.value(
            "INSERT INTO candidates (name, email) VALUES ('John', 'john@example.com') RETURNING id"
        )
        interview_id = self.value(
            "INSERT INTO interviews (candidate_id, skill, status, completed_at)"
            " VALUES (%s, %s, %s, CASE WHEN %s = 'completed' THEN now() END) RETURNING id",
            candidate,
            skill,
            status,
            status,
        )
        questions = [
            self._ask(interview_id, skill, position, one)
            for position, one in enumerate(asked, start=1)
        ]
        return Seeded(interview_id, questions)

    def _ask(self, interview_id: int, skill: str, position: int, asked: Asked) -> int:
        question_id: int = self.value(
            "INSERT INTO interview_questions"
            " (skill, position, question, reference_answer, key_points, weight, kind)"
            " VALUES (%s, %s, 'What is a list comprehension?', %s, %s::text[], %s, %s)"
            " RETURNING id",
            skill,
            position,
            asked.reference,
            list(asked.key_points),
            asked.weight,
            asked.kind,
        )
        self.rows("INSERT INTO asked_questions VALUES (%s, %s)", interview_id, question_id)
        if asked.answered:
            self._give(interview_id, question_id, asked)
        return question_id

    def _give(self, interview_id: int, question_id: int, asked: Asked) -> None:
        file: tuple[object, ...] = (None, None, None, None)
        if asked.file_name is not None:
            stored = f"{uuid4().hex}.bin"
            content = b"" if asked.content is None else asked.content
            file = (f"uploads/{stored}", asked.file_name, len(content) or 1)
            file = (*file, sha256(content).hexdigest())
            if asked.content is not None:
                (self.uploads / stored).write_bytes(asked.content)
        self.rows(
            "INSERT INTO interview_answers (interview_id, question_id, text_answer,"
            " file_path, file_name, file_size, file_sha256) VALUES (%s, %s, %s, %s, %s, %s, %s)",
            interview_id,
            question_id,
            asked.answer,
            *file,
        )


def at_once(number: int, ask: Callable[[int], requests.Response]) -> list[requests.Response]:
    """Ask so many times at the same time; each call is given its number."""
    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(ask, range(number)))


def scripted(system: System) -> System:
    """The same service with the engine of scripted.py."""
    return with_app("scripted:app", system)


def with_app(app: str, system: System) -> System:
    """The same service as one of the modules beside this one makes it."""
    folder = Path(__file__).resolve().parent
    command = system.fastapi.command
    system.fastapi.command = [app if word == "main:app" else word for word in command] + [
        "--app-dir",
        str(folder),
    ]
    return system
