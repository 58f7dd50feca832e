"""What stands in the place of a point's word and denies it: an opposite, or another value."""

from collections.abc import Mapping, Sequence

from scoring.matching import similarity
from scoring.opposites import deny
from scoring.propositions import Said
from scoring.statements import Clause, Word
from scoring.values import Value, differ, value_of

_NEAR = 3  # words
_BESIDE = 2  # content words
_CASE = 2  # a clause's first content words tell what it is about
_REVERSING = ("than", "without")  # "writes are faster without it"


def opposed_words(
    wanted: Clause,
    said: Clause,
    matched: dict[Word, Word],
    around: dict[Word, Word],
    known: Sequence[Word],
) -> dict[Word, Word]:
    """Words of the point in whose place, near the same neighbours, one of their opposites stands
    that is itself no word of the point."""
    taken = {other.place for other in matched.values()}
    # In a long sentence most words are near none that the point has as well.
    places = {at + way for at in taken for way in range(-_NEAR - 1, _NEAR + 2)} - taken
    strangers = [w for w in said.words if w.place in places]
    opposed: dict[Word, Word] = {}
    for at, word in enumerate(wanted.words):
        if word in matched or word in around:
            continue
        denying = [other for other in strangers if deny(word.stem, other.stem)]
        if not denying:
            continue
        beside = wanted.words[max(0, at - _NEAR) : at + _NEAR + 1]
        near = [matched[w] for w in beside if w in matched]
        for other in denying:
            is_near = any(_are_near(other, neighbour) for neighbour in near)
            if is_near and not any(similarity(k.stem, other.stem) for k in known):
                opposed[word] = other
                break
    return opposed


def _are_near(word: Word, other: Word) -> bool:
    """In one clause: in "it speeds up reads but slows down writes" reads are not slow."""
    return word.clause == other.clause and abs(word.place - other.place) <= _NEAR + 1


def turned_round(
    wanted: Clause, said: Clause, opposed: dict[Word, Word]
) -> tuple[list[Word], list[Word]]:
    """The words in whose place an opposite stands, surely and perhaps: perhaps where one of them
    tells the case. Of short strings something else is true than of long ones, and "A is faster than
    B" says the reverse of B."""
    turned = [word for word, other in opposed.items() if word.is_negated == other.is_negated]
    cases = [w for w, other in opposed.items() if _is_case(w, wanted) and _is_case(other, said)]
    is_reverse = _are_exchanged(wanted, said) or any(
        (word in said.every) != (word in wanted.every) for word in _REVERSING
    )
    if not cases and not is_reverse:
        return ([], turned) if len(turned) == 2 else (turned, [])
    return [], [] if is_reverse or len(turned) % 2 == 0 else turned


def _are_exchanged(wanted: Clause, said: Clause) -> bool:
    """ "B is slower than A" of "A is faster than B"."""
    first, last = wanted.words[0].stem, wanted.words[-1].stem
    return similarity(first, said.words[-1].stem) > 0 < similarity(last, said.words[0].stem)


def _is_case(word: Word, clause: Clause) -> bool:
    return word in clause.words[:_CASE] or word in clause.condition


def other_values(
    wanted: Clause, said: Said, matched: dict[Word, Word], known: Sequence[Word]
) -> list[tuple[Word, Word]]:
    """Values of the point that are missing from the sentence, each with another one in it that the
    point does not have."""
    around = {word.stem for word in said.around}
    ours = {word.stem for word in known}
    missing = [w for w in wanted.words if w not in matched and w.stem not in around]
    values = [(w, value) for w in missing if (value := value_of(w.text))]
    there = [w for w in said.clause.words if w.stem not in ours] if values else []
    return [
        (word, other)
        for word, one in values
        for other in there
        if word.is_negated == other.is_negated
        and (two := value_of(other.text))
        and differ(one, two)
        and not _may_agree(one, two)
    ]


def _may_agree(one: Value, two: Value) -> bool:
    """ "One" may be meant of what "at most one" is said of."""
    return one.amount == two.amount and "=" in (one.relation, two.relation)


def stand_beside(
    wanted: Clause, said: Clause, matched: Mapping[Word, Word], turned: Sequence[tuple[Word, Word]]
) -> bool:
    """ "64 bits" of "32 bits", "faster inserts" of "slower inserts"."""
    if not turned:
        return False
    ours = {word: rank for rank, word in enumerate(wanted.words)}
    theirs = {word: rank for rank, word in enumerate(said.words)}
    return any(
        abs(ours[word] - ours[one]) <= _BESIDE
        and abs(theirs[other] - theirs[two]) <= _BESIDE
        and word.clause == one.clause
        and other.clause == two.clause
        for word, other in turned
        for one, two in matched.items()
    )
