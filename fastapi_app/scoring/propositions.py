"""What a sentence says, proposition by proposition: each with the conditions that belong to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce

from scoring.matching import Stems
from scoring.statements import Clause, Word, clauses_of

TELLING_WORDS = 3
"""Content words from which on a clause says something by itself."""
_BEFORE_SUBJECT = frozenset("even after before during also only once".split())
_MAX_CLAUSES = 40
"""Of one sentence: more make a list, and each is compared with every clause of every point."""


@dataclass(frozen=True)
class Said:
    """One clause of the passage, with the words of its whole sentence around it."""

    clause: Clause
    around: tuple[Word, ...]
    stems_around: Stems
    has_negation: bool

    @cached_property
    def stems(self) -> Stems:
        return Stems(word.stem for word in self.clause.words)

    @cached_property
    def beside(self) -> dict[int, str]:
        """What the sentence's other clauses begin with, but those that negate something, as stems,
        by the number of the clause."""
        here = {word.clause for word in self.clause.words}
        here |= {word.clause for word in self.around if word.is_negated}
        return {
            word.clause: word.stem
            for word in reversed(self.around)
            if word.clause not in here and word.text not in _BEFORE_SUBJECT
        }


def said_in(sentence: str) -> list[Said]:
    clauses = clauses_of(sentence)[:_MAX_CLAUSES]
    around = tuple(word for clause in clauses for word in clause.words)
    apart = [clause for clause in propositions(clauses) if not clause.is_rejected]
    if len(apart) > 1:
        apart.append(all_of(apart))
    has_negation = any(clause.has_negation for clause in clauses)
    stems_around = Stems(word.stem for word in around)
    return [Said(clause, around, stems_around, has_negation) for clause in apart]


def all_of(clauses: Sequence[Clause]) -> Clause:
    return reduce(_joined, clauses)


def propositions(clauses: Sequence[Clause]) -> list[Clause]:
    """A condition belongs to what it is a condition of: "without an index, reads are slow"."""
    joined: list[Clause] = []
    pending: Clause | None = None
    for clause in clauses:
        if clause.is_condition:
            pending = clause if pending is None else _joined(pending, clause)
        else:
            joined.append(_joined(pending, clause) if pending else clause)
            pending = None
    if pending and joined:
        joined[-1] = _joined(joined[-1], pending)
    elif pending:
        joined.append(pending)
    return joined


def _joined(first: Clause, second: Clause) -> Clause:
    return Clause(
        (*first.words, *second.words),
        (*first.every, *second.every),
        condition=_conditions(first) + _conditions(second),
        is_rejected=first.is_rejected or second.is_rejected,
        has_negation=first.has_negation or second.has_negation,
    )


def _conditions(clause: Clause) -> tuple[Word, ...]:
    return clause.words if clause.is_condition else clause.condition
