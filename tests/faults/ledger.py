"""What was acknowledged, and whether database and disk still hold it.

A request that was acknowledged has happened, and one that was refused has not. Of one that ended
without an answer (connection broken, out of time, 503) nobody knows: it may have happened, and as
nobody knows what still works on it, it may even happen later. So the clients send what was not
acknowledged again, as it was, until it is; only then do they send something else.
"""

import hashlib
import threading
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Any

from tests.support.database import query
from tests.support.loading import service_modules


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Content:
    """What an answer says, as short as it can be compared."""

    text_sha256: str | None
    file_name: str | None
    file_sha256: str | None
    file_size: int | None


@dataclass(slots=True)
class AnswerRecord:
    """The answers given to one question of one interview, in the order in which they were sent."""

    acknowledged: Content | None = None
    answer_id: int | None = None
    unknown: list[Content] = field(default_factory=list)  # sent since, without an answer
    earlier: list[Content] = field(default_factory=list)  # sent before, without an answer

    def acknowledge(self, content: Content, answer_id: int) -> str | None:
        """Returns what is wrong with this, if anything."""
        known, self.answer_id = self.answer_id, answer_id
        self.acknowledged = content
        self.earlier += self.unknown
        self.unknown = []
        if known is not None and known != answer_id:
            return f"two answers to one question: {known} and {answer_id}"
        return None

    def verdict(self, found: Content | None) -> str:
        """fine, late (a request that had no answer happened in the end) or lost."""
        if found == self.acknowledged or found in self.unknown:
            return "fine"
        return "late" if found in self.earlier else "lost"


@dataclass(slots=True)
class InterviewRecord:
    key: str
    name: str  # of the candidate, in no other interview
    interview_id: int | None = None
    creation_sent: int = 0
    completion_sent: bool = False
    completed: bool = False  # acknowledged
    evaluations_sent: int = 0
    versions_owed: int = 0  # versions there must be at least
    answers: dict[int, AnswerRecord] = field(default_factory=dict)

    def answer(self, question_id: int) -> AnswerRecord:
        return self.answers.setdefault(question_id, AnswerRecord())


@dataclass(slots=True)
class Findings:
    """What the comparison found; the lists name each case and must be empty."""

    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    orphaned: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)  # accepted, and not what was evaluated
    pending: list[str] = field(default_factory=list)
    late: int = 0

    def wrong(self) -> list[str]:
        return [*self.lost, *self.duplicated, *self.orphaned, *self.ignored, *self.pending]


class Ledger:
    """Written to by many threads; each interview's record belongs to one of them."""

    def __init__(self) -> None:
        self.interviews: list[InterviewRecord] = []
        self.counts: Counter[str] = Counter()
        self.violations: list[str] = []
        self._lock = threading.Lock()

    def open(self, key: str, name: str) -> InterviewRecord:
        record = InterviewRecord(key, name)
        with self._lock:
            self.interviews.append(record)
        return record

    def count(self, what: str) -> None:
        with self._lock:
            self.counts[what] += 1

    def violation(self, what: str) -> None:
        with self._lock:
            self.violations.append(what)

    def compare(self, url: str, uploads: Path) -> Findings:
        """With database and disk, once the services stand still and leftovers are cleared."""
        findings = Findings()
        stored = Stored(url)
        for record in self.interviews:
            compare_interview(record, stored, findings)
        self._find_strangers(stored, findings)
        compare_disk(stored, uploads, findings)
        compare_evaluations(url, uploads, findings)
        return findings

    def _find_strangers(self, stored: "Stored", findings: Findings) -> None:
        known = {record.name for record in self.interviews}
        for name, ids in stored.by_name.items():
            if name not in known:
                findings.duplicated.append(f"candidate {name} was never sent")
            if None in ids:
                findings.orphaned.append(f"candidate {name} without an interview")


@dataclass(frozen=True, slots=True)
class StoredInterview:
    id: int
    status: str
    answers: dict[int, tuple[int, Content, str | None]]  # by question: id, content, file_path
    versions: list[int]
    current: int  # how many results are
    pending: bool


class Stored:
    """Everything in the database that the ledger can say something about."""

    def __init__(self, url: str) -> None:
        self.by_name: dict[str, list[int | None]] = {}
        self.by_id: dict[int, StoredInterview] = {}
        self.files: dict[str, tuple[int, str]] = {}  # by name: size and SHA-256
        self._read_interviews(url)
        self._read_answers(url)

    def _read_interviews(self, url: str) -> None:
        rows = query(
            url,
            "SELECT c.name, i.id, i.status, "
            "(SELECT coalesce(array_agg(version ORDER BY version), '{}') "
            " FROM interview_results WHERE interview_id = i.id), "
            "(SELECT count(*) FROM interview_results WHERE interview_id = i.id AND current), "
            "EXISTS (SELECT FROM evaluation_requests WHERE interview_id = i.id) "
            "FROM candidates AS c LEFT JOIN interviews AS i ON i.candidate_id = c.id",
        )
        for name, interview_id, status, versions, current, pending in rows:
            self.by_name.setdefault(name, []).append(interview_id)
            if interview_id is not None:
                self.by_id[interview_id] = StoredInterview(
                    interview_id, status, {}, versions, current, pending
                )

    def _read_answers(self, url: str) -> None:
        rows = query(
            url,
            "SELECT interview_id, question_id, id, "
            "encode(sha256(convert_to(text_answer, 'UTF8')), 'hex'), "
            "file_path, file_name, file_sha256, file_size FROM interview_answers",
        )
        for interview_id, question_id, answer_id, text, path, name, sha256, size in rows:
            content = Content(text, name, sha256, size)
            self.by_id[interview_id].answers[question_id] = (answer_id, content, path)
            if path is not None:
                self.files[PurePosixPath(path).name] = (size, sha256)


def compare_interview(record: InterviewRecord, stored: Stored, findings: Findings) -> None:
    found = stored.by_name.get(record.name, [])
    if len(found) > 1:
        findings.duplicated.append(f"interviews {found} for one key")
    if record.interview_id is None:
        return
    what = f"interview {record.interview_id}"
    interview = stored.by_id.get(record.interview_id)
    if interview is None or record.interview_id not in found:
        findings.lost.append(what)
        return
    compare_completion(record, interview, findings)
    compare_answers(record, interview, findings)


def compare_completion(
    record: InterviewRecord, interview: StoredInterview, findings: Findings
) -> None:
    what = f"interview {interview.id}"
    if record.completed and interview.status != "completed":
        findings.lost.append(f"the completion of {what}")
    if not record.completion_sent and interview.status == "completed":
        findings.duplicated.append(f"a completion of {what} that nobody sent")
    if interview.pending:
        findings.pending.append(f"{what} is still pending")
    if interview.status != "completed":
        return
    number = len(interview.versions)
    if interview.current != 1 or interview.versions != list(range(1, number + 1)):
        findings.lost.append(
            f"{what} has versions {interview.versions}, {interview.current} current"
        )
    if number > 1 + record.evaluations_sent:
        findings.duplicated.append(
            f"{what}: {number} versions after {record.evaluations_sent} requests to evaluate again"
        )
    if number < record.versions_owed:
        findings.lost.append(f"{what}: {number} versions instead of {record.versions_owed}")


def compare_answers(
    record: InterviewRecord, interview: StoredInterview, findings: Findings
) -> None:
    for question_id, answer in record.answers.items():
        what = f"the answer to question {question_id} of interview {interview.id}"
        answer_id, content, _ = interview.answers.get(question_id, (None, None, None))
        verdict = answer.verdict(content)
        if verdict == "late":
            findings.late += 1
        elif verdict == "lost":
            findings.lost.append(f"{what}: {answer} but found {content}")
        if None not in {answer.answer_id, answer_id} and answer_id != answer.answer_id:
            findings.duplicated.append(f"{what} has the id {answer_id}, not {answer.answer_id}")
    for question_id in interview.answers.keys() - record.answers.keys():
        findings.duplicated.append(f"an answer to {question_id} of {interview.id} nobody sent")


def compare_disk(stored: Stored, uploads: Path, findings: Findings) -> None:
    on_disk = {path.name for path in uploads.glob("*")}
    for name, (size, sha256) in stored.files.items():
        if name not in on_disk:
            findings.orphaned.append(f"a row names {name}, which is missing")
            continue
        content = (uploads / name).read_bytes()
        if (len(content), digest(content)) != (size, sha256):
            findings.lost.append(f"{name} is not what its row says")
    for name in on_disk - stored.files.keys():
        findings.orphaned.append(f"{name} is named by no row")


def compare_evaluations(url: str, uploads: Path, findings: Findings) -> None:
    """Judge every answer again: the current result must be about what is stored now."""
    rows = query(
        url,
        "SELECT r.interview_id, r.answers, a.question_id, a.text_answer, a.file_path, a.file_name, "
        "q.question, q.reference_answer, q.key_points "
        "FROM interview_results AS r JOIN interview_answers AS a USING (interview_id) "
        "JOIN interview_questions AS q ON q.id = a.question_id WHERE r.current",
    )
    with service_modules("fastapi_app") as load:
        evaluator, scoring = load("evaluator"), load("scoring")
        unreadable = load("reading.result").Unreadable
        engine = scoring.engine("offline")
        for interview_id, judged, question_id, text, path, name, *rubric in rows:
            given = evaluator.GivenAnswer(text or "", path, name)
            rubric_now = scoring.Rubric(*in_tuples(rubric))
            expected = judge(evaluator, unreadable, engine, given, rubric_now, uploads)
            found = next(item for item in judged if item["question_id"] == question_id)
            if (found["status"], found["score"]) != expected:
                findings.ignored.append(
                    f"question {question_id} of interview {interview_id}: evaluated "
                    f"{found['status']} {found['score']}, stored is worth {expected}"
                )


def in_tuples(rubric: list[Any]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    question, reference, key_points = rubric
    return question, (reference,) if reference else (), tuple(key_points)


def judge(
    evaluator: Any,
    unreadable: type[Exception],
    engine: Any,
    given: Any,
    rubric: Any,
    uploads: Path,
) -> tuple[str, float | None]:
    try:
        text = evaluator.read_given(given, uploads, rubric.text).text
    except unreadable:
        return "needs_review", None
    judged = engine.score(text, rubric)
    score = judged.score
    return judged.status, None if score is None else float(evaluator.hundredths(Decimal(score)))
