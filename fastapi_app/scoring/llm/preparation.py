"""What is done with an answer before a model is asked, all of it computed here: screen it as the
offline engine does, leave to that one what needs no judgement, and find the points to judge by."""

from dataclasses import dataclass, replace

from scoring.contract import AnswerScore, Rubric
from scoring.features import Answer, coverage, reference_of
from scoring.llm.prompt import Task
from scoring.llm.redaction import REDACTED, redact, without_invisible
from scoring.long_answers import MAX_CHARACTERS
from scoring.offline import OfflineEngine
from scoring.screening import ADDRESSED_TO_GRADER, Reading, Screened, read, screen, without_blanks
from scoring.sentences import clauses


@dataclass(frozen=True, slots=True)
class Prepared:
    task: Task
    flags: tuple[str, ...]


def prepare(answer: str, rubric: Rubric) -> Prepared | AnswerScore:
    """What to ask the model, or the judgement on what needs none."""
    rubric = without_blanks(rubric)
    has_rubric = rubric.reference_answers or rubric.key_points
    to_judge = _to_judge(answer, rubric) if has_rubric else None
    if to_judge is None:
        return OfflineEngine().score(answer, rubric)
    text, was_redacted = redact(without_invisible(to_judge.text))
    flags = (*to_judge.flags, REDACTED) if was_redacted else to_judge.flags
    return Prepared(_task(text, rubric), flags)


def _to_judge(answer: str, rubric: Rubric) -> Screened | Reading | None:
    """What is left of an answer for the model; None where it needs none."""
    if rubric.kind == "experience":
        return _story(answer, rubric)
    screened = screen(answer, rubric)
    if not isinstance(screened, Screened):
        return None
    # Where everything but a few strange words spoke to the grader, these are hardly an answer.
    is_hardly_any = screened.shares_nothing and ADDRESSED_TO_GRADER in screened.flags
    return None if is_hardly_any else screened


def _story(answer: str, rubric: Rubric) -> Reading | None:
    """A story shares few words with what it is asked for, so these decide neither whether it is one
    nor what of it is read: of a very long one the beginning."""
    beginning = answer[:MAX_CHARACTERS]
    reading = read(beginning, rubric)
    if not reading.words:
        return None
    is_cut = len(beginning) < len(answer)
    return replace(reading, flags=("truncated", *reading.flags)) if is_cut else reading


def _task(text: str, rubric: Rubric) -> Task:
    """Points are the key points or, without, the clauses of the reference closest to the answer."""
    references, points = rubric.reference_answers, rubric.key_points
    if not points:
        references = (_closest_reference(text, rubric),)
        points = tuple(clauses(references[0]))
    return Task(rubric.question, references, points, text, rubric.kind)


def _closest_reference(text: str, rubric: Rubric) -> str:
    answer = Answer(text, rubric.reference_answers, rubric.question)
    return max(
        rubric.reference_answers,
        key=lambda reference: coverage(answer, reference_of(reference, answer.question_stems)),
    )
