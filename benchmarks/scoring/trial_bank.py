"""What the trial of the question bank says: seven types of answers to each of its questions."""

from collections import Counter
from collections.abc import Callable, Sequence
from statistics import fmean

from benchmarks.scoring.evaluate import pearson
from benchmarks.scoring.trial_sets import MARKS, TYPES, MarkedAnswer
from scoring.feedback import shortened

STANDINGS = ("covered", "partly", "contradicted", "missing")
NOTHING_FALSE = ("whole", "short", "half", "vague")
_FALSE_CLAIMS = {
    "covered": ("absent", "contradicted"),
    "contradicted": ("made",),
    "not mentioned": ("made",),
}


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


def claims(answers: Sequence[MarkedAnswer]) -> tuple[int, int]:
    """What feedback says of points that could be false: that one is recognised, seems to be denied
    or is not mentioned. How many of these sayings are false by a person's marks, and all."""
    said = [
        mark in _FALSE_CLAIMS[claim]
        for one in answers
        for point, mark in zip(one.rubric.key_points, one.marks, strict=True)
        if (claim := _claim(one, point))
    ]
    return sum(said), len(said)


def _claim(answer: MarkedAnswer, point: str) -> str:
    if point in answer.result.covered:
        return "covered"
    if point in answer.result.contradicted:
        return "contradicted"
    _, _, unmentioned = answer.result.feedback.rpartition("Not mentioned: ")
    is_said = "Not mentioned: " in answer.result.feedback and shortened(point) in unmentioned
    return "not mentioned" if is_said and point in answer.result.missing else ""


def means_table(answers: Sequence[MarkedAnswer]) -> list[list[str]]:
    return [
        ["mean of 42 answers each", *TYPES.values()],
        ["marked by a person", *(f"{mean(answers, one, marked):.0f}" for one in TYPES)],
        ["scored", *(f"{mean(answers, one, scored):.0f}" for one in TYPES)],
    ]


def order_table(answers: Sequence[MarkedAnswer]) -> list[list[str]]:
    asked = len({one.question for one in answers})
    false, said = claims(answers)
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
        ["false sayings of the feedback about a point", f"{false} of {said}"],
    ]


def standings_table(answers: Sequence[MarkedAnswer]) -> list[list[str]]:
    found = standings(answers)
    rows = [["points marked as", "number", *STANDINGS]]
    for mark in MARKS:
        total = sum(found[mark, standing] for standing in STANDINGS)
        shares = [f"{100 * found[mark, standing] / total:.0f} %" for standing in STANDINGS]
        rows.append([mark, str(total), *shares])
    return rows
