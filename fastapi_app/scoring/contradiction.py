"""Whether a passage of an answer denies a point of the rubric.

Each clause of the point is held against the clauses of the passage. A word is turned round where
only one side negates it, or an opposite or another number stands in its place. "Not immutable"
turns "mutable" round twice: that says the same.
"""

import math
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import reduce
from typing import Literal

from scoring.matching import like, similarity
from scoring.opposites import deny
from scoring.statements import Clause, Word, clauses_of
from scoring.text import stem
from scoring.values import differ, value_of
from scoring.words import STOP_WORDS

_NEAR = 3
_GIVEN = 0.4
_SAME = 0.9
_MIN_ORDERED = 4
_NEARLY_THE_SAME = 0.85
_CLEAR, _SMALL = 0.15, 0.05  # shares of the point's words
_SPOKEN_OF = 0.4
_BESIDE = 2  # words
_CASE = 2  # a clause's first content words tell what it is about
_PRONOUNS = frozenset("it they this that these those he she you we i one there".split())
_NEARLY_NEGATIONS = frozenset(
    "hard difficult little few only insufficient rare rarely limited limits limit restricts "
    "restrict weak except unlike instead fail fails failed impossible unable lost lose".split()
)
_PIVOTS = frozenset("into onto from to before after than over under".split())


@dataclass(frozen=True, slots=True)
class Signs:
    """What a clause of the answer has in common with one of the point's, and what speaks for a
    denial.

    ``closeness``  0 to 1: 1 where both consist of the same words, some of them turned round
    ``negated``    share of the point's words that only the answer negates
    ``affirmed``   share of its words that only the point negates
    ``opposed``    share of its words in whose place an opposite stands
    ``number``     1 where another number stands in a number's place
    ``exchanged``  1 where what is said of one thing is said of another
    ``beside``     1 where an opposite or another value stands right beside the same word
    ``unsure``     share of its words that one side negates or an opposite stands for, where the
                   rest of the clause may make up for that
    ``replaced``   share of its words in whose place stand others that are no known opposites
    """

    closeness: float = 0.0
    support: float = 0.0
    negated: float = 0.0
    affirmed: float = 0.0
    opposed: float = 0.0
    number: float = 0.0
    exchanged: float = 0.0
    beside: float = 0.0
    unsure: float = 0.0
    replaced: float = 0.0

    @property
    def is_any(self) -> bool:
        return any((self.negated, self.affirmed, self.opposed, self.number, self.exchanged))

    def denies(self, least: float) -> bool:
        """Each kind of sign needs so much closeness, ``least`` at any rate, that honest answers are
        not accused. Of a clause that is nearly the point's, one small sign is enough."""
        if self.closeness < least:
            return False
        if self.closeness >= _NEARLY_THE_SAME:
            return self.is_any or self.unsure >= _SMALL
        return (
            (self.negated >= _CLEAR and self.closeness >= 0.5)
            or (self.affirmed >= _CLEAR and self.closeness >= 0.6)
            or (self.opposed >= _SMALL and self.closeness >= 0.6)
            or (self.exchanged > 0 and self.closeness >= 0.75)
            or (self.number > 0 and self.closeness >= 0.7)
            or (self.beside > 0 and self.support >= _SPOKEN_OF)
        )

    @property
    def alters(self) -> bool:
        """The point nearly word for word, with something else in place of a part."""
        return self.replaced > 0 and self.closeness >= 0.7


@dataclass(frozen=True, slots=True)
class _Said:
    """One clause of the passage, with the words of its whole sentence around it."""

    clause: Clause
    around: tuple[Word, ...]
    has_negation: bool


Verdict = Literal["denied", "altered", "not denied"]
_TIE = 0.02
_ELSEWHERE = 0.1
_TELLING_WORDS = 3
_LEAST_WORDS = 2


def judge(
    point: str,
    passage: Sequence[str],
    given: Set[str],
    others: Sequence[str] = (),
    least: float = 0.0,
) -> Verdict:
    """What the sentences of the passage do to the point.

    ``given`` are stems of the question, ``others`` the other points of the rubric, ``least`` is the
    closeness from which on a clause may deny the point. Where one clause
    denies it and another one, as close, does not, it is not denied; nor where what seems to deny it
    is what another point says.
    """
    said = [one for sentence in passage for one in _said(sentence)]
    altered = False
    for row in signs(point, said, given):
        against = [i for i, one in enumerate(row) if one.denies(least)]
        closest = max(against, key=lambda i: row[i].closeness, default=None)
        for_it = max((one.closeness for one in row if not one.is_any), default=0.0)
        if (
            closest is not None
            and row[closest].closeness >= for_it - _TIE
            and not _is_said_elsewhere(said[closest], row[closest].closeness, others, given)
        ):
            return "denied"
        best = max(row, key=lambda one: one.closeness, default=Signs())
        altered = altered or (best.alters and not best.is_any)
    return "altered" if altered else "not denied"


def _is_said_elsewhere(
    said: _Said, closeness: float, others: Sequence[str], given: Set[str]
) -> bool:
    rows = [row[0] for other in others for row in signs(other, [said], given)]
    return any(not one.is_any and one.closeness >= closeness - _ELSEWHERE for one in rows)


def signs(point: str, said: Sequence[_Said], given: Set[str]) -> list[list[Signs]]:
    """For each clause of the point that says enough, against each clause of the passage."""
    wanted = [c for c in clauses_of(point) if c.words]
    known = tuple(word for clause in wanted for word in clause.words)
    telling = [c for c in wanted if len(c.words) >= _TELLING_WORDS]
    whole = [_all(wanted)] if wanted and (len(wanted) > 1 or not telling) else []
    judged = [*telling, *(c for c in whole if len(c.words) >= _LEAST_WORDS)]
    return [[compare(clause, one, known, given) for one in said] for clause in judged]


def _said(sentence: str) -> list[_Said]:
    clauses = clauses_of(sentence)
    around = tuple(word for clause in clauses for word in clause.words)
    apart = [clause for clause in _propositions(clauses) if not clause.is_rejected]
    if len(apart) > 1:
        apart.append(_all(apart))
    has_negation = any(clause.has_negation for clause in clauses)
    return [_Said(clause, around, has_negation) for clause in apart]


def _all(clauses: Sequence[Clause]) -> Clause:
    return reduce(_joined, clauses)


def _propositions(clauses: Sequence[Clause]) -> list[Clause]:
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
        is_joined=True,
    )


def _conditions(clause: Clause) -> tuple[Word, ...]:
    return clause.words if clause.is_condition else clause.condition


def _weight_of(words: Iterable[Word], given: Set[str]) -> float:
    return math.fsum(_GIVEN if word.stem in given else 1.0 for word in words)


def compare(wanted: Clause, said: _Said, known: Sequence[Word], given: Set[str]) -> Signs:
    """``known`` are the words of the whole point: none of them is an opposite of another."""
    matched = _matched(wanted.words, said.clause.words)
    if not matched:
        return Signs()
    around = _matched([w for w in wanted.words if w not in matched], said.around)
    opposed = _opposed(wanted, said.clause, matched, around, known)
    total = _weight_of(wanted.words, given)

    def share(words: Iterable[Word]) -> float:
        return _weight_of(words, given) / total

    if _is_of_another(wanted, said, [*matched, *around], given):
        return Signs()
    support = share([*matched, *opposed])
    taken = {other.place for other in (*matched.values(), *opposed.values())}
    strangers = [w for w in said.clause.words if w.place not in taken]
    precision = 1.0 - len(strangers) / len(said.clause.words)
    negated, maybe_negated = _negated_by_answer(wanted, said.clause, matched, opposed)
    affirmed, maybe_affirmed = _negated_by_point(wanted, said, matched, opposed)
    turned, maybe_turned = _turned(wanted, said.clause, opposed)
    return Signs(
        closeness=2 * support * precision / (support + precision) if support else 0.0,
        support=support,
        negated=share(negated),
        affirmed=share(affirmed),
        opposed=share(turned),
        beside=float(_is_beside(wanted, said, matched, {w: opposed[w] for w in turned}, known)),
        unsure=share({*maybe_negated, *maybe_affirmed, *maybe_turned}),
        number=float(bool(_other_values(wanted, said, matched, known))),
        exchanged=float(_is_exchanged(wanted, said.clause)),
        replaced=share(_replaced(wanted, matched, opposed, around, strangers)),
    )


def _is_of_another(wanted: Clause, said: _Said, common: Sequence[Word], given: Set[str]) -> bool:
    """Whether the sentence begins with something that neither the point nor the question speaks
    of, and has not what the point begins with: it may be about something else."""
    first = said.around[0]
    subject = wanted.words[0]
    is_of_question = first.stem in given and subject.stem not in given
    if subject in common or is_of_question or said.clause.every[0] in _PRONOUNS:
        return False
    if deny(subject.stem, first.stem) and _go_on_alike(wanted.words, said.around):
        return False
    return not any(similarity(word.stem, first.stem) for word in wanted.words)


def _go_on_alike(wanted: Sequence[Word], said: Sequence[Word]) -> bool:
    """ "A large gap" and "a small gap"."""
    return len(wanted) > 1 < len(said) and similarity(wanted[1].stem, said[1].stem) > 0


def _matched(wanted: Sequence[Word], said: Sequence[Word]) -> dict[Word, Word]:
    """The closest word of the answer for each of the point's, each only once."""
    found: dict[Word, Word] = {}
    taken: set[int] = set()
    stems = {word.stem for word in said}
    for word in wanted:
        near = like(word.stem, stems)
        if not near:
            continue
        best, strength = None, 0.0
        for other in said:
            if other.place not in taken and near.get(other.stem, 0.0) > strength:
                best, strength = other, near[other.stem]
        if best:
            found[word] = best
            taken.add(best.place)
    return found


def _opposed(
    wanted: Clause,
    said: Clause,
    matched: dict[Word, Word],
    around: dict[Word, Word],
    known: Sequence[Word],
) -> dict[Word, Word]:
    """Words of the point in whose place, near the same neighbours, one of their opposites stands
    that is itself no word of the point."""
    taken = {other.place for other in matched.values()}
    strangers = [w for w in said.words if w.place not in taken]
    opposed: dict[Word, Word] = {}
    for at, word in enumerate(wanted.words):
        if word in matched or word in around:
            continue
        denying = [other for other in strangers if deny(word.stem, other.stem)]
        if not denying:
            continue
        beside = wanted.words[max(0, at - _NEAR) : at + _NEAR + 1]
        near = [matched[w].place for w in beside if w in matched]
        for other in denying:
            is_near = any(abs(other.place - place) <= _NEAR + 1 for place in near)
            if is_near and not any(similarity(k.stem, other.stem) for k in known):
                opposed[word] = other
                break
    return opposed


def _turned(
    wanted: Clause, said: Clause, opposed: dict[Word, Word]
) -> tuple[list[Word], list[Word]]:
    """The words in whose place an opposite stands, surely and perhaps: perhaps where one of them
    tells the case. Of short strings something else is true than of long ones, and "A is faster than
    B" says the reverse of B."""
    turned = [word for word, other in opposed.items() if word.is_negated == other.is_negated]
    cases = [w for w, other in opposed.items() if _is_case(w, wanted) and _is_case(other, said)]
    compares = ("than" in said.every) != ("than" in wanted.every)
    if not cases and not compares:
        return turned, []
    return [], [] if compares or len(turned) % 2 == 0 else turned


def _is_case(word: Word, clause: Clause) -> bool:
    return word in clause.words[:_CASE] or word in clause.condition


def _negated_by_answer(
    wanted: Clause, said: Clause, matched: dict[Word, Word], opposed: dict[Word, Word]
) -> tuple[list[Word], list[Word]]:
    """Words that only the answer negates, surely and perhaps: perhaps where the point has a
    negation itself, or a word like "hardly" or "difficult" that the answer may put as one."""
    hedged = any(w.text in _NEARLY_NEGATIONS and w not in matched for w in wanted.words)
    taken = {other.place for other in (*matched.values(), *opposed.values())}
    numbers = sorted({w.negation for w in said.words if w.is_negated})
    if len(numbers) != 1:
        numbers = [n for n in numbers if _is_all_taken(n, said, taken)]
    turned: list[Word] = []
    for number in numbers:
        scope = [w for w in said.words if w.negation == number]
        strangers = [w for w in scope if w.place not in taken]
        if scope[0].place in taken and len(strangers) < len(scope) - len(strangers) + 1:
            turned.extend(p for p, a in matched.items() if a.negation == number)
    turned = [word for word in turned if not word.is_negated]
    return ([], turned) if wanted.has_negation or hedged else (turned, [])


def _is_all_taken(negation: int, said: Clause, taken: Set[int]) -> bool:
    return all(word.place in taken for word in said.words if word.negation == negation)


def _negated_by_point(
    wanted: Clause, said: _Said, matched: dict[Word, Word], opposed: dict[Word, Word]
) -> tuple[list[Word], list[Word]]:
    """Words that only the point negates, surely and perhaps: perhaps where the answer's sentence
    has a negation elsewhere."""
    turned: list[Word] = []
    for number in sorted({p.negation for p in matched if p.is_negated}):
        reached = [w for w in wanted.words if w.negation == number]
        if reached[0] in matched and not any(p.negation == number for p in opposed):
            turned.extend(p for p in reached if p in matched and not matched[p].is_negated)
    return ([], turned) if said.has_negation else (turned, [])


def _other_values(
    wanted: Clause, said: _Said, matched: dict[Word, Word], known: Sequence[Word]
) -> list[tuple[Word, Word]]:
    """Values of the point that are missing from the sentence, each with another one in it that the
    point does not have."""
    around = {word.stem for word in said.around}
    ours = {word.stem for word in known}
    missing = [w for w in wanted.words if w not in matched and w.stem not in around]
    there = [w for w in said.clause.words if w.stem not in ours]
    return [
        (word, other)
        for word, one in ((w, value_of(w.text)) for w in missing)
        for other in there
        if one and (two := value_of(other.text)) and differ(one, two)
    ]


def _is_beside(
    wanted: Clause,
    said: _Said,
    matched: dict[Word, Word],
    turned: Mapping[Word, Word],
    known: Sequence[Word],
) -> bool:
    """ "64 bits" of "32 bits", "faster inserts" of "slower inserts"."""
    return any(
        _stand_together(word, other, matched)
        for word, other in (*turned.items(), *_other_values(wanted, said, matched, known))
    )


def _stand_together(word: Word, other: Word, matched: dict[Word, Word]) -> bool:
    return any(
        abs(word.place - ours.place) <= _BESIDE and abs(other.place - theirs.place) <= _BESIDE
        for ours, theirs in matched.items()
    )


def _is_exchanged(wanted: Clause, said: Clause) -> bool:
    """ "Rows hold pages" of "pages hold rows": two parts have changed places around a third one.

    Two parts that only follow each other in the other order say the same: "to save time, cache it".
    The passive voice on one side only exchanges them as well.
    """
    if said.is_passive != wanted.is_passive or len(said.words) > 2 * len(wanted.words):
        return False
    order = _places(wanted.every, said.every)
    ranks = {place: rank for rank, place in enumerate(sorted(order))}
    parts = _parts([ranks[place] for place in order])
    return len(order) >= _MIN_ORDERED and any(
        a > b > c for a, b, c in zip(parts, parts[1:], parts[2:], strict=False)
    )


def _places(wanted: Sequence[str], said: Sequence[str]) -> list[int]:
    """Where the words of the point, in their order, are first found; little ones only if they
    tell directions."""
    order: list[int] = []
    taken: set[int] = set()
    for word in wanted:
        if word in STOP_WORDS and word not in _PIVOTS:
            continue
        known = stem(word)
        here = (
            i
            for i, other in enumerate(said)
            if i not in taken and (word == other or similarity(known, stem(other)) >= _SAME)
        )
        if (place := next(here, None)) is not None:
            taken.add(place)
            order.append(place)
    return order


def _parts(ranks: Sequence[int]) -> list[int]:
    """The first rank of each run of neighbours."""
    return [rank for i, rank in enumerate(ranks) if i == 0 or rank != ranks[i - 1] + 1]


def _replaced(
    wanted: Clause,
    matched: dict[Word, Word],
    opposed: dict[Word, Word],
    around: dict[Word, Word],
    strangers: Sequence[Word],
) -> list[Word]:
    missing = [w for w in wanted.words if w not in matched and w not in opposed and w not in around]
    return missing[: len(strangers)]
