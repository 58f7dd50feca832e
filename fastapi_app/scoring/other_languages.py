"""What the offline engine says of an answer that is not in English, or is to be compared with what
is not: a plain number (``neutral.py``), the points it seems to touch, and that a person should
read it."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence, Set
from typing import NamedTuple

from scoring.contract import AnswerScore, Evidence, Rubric
from scoring.feedback import of_other_language
from scoring.neutral import Wanted, compare, wanted_of
from scoring.reasons import reasons
from scoring.sentences import clauses
from scoring.units import Unit, units

_COVERED = 0.5
_PARTLY = 0.2
_SENTENCE = re.compile(r"[^.!?;\n。！？；।؟]{1,300}")


class Touched(NamedTuple):
    """A point of the rubric, the share of its words that two neighbouring sentences of the answer
    have, 0 to 1, and the passage they stand in."""

    point: str
    share: float
    passage: str


def judge(answer: str, text: str, rubric: Rubric, flags: tuple[str, ...]) -> AnswerScore:
    """The judgement of ``text``, which is what is read of ``answer``. ``flags`` are those of the
    answer so far, other_language among them; the rubric has something to compare it with."""
    found = units(text)
    points, best = compare(found, rubric)
    expected = rubric.key_points or tuple(clauses(rubric.reference_answers[best]))
    touched = _touched(expected, found, text, rubric.question)
    covered = tuple(t.point for t in touched if t.share >= _COVERED)
    partly = tuple(t.point for t in touched if _PARTLY <= t.share < _COVERED)
    missing = tuple(t.point for t in touched if t.share < _PARTLY)
    return AnswerScore(
        score=round(points, 2),
        feedback=of_other_language(covered, partly, missing, flags),
        covered=covered,
        partly=partly,
        missing=missing,
        evidence=_evidence(answer, touched),
        flags=flags,
        review_reasons=reasons(points, (), flags),
    )


def _touched(
    expected: Sequence[str], found: Sequence[Unit], text: str, question: str
) -> list[Touched]:
    spans = [match.span() for match in _SENTENCE.finditer(text)]
    begins = [start for start, _ in spans]
    sentences_with: dict[str, set[int]] = {}
    for unit in found:
        sentence = bisect_right(begins, unit.start) - 1
        for key in unit.keys:
            sentences_with.setdefault(key, set()).add(sentence)
    touched = []
    for point in expected:
        wanted = wanted_of(point, question)
        said: dict[int, set[str]] = {}
        for key, names in wanted.names.items():
            for sentence in sentences_with.get(key, ()):
                said.setdefault(sentence, set()).update(names)
        touched.append(_touch(point, wanted, dict(sorted(said.items())), spans, text))
    return touched


def _touch(
    point: str,
    wanted: Wanted,
    said: Mapping[int, Set[str]],
    spans: Sequence[tuple[int, int]],
    text: str,
) -> Touched:
    """Where the point is found best, in one sentence if the next one adds nothing. ``said`` is what
    each sentence has of it, ``spans`` where it stands in the text."""
    best = Touched(point, 0.0, "")
    for i, names in said.items():
        both = names | said.get(i + 1, set())
        share = wanted.share(both)
        if share > best.share:
            end = spans[i if both == names else i + 1][1]
            best = Touched(point, share, text[spans[i][0] : end].strip())
    return best


def _evidence(answer: str, touched: Sequence[Touched]) -> tuple[Evidence, ...]:
    places = [(t, answer.find(t.passage)) for t in touched if t.share >= _PARTLY]
    return tuple(
        Evidence(t.point, start, start + len(t.passage)) for t, start in places if start >= 0
    )
