"""What the trial of the question bank says: seven types of answers to each of its questions."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from statistics import fmean

from benchmarks.scoring.evaluate import pearson
from benchmarks.scoring.trial_sets import MARKS, TYPES, MarkedAnswer

STANDINGS = ("covered", "partly", "contradicted", "missing")
NOTHING_FALSE = ("whole", "short", "half", "vague")


def knowledge(answers: Sequence[MarkedAnswer]) -> list[MarkedAnswer]:
    return [one for one in answers if one.rubric.kind == "knowledge"]


def mean(
    answers: Sequence[MarkedAnswer], type_: str, value: Callable[[MarkedAnswer], float]
) -> float:
    return fmean(value(one) for one in answers if one.type == type_)


def marked(answer: MarkedAnswer) -> float:
    return answer.mark


def scored(answer: MarkedAnswer) -> float:
    return answer.score


def above(answers: Sequence[MarkedAnswer], upper: str, lower: str) -> int:
    """To how many questions the one type of answer scores more than the other."""
    scores = {(one.question, one.type): one.score for one in answers}
    questions = {one.question for one in answers}
    return sum(scores[question, upper] > scores[question, lower] for question in questions)


def correlation(answers: Sequence[MarkedAnswer]) -> float:
    """r of scores and a person's marks over the answers in which nothing false is said."""
    honest = [one for one in answers if one.type in NOTHING_FALSE]
    return pearson([one.score for one in honest], [one.mark for one in honest])


def standings(answers: Sequence[MarkedAnswer]) -> Counter[tuple[str, str]]:
    """How many points with each mark the engine puts into each of its lists."""
    return Counter(
        (mark, standing)
        for one in answers
        for point, mark in zip(one.rubric.key_points, one.marks, strict=True)
        for standing in STANDINGS
        if point in getattr(one.result, standing)
    )


def false_sentences(answers: Sequence[MarkedAnswer]) -> tuple[int, int]:
    """How many sentences of the feedback are false, and all of them: see trial/README.md."""
    said = [is_false for one in answers for is_false in _sentences(one)]
    return sum(said), len(said)


def _sentences(answer: MarkedAnswer) -> Iterator[bool]:
    """Whether each sentence of the feedback is false by a person's marks."""
    result, points = answer.result, answer.rubric.key_points
    mark_of = dict(zip(points, answer.marks, strict=True))
    yield any(mark_of[point] == "absent" for point in result.covered)
    if result.contradicted:
        yield any(mark_of[point] != "contradicted" for point in result.contradicted)
    # Some words are found, a point is not recognised: true by what they say, as are the flags'.
    yield from (False for said in (result.partly, result.missing, *result.flags) if said)


def means_table(answers: Sequence[MarkedAnswer]) -> list[list[str]]:
    return [
        ["mean of 42 answers each", *TYPES.values()],
        ["marked by a person", *(f"{mean(answers, one, marked):.0f}" for one in TYPES)],
        ["scored", *(f"{mean(answers, one, scored):.0f}" for one in TYPES)],
    ]


def order_table(answers: Sequence[MarkedAnswer]) -> list[list[str]]:
    asked = len({one.question for one in answers})
    false, said = false_sentences(answers)
    return [
        ["of the same answers", "offline engine"],
        ["right and whole above opposite", f"{above(answers, 'whole', 'opposite')} of {asked}"],
        ["right and short above opposite", f"{above(answers, 'short', 'opposite')} of {asked}"],
        [
            "half contradicted below right and whole",
            f"{above(answers, 'whole', 'half_contradicted')} of {asked}",
        ],
        [
            "right and short above confidently wrong",
            f"{above(answers, 'short', 'wrong')} of {asked}",
        ],
        ["r where nothing false is said", f"{correlation(answers):.3f}".removeprefix("0")],
        ["sentences of the feedback that are false", f"{false} of {said}"],
    ]


def standings_table(answers: Sequence[MarkedAnswer]) -> list[list[str]]:
    found = standings(answers)
    rows = [["points marked as", "number", *STANDINGS]]
    for mark in MARKS:
        total = sum(found[mark, standing] for standing in STANDINGS)
        shares = [f"{100 * found[mark, standing] / total:.0f} %" for standing in STANDINGS]
        rows.append([mark, str(total), *shares])
    return rows
