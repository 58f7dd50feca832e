"""Whether a passage of an answer denies a point of the rubric.

Each clause of the point is held against the clauses of the passage. A word is turned round where
only one side negates it, or an opposite or another number stands in its place. "Not immutable"
turns "mutable" round twice: that says the same.
"""

from collections.abc import Sequence, Set
from functools import lru_cache
from typing import Literal

from scoring.exchanged import is_told_of_another
from scoring.matching import Stems, similarity
from scoring.propositions import TELLING_WORDS, Said, all_of, propositions
from scoring.signs import NO_SIGNS, Signs, compare, of_the_same
from scoring.statements import Clause, Word, clauses_of

Verdict = Literal["denied", "likely denied", "perhaps denied", "altered", "not denied"]
_TIE = 0.02
_ELSEWHERE = 0.1
_MAX_KEPT = 400  # characters


def judge(
    point: str,
    said: Sequence[Said],
    given: Set[str],
    others: Sequence[str] = (),
    *,
    is_clause: bool = False,
    is_suspect: bool = False,
) -> Verdict:
    """What a passage does to the point, in which this is said.

    ``given`` are stems of the question, ``others`` the other points of the rubric. Where one
    clause denies the point and another one, as close, does not, it is not denied; nor where what
    seems to deny it is what another point says. A point that ``is_clause`` is one of a reference
    answer, which may be surely, likely or perhaps denied. An answer that ``is_suspect`` denies
    other points.
    """
    if is_told_of_another(point, said, others):
        return "perhaps denied" if is_clause else "denied"
    altered = False
    for row in signs(point, said, given):
        against = [
            i
            for i, one in enumerate(row)
            if (one.denies_clause() if is_clause else one.denies(is_suspect=is_suspect))
        ]
        closest = max(against, key=lambda i: row[i].closeness, default=None)
        for_it = max((one.closeness for one in row if not one.is_any), default=0.0)
        if (
            closest is not None
            and row[closest].closeness >= for_it - _TIE
            and not _is_said_elsewhere(said[closest], row[closest].closeness, point, others, given)
        ):
            return _of_clause(row[closest]) if is_clause else "denied"
        best = max(row, key=lambda one: one.closeness, default=NO_SIGNS)
        altered = altered or best.alters or best.is_unresolved
    return "altered" if altered else "not denied"


def _of_clause(signs: Signs) -> Verdict:
    if not signs.is_clear:
        return "perhaps denied"
    return "denied" if signs.is_nearly_the_same else "likely denied"


def _is_said_elsewhere(
    said: Said, closeness: float, point: str, others: Sequence[str], given: Set[str]
) -> bool:
    """Whether another point says it, unless only this one speaks of what the clause is about:
    "lists are immutable" is not what a point says of tuples."""
    subject = said.clause.words[0].stem
    near = [o for o in others if _speaks_of(subject, o) or not _speaks_of(subject, point)]
    rows = [row[0] for other in near for row in signs(other, [said], given)]
    return any(not one.is_any and one.closeness >= closeness - _ELSEWHERE for one in rows)


def _speaks_of(subject: str, point: str) -> bool:
    return any(similarity(subject, w.stem) for clause in clauses_of(point) for w in clause.words)


def signs(point: str, said: Sequence[Said], given: Set[str]) -> list[list[Signs]]:
    """For each clause of the point that says enough, against each clause of the passage."""
    judged, known = _judged(point) if len(point) <= _MAX_KEPT else _clauses_judged(point)
    stems = Stems(word.stem for word in known)
    nearby = [of_the_same(one, stems) for one in said]
    return [
        [compare(clause, one, near, known, given) for one, near in zip(said, nearby, strict=True)]
        for clause in judged
    ]


def _clauses_judged(point: str) -> tuple[tuple[Clause, ...], tuple[Word, ...]]:
    """The clauses that say enough, and all words of the point."""
    wanted = propositions(clauses_of(point))
    known = tuple(word for clause in wanted for word in clause.words)
    telling = [c for c in wanted if len(c.words) >= TELLING_WORDS]
    whole = [all_of(wanted)] if wanted and (len(wanted) > 1 or not telling) else []
    return (*telling, *whole), known


_judged = lru_cache(maxsize=1024)(_clauses_judged)
