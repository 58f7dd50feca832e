"""What only the answer negates, or only the point.

A negation is compared by its first word, its head: where both negate that, or one side negates an
opposite of it, they say the same.
"""

import re
from collections.abc import Mapping, Sequence

from scoring.opposites import deny
from scoring.propositions import Said
from scoring.statements import PREVENTING, Clause, Word

_NEAR = 3  # words
_NEGATED_RELATIVE = re.compile(r"\b(?:that|which|who)(?: \w{1,12})? (?:not|never|no)\b")
_NEARLY_NEGATIONS = frozenset(
    "hard difficult little few only insufficient rare rarely limited limits limit restricts "
    "restrict weak except unlike instead fail fails failed impossible unable lost lose".split()
)


def negated_by_answer(
    wanted: Clause, said: Clause, matched: Mapping[Word, Word], known: Sequence[Word]
) -> tuple[list[Word], list[Word]]:
    """Words that only the answer negates, surely and perhaps: perhaps where the negation reaches
    other words too, is one of advice or of a condition, or where the point may put it otherwise.

    ``known`` are the words of the whole point.
    """
    ours = {other.place: word for word, other in matched.items()}
    numbers = sorted({w.negation for w in said.words if w.is_negated})
    if not numbers or (len(numbers) > 1 and _cancel_each_other(said.every)):
        return [], []
    is_hedged = _may_negate_in_other_words(wanted, said, matched, known)
    surely: list[Word] = []
    perhaps: list[Word] = []
    for number in numbers:
        scope = [w for w in said.words if w.negation == number]
        head = ours.get(scope[0].place)
        if head is None or _agrees(head, scope, wanted, said, ours):
            continue
        reached = [ours[w.place] for w in scope if w.place in ours]
        is_sure = (
            len(reached) == len(scope)
            and not (is_hedged or scope[0].is_limited)
            and all(w.clause == head.clause for w in reached)
            and not _is_done_by_its_object(scope[0], head, said, ours)
        )
        (surely if is_sure else perhaps).extend(w for w in reached if not w.is_negated)
    return surely, perhaps


def _cancel_each_other(said: Sequence[str]) -> bool:
    """ "Without it, there is none" and "cannot refer to a row that does not exist"."""
    return "without" in said or bool(_NEGATED_RELATIVE.search(" ".join(said)))


def _may_negate_in_other_words(
    wanted: Clause, said: Clause, matched: Mapping[Word, Word], known: Sequence[Word]
) -> bool:
    """Whether the point has a negation itself, or a word like "hardly"."""
    if wanted.has_negation:
        return True
    elsewhere = {w.stem for w in known if w.is_negated and w not in wanted.words}
    return any(w.text in _NEARLY_NEGATIONS and w not in matched for w in wanted.words) or any(
        w.stem in elsewhere for w in said.words
    )


def _agrees(
    head: Word, scope: Sequence[Word], wanted: Clause, said: Clause, found: Mapping[int, Word]
) -> bool:
    """Whether both negate it, or it is no more than what the point is true of."""
    return (
        head.is_negated
        or head in wanted.condition
        or _denies_any(scope, wanted.words)
        or _is_prevented_by_both(scope[0], said, found)
    )


def _denies_any(scope: Sequence[Word], wanted: Sequence[Word]) -> bool:
    """ "Does not lose it" of "keeps it"."""
    return any(deny(word.stem, other.stem) for word in wanted for other in scope)


def _is_prevented_by_both(first: Word, said: Clause, found: Mapping[int, Word]) -> bool:
    """ "Prevents anomalies" of "anomalies are avoided"."""
    before = [w for w in said.words if w.place < first.place]
    if not before or before[-1].text not in PREVENTING:
        return False
    ours = found.get(before[-1].place)
    return ours is not None and ours.text in PREVENTING


def _is_done_by_its_object(verb: Word, ours: Word, said: Clause, found: Mapping[int, Word]) -> bool:
    """ "The cache never writes it" of "it writes the cache"."""
    before = [w for w in said.words if w.place < verb.place and w.clause == verb.clause]
    return bool(before) and found.get(before[-1].place, ours).place > ours.place


def negated_by_point(
    wanted: Clause, said: Said, matched: dict[Word, Word], opposed: dict[Word, Word]
) -> tuple[list[Word], list[Word]]:
    """Words that only the point negates, surely and perhaps: perhaps where the answer's sentence
    has a negation elsewhere."""
    turned: list[Word] = []
    for number in sorted({p.negation for p in matched if p.is_negated}):
        reached = [w for w in wanted.words if w.negation == number]
        if reached[0] not in matched or any(p.negation == number for p in opposed):
            continue
        if not matched[reached[0]].is_negated:
            turned.extend(p for p in reached if p in matched and not matched[p].is_negated)
    return ([], turned) if said.has_negation else (turned, [])


def is_said_outright(wanted: Clause, said: Said, matched: Mapping[Word, Word]) -> bool:
    """Whether the answer says what the point negates: "it waits" of "it does not wait"."""
    numbers = sorted({p.negation for p in matched if p.is_negated and p not in wanted.condition})
    if not numbers or said.has_negation:
        return False
    if any(w.text in _NEARLY_NEGATIONS for w in said.clause.words):
        return False
    for number in numbers:
        scope = [w for w in wanted.words if w.negation == number]
        before = [w for w in wanted.words if w.place < scope[0].place]
        if (before and before[-1].text in PREVENTING) or scope[0] not in matched:
            continue
        head = matched[scope[0]]
        others = [a for p, a in matched.items() if p.clause == scope[0].clause and a is not head]
        if any(abs(head.place - w.place) <= _NEAR and w.clause == head.clause for w in others):
            return True
    return False
