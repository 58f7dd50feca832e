"""What a clause of an answer has in common with one of a point, and what speaks for a denial."""

import math
from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass

from scoring.alignment import matched_words
from scoring.exchanged import is_exchanged
from scoring.matching import Stems, similarity
from scoring.negated import is_said_outright, negated_by_answer, negated_by_point
from scoring.opposites import deny
from scoring.propositions import Said
from scoring.statements import Clause, Word
from scoring.turned import opposed_words, other_values, stand_beside, turned_round

_GIVEN = 0.4  # the weight of a word that the question gave away
_WORD_FOR_WORD, _NEARLY_THE_SAME = 0.95, 0.85
_CLEAR, _SMALL = 0.15, 0.05  # shares of the point's words
_SPOKEN_OF, _TOUCHED_ON = 0.4, 0.3
_CLOSE_TO_CLAUSE = 0.7
_PRONOUNS = frozenset("it they this that these those he she you we i one there".split())


@dataclass(frozen=True, slots=True)
class Signs:
    """What a clause of the answer has in common with one of the point's, and what speaks for a
    denial.

    ``closeness``  0 to 1: 1 where both consist of the same words, some of them turned round
    ``support``    share of the point's words that the answer's clause has, or opposites of them
    ``negated``    share of the point's words that only the answer negates
    ``affirmed``   share of its words that only the point negates
    ``opposed``    share of its words in whose place an opposite stands
    ``number``     1 where another number stands in a number's place
    ``exchanged``  1 where what is said of one thing is said of another
    ``beside``     1 where an opposite stands right beside the same word
    ``value``      1 where another value stands right beside the same word
    ``outright``   1 where the answer says, of the same thing, what the point negates
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
    value: float = 0.0
    outright: float = 0.0
    unsure: float = 0.0
    replaced: float = 0.0

    @property
    def is_any(self) -> bool:
        return any((self.negated, self.affirmed, self.opposed, self.number, self.exchanged))

    def denies(self, *, is_suspect: bool = False) -> bool:
        """Each kind of sign needs so much closeness that honest answers are not accused; only what
        is plain needs next to none. Of a clause that is nearly the point's, one small sign is
        enough, and of an answer that denies other points too, half as much."""
        if self._is_plain:
            return True
        if is_suspect and self._may_deny():
            return True
        if self.may_be_turned_twice:
            return False
        if self.is_nearly_the_same:
            return self.is_any or (self.unsure >= _SMALL and self.closeness >= _WORD_FOR_WORD)
        return (
            (max(self.negated, self.exchanged) >= _CLEAR and self.closeness >= 0.75)
            or (self.number > 0 and self.closeness >= 0.7)
            or (self.affirmed >= _CLEAR and self.closeness >= 0.6)
            or (self.opposed >= _SMALL and self.closeness >= 0.6)
            or (self.beside > 0 and self.support >= _SPOKEN_OF)
        )

    def denies_clause(self) -> bool:
        """The same of a clause of a reference answer. Torn from its sentence it may lack what it is
        about, where a key point stands for itself."""
        return self._is_plain or (self.closeness >= _CLOSE_TO_CLAUSE and self.denies())

    @property
    def is_clear(self) -> bool:
        """More than a negation alone, which may concern something else, of about the same words."""
        if self.closeness < _CLOSE_TO_CLAUSE:
            return False
        signs = (self.affirmed >= _CLEAR, self.opposed >= _SMALL, self.number > 0, self.beside > 0)
        return any(signs) or (self.negated >= _CLEAR and self.is_nearly_the_same)

    @property
    def is_nearly_the_same(self) -> bool:
        return self.closeness >= _NEARLY_THE_SAME

    def _may_deny(self) -> bool:
        return (
            (self.unsure >= _SMALL and self.closeness >= 0.7)
            or (self.exchanged > 0 and self.closeness >= 0.6)
            or (max(self.negated, self.number) > 0 and self.closeness >= 0.5)
            or (self.opposed > 0 and self.closeness >= 0.45)
            or (self.affirmed > 0 and self.closeness >= 0.4)
            or (self.beside > 0 and self.support >= _TOUCHED_ON)
        )

    @property
    def may_be_turned_twice(self) -> bool:
        """Once by an opposite and once by a negation, in a clause that is not just the point's:
        "they are not slow to start"."""
        is_both = self.opposed > 0 and max(self.negated, self.affirmed, self.unsure) > 0
        return is_both and not self.is_nearly_the_same

    @property
    def _is_plain(self) -> bool:
        return (self.value > 0 and self.support >= _TOUCHED_ON) or (
            self.outright > 0 and self.closeness >= _TOUCHED_ON
        )

    @property
    def is_unresolved(self) -> bool:
        """Something speaks for a denial, and not enough."""
        return self.is_any or self.unsure > 0 or self.beside > 0

    @property
    def alters(self) -> bool:
        """The point nearly word for word, with something else in place of a part."""
        return self.replaced > 0 and self.closeness >= 0.7


NO_SIGNS = Signs()


def _weight_of(words: Iterable[Word], given: Set[str]) -> float:
    return math.fsum(_GIVEN if word.stem in given else 1.0 for word in words)


def compare(
    wanted: Clause, said: Said, near: Sequence[Word], known: Sequence[Word], given: Set[str]
) -> Signs:
    """``near`` are the words of the answer's sentence that are ``of_the_same``, ``known`` those of
    the whole point: none of them is an opposite of another."""
    matched = matched_words(wanted.words, said.clause.words, said.stems)
    if not matched:
        return NO_SIGNS
    around = matched_words([w for w in wanted.words if w not in matched], near, said.stems_around)
    if _is_of_another(wanted, said, [*matched, *around], given):
        return NO_SIGNS
    opposed = opposed_words(wanted, said.clause, matched, around, known)
    total = _weight_of(wanted.words, given)

    def share(words: Collection[Word]) -> float:
        return _weight_of(words, given) / total if words else 0.0

    support = share([*matched, *opposed])
    taken = {other.place for other in (*matched.values(), *opposed.values())}
    strangers = [w for w in said.clause.words if w.place not in taken]
    precision = 1.0 - len(strangers) / len(said.clause.words)
    negated, maybe_negated = negated_by_answer(wanted, said.clause, matched, known)
    affirmed, maybe_affirmed = negated_by_point(wanted, said, matched, opposed)
    turned, maybe_turned = turned_round(wanted, said.clause, opposed)
    values = other_values(wanted, said, matched, known)
    return Signs(
        closeness=2 * support * precision / (support + precision) if support else 0.0,
        support=support,
        negated=share(negated),
        affirmed=share(affirmed),
        opposed=share(turned),
        beside=float(stand_beside(wanted, said.clause, matched, [(w, opposed[w]) for w in turned])),
        value=float(stand_beside(wanted, said.clause, matched, values)),
        unsure=share({*maybe_negated, *maybe_affirmed, *maybe_turned}),
        number=float(bool(values)),
        outright=float(is_said_outright(wanted, said, matched)),
        exchanged=float(is_exchanged(wanted, said.clause)),
        replaced=share(_replaced(wanted, matched, opposed, around, strangers)),
    )


def of_the_same(said: Said, known: Stems) -> Sequence[Word]:
    """The words of the sentence without those clauses that affirm something of what the point does
    not speak of: in "lists are immutable and tuples are mutable" lists are not mutable."""
    others = {number for number, stem in said.beside.items() if not known.like(stem)}
    return [w for w in said.around if w.clause not in others] if others else said.around


def _is_of_another(wanted: Clause, said: Said, common: Sequence[Word], given: Set[str]) -> bool:
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


def _replaced(
    wanted: Clause,
    matched: dict[Word, Word],
    opposed: dict[Word, Word],
    around: dict[Word, Word],
    strangers: Sequence[Word],
) -> list[Word]:
    missing = [w for w in wanted.words if w not in matched and w not in opposed and w not in around]
    return missing[: len(strangers)]
