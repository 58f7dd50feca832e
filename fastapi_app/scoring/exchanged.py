"""What is said of one thing and holds of another."""

from collections.abc import Sequence
from functools import lru_cache

from scoring.alignment import matched_words
from scoring.matching import similarity
from scoring.propositions import TELLING_WORDS, Said
from scoring.statements import Clause, Word, clauses_of
from scoring.word_lists import STOP_WORDS
from scoring.words import stem

_SAME = 0.9
_MIN_ORDERED = 4
_LEAST_APART = 2  # words
_MAX_OTHERS, _MAX_CHARACTERS = 20, 4_000  # each point is held against every other
_PIVOTS = frozenset("into onto from to before after than over under".split())


def is_exchanged(wanted: Clause, said: Clause) -> bool:
    """ "Rows hold pages" of "pages hold rows": two parts have changed places around a third one.

    Two parts that only follow each other in the other order say the same: "to save time, cache it".
    The passive voice on one side only exchanges them as well.
    """
    if said.has_negation or wanted.has_negation or len(said.words) > 2 * len(wanted.words):
        return False
    if said.is_passive != wanted.is_passive:
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
    stems = [stem(other) for other in said]
    for word in wanted:
        if word in STOP_WORDS and word not in _PIVOTS:
            continue
        known = stem(word)
        here = (
            i
            for i, other in enumerate(stems)
            if i not in taken and (word == said[i] or similarity(known, other) >= _SAME)
        )
        if (place := next(here, None)) is not None:
            taken.add(place)
            order.append(place)
    return order


def _parts(ranks: Sequence[int]) -> list[int]:
    """The first rank of each run of neighbours."""
    return [rank for i, rank in enumerate(ranks) if i == 0 or rank != ranks[i - 1] + 1]


def is_told_of_another(point: str, said: Sequence[Said], others: Sequence[str]) -> bool:
    """Whether the answer says of what a clause of the point is about nothing of this clause, and
    instead what another clause of the rubric says of something else."""
    if len(others) > _MAX_OTHERS or sum(map(len, others)) > _MAX_CHARACTERS:
        return False
    return any(
        _says_foreign(own, foreign, one)
        for own, foreign in _told_apart(point, tuple(others))
        for one in said
        if not one.has_negation and similarity(own[0].stem, one.clause.words[0].stem)
    )


def _says_foreign(own: Sequence[Word], foreign: Sequence[Word], said: Said) -> bool:
    found = matched_words(foreign, said.clause.words, said.stems)
    if len(found) < max(2, len(foreign) - 1) or foreign[0] in found:
        return False
    return list(matched_words(own, said.clause.words, said.stems)) == [own[0]]


@lru_cache(maxsize=512)
def _told_apart(
    point: str, others: tuple[str, ...]
) -> tuple[tuple[Sequence[Word], Sequence[Word]], ...]:
    """What each clause of the point says that another one of the rubric does not, and that the
    reverse: where both begin with what they are about."""
    ours = [c for c in clauses_of(point) if len(c.words) >= TELLING_WORDS]
    theirs = [c for other in others for c in clauses_of(other) if len(c.words) >= TELLING_WORDS]
    pairs = (
        (clause, other, _without(clause, other), _without(other, clause))
        for clause in ours
        for other in (*ours, *theirs)
        if other is not clause
    )
    return tuple(
        (own, foreign)
        for clause, other, own, foreign in pairs
        if min(len(own), len(foreign)) >= _LEAST_APART
        and own[0] is clause.words[0]
        and foreign[0] is other.words[0]
    )


def _without(clause: Clause, other: Clause) -> list[Word]:
    stems = [word.stem for word in other.words]
    return [w for w in clause.words if not any(similarity(w.stem, known) for known in stems)]
