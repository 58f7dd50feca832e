"""What is done with an answer before a model is asked, all of it computed here: screen it as the
offline engine does, leave to that one what needs no judgement, and find the points to judge by."""

from dataclasses import dataclass

from scoring.contract import AnswerScore, Rubric
from scoring.features import Answer, coverage, reference_of
from scoring.llm.prompt import Task
from scoring.llm.redaction import redact, without_invisible
from scoring.llm.report import REDACTED
from scoring.offline import OfflineEngine
from scoring.screening import ADDRESSED_TO_GRADER, Screened, screen, without_blanks
from scoring.text import clauses


@dataclass(frozen=True, slots=True)
class Prepared:
    task: Task
    flags: tuple[str, ...]


def prepare(answer: str, rubric: Rubric) -> Prepared | AnswerScore:
    """What to ask the model, or the judgement on what needs none."""
    rubric = without_blanks(rubric)
    screened = screen(answer, rubric)
    if not isinstance(screened, Screened) or _needs_no_model(screened, rubric):
        return OfflineEngine().score(answer, rubric)
    text, was_redacted = redact(without_invisible(screened.text))
    flags = (*screened.flags, REDACTED) if was_redacted else screened.flags
    return Prepared(_task(text, rubric), flags)


def _needs_no_model(screened: Screened, rubric: Rubric) -> bool:
    """Without a rubric a person has to read it. And where everything but a few strange words spoke
    to the grader, these are hardly an answer."""
    if not rubric.reference_answers and not rubric.key_points:
        return True
    return screened.shares_nothing and ADDRESSED_TO_GRADER in screened.flags


def _task(text: str, rubric: Rubric) -> Task:
    """Points are the key points or, without, the clauses of the reference closest to the answer."""
    if rubric.key_points:
        return Task(rubric.question, rubric.reference_answers, rubric.key_points, text)
    closest = _closest_reference(text, rubric)
    return Task(rubric.question, (closest,), tuple(clauses(closest)), text)


def _closest_reference(text: str, rubric: Rubric) -> str:
    answer = Answer(text, rubric.reference_answers, rubric.question)
    return max(
        rubric.reference_answers,
        key=lambda reference: coverage(answer, reference_of(reference, answer.question_stems)),
    )
