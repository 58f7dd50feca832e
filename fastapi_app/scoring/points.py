"""Which points of a rubric an answer makes, makes in part, denies, or does not speak of."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from scoring.contract import Evidence
from scoring.contradiction import Verdict, judge
from scoring.features import Answer, reference_of
from scoring.passages import Passage, Passages
from scoring.statements import stems_of

COVERED = 0.65
PARTLY = 0.2

_SUSPECT = 2  # denied points
_DENIED: Mapping[Verdict, float] = MappingProxyType(
    {"denied": 1.0, "likely denied": 0.5, "perhaps denied": 0.1}
)
"""How much of a point counts as denied. With 1 for all, agreement with graders falls by .02 on one
set of five: they forgive, and engines err."""

Standing = Literal["covered", "partly", "contradicted", "missing"]


@dataclass(frozen=True, slots=True)
class PointFound:
    """``coverage`` is the share of the point's words that are in the ``passage``, 0 to 1, and
    ``denial`` how much of the point counts as denied, 0 to 1."""

    text: str
    standing: Standing
    coverage: float
    passage: Passage | None
    denial: float = 0.0

    def as_touched(self) -> "PointFound":
        """The same of a text that is not judged: at most touched on."""
        return self if self.standing == "missing" else replace(self, standing="partly")

    @property
    def said(self) -> str:
        """The passage in the answer's words."""
        return self.passage.text if self.passage else ""


def find_points(
    answer: Answer, points: Sequence[str], *, are_clauses: bool = False
) -> list[PointFound]:
    """Who surely denies several points is likely to deny the others that he seems to deny."""
    passages = Passages(answer.text, answer.index)
    near = [(p, passages.closest(reference_of(p, answer.question_stems))) for p in points]
    found = [_found(answer, p, passage, points, is_clause=are_clauses) for p, passage in near]
    if are_clauses or sum(p.standing == "contradicted" for p in found) < _SUSPECT:
        return found
    return [
        one
        if one.standing == "contradicted"
        else _found(answer, one.text, one.passage, points, is_suspect=True)
        for one in found
    ]


def _found(
    answer: Answer,
    point: str,
    passage: Passage | None,
    points: Sequence[str],
    *,
    is_clause: bool = False,
    is_suspect: bool = False,
) -> PointFound:
    if passage is None:
        return PointFound(point, "missing", 0.0, None)
    verdict = judge(
        point,
        [one for sentence in passage.sentences for one in sentence.said],
        answer.question_stems | stems_of(answer.question),
        [other for other in points if other != point],
        is_clause=is_clause,
        is_suspect=is_suspect,
    )
    standing = _standing(passage, verdict)
    return PointFound(point, standing, passage.coverage, passage, _DENIED.get(verdict, 0.0))


def _standing(passage: Passage, verdict: Verdict) -> Standing:
    if verdict in _DENIED:
        return "contradicted"
    if passage.coverage >= COVERED and verdict == "not denied":
        return "covered"
    return "partly" if passage.coverage >= PARTLY else "missing"


def texts(points: Sequence[PointFound], standing: Standing) -> tuple[str, ...]:
    return tuple(point.text for point in points if point.standing == standing)


def denied_share(points: Sequence[PointFound]) -> float:
    """How much is denied of the points that the answer speaks of, on the average, 0 to 1."""
    spoken = [point for point in points if point.standing != "missing"]
    denied = math.fsum(point.denial for point in spoken)
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
