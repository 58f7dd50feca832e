"""Which points of a rubric an answer makes, makes in part, denies, or does not speak of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from scoring.contract import Evidence
from scoring.contradiction import Verdict, judge
from scoring.features import Answer, reference_of
from scoring.passages import Passage, Passages
from scoring.statements import stems_of

COVERED = 0.6
PARTLY = 0.2

CLOSE_TO_CLAUSE = 0.7
"""How close a passage must be to a clause of a reference answer to deny it. Torn from its sentence,
a clause may lack what it is about; a key point stands for itself."""

_SUSPECT = 2  # denied points

Standing = Literal["covered", "partly", "contradicted", "missing"]


@dataclass(frozen=True, slots=True)
class PointFound:
    """``coverage`` is the share of the point's words that are in the ``passage``, 0 to 1."""

    text: str
    standing: Standing
    coverage: float
    passage: Passage | None

    def as_touched(self) -> "PointFound":
        """The same of a text that is not judged: at most touched on."""
        return self if self.standing == "missing" else replace(self, standing="partly")

    @property
    def said(self) -> str:
        """The passage in the answer's words."""
        return self.passage.text if self.passage else ""


def find_points(
    answer: Answer, points: Sequence[str], *, least_closeness: float = 0.0
) -> list[PointFound]:
    """Who surely denies several points is likely to deny the others that he seems to deny."""
    passages = Passages(answer.text, answer.index)
    near = [(p, passages.closest(reference_of(p, answer.question_stems))) for p in points]
    found = [_found(answer, p, passage, points, least_closeness) for p, passage in near]
    if sum(point.standing == "contradicted" for point in found) < _SUSPECT:
        return found
    return [
        one
        if one.standing == "contradicted"
        else _found(answer, one.text, one.passage, points, least_closeness, is_suspect=True)
        for one in found
    ]


def _found(
    answer: Answer,
    point: str,
    passage: Passage | None,
    points: Sequence[str],
    least_closeness: float,
    *,
    is_suspect: bool = False,
) -> PointFound:
    if passage is None:
        return PointFound(point, "missing", 0.0, None)
    verdict = judge(
        point,
        [sentence.text for sentence in passage.sentences],
        answer.question_stems | stems_of(answer.question),
        [other for other in points if other != point],
        least_closeness,
        is_suspect=is_suspect,
    )
    return PointFound(point, _standing(passage, verdict), passage.coverage, passage)


def _standing(passage: Passage, verdict: Verdict) -> Standing:
    if verdict == "denied":
        return "contradicted"
    if passage.coverage >= COVERED and verdict == "not denied":
        return "covered"
    return "partly" if passage.coverage >= PARTLY else "missing"


def texts(points: Sequence[PointFound], standing: Standing) -> tuple[str, ...]:
    return tuple(point.text for point in points if point.standing == standing)


def denied_share(points: Sequence[PointFound]) -> float:
    """The share of the points that the answer denies among those that it speaks of, 0 to 1."""
    spoken = [point for point in points if point.standing != "missing"]
    denied = sum(point.standing == "contradicted" for point in spoken)
    return denied / len(spoken) if spoken else 0.0


def evidence(points: Sequence[PointFound], text: str) -> tuple[Evidence, ...]:
    """Where in the whole text, of which some was left out before, the passages stand."""
    found: list[Evidence] = []
    for point in points:
        if point.standing == "missing" or point.passage is None:
            continue
        first = text.find(point.passage.sentences[0].text)
        last = point.passage.sentences[-1].text
        if first >= 0 and (end := text.find(last, first)) >= 0:
            found.append(Evidence(point.text, first, end + len(last)))
    return tuple(found)
