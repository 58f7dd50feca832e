"""The numbers an answer is judged by: five, each of them explainable in one sentence.

All of them look at the *set* of words of the answer, so saying a thing twice counts once, and
only at what is about the question, so padding counts for nothing.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from scoring.matching import AnswerWords
from scoring.text import content_stems, is_content, sentences, stem, words

QUESTION_WEIGHT = 0.25
"""A word that the question already gave away counts a quarter."""

_MAX_WORDS = 30_000
_MAX_REFERENCE_CHARACTERS = 20_000
_MAX_GRAM_WORDS = 2_500
_REPEAT = 4  # words in a row that were there before are a repetition
_PAIR_WINDOW_REFERENCE = 4
_PAIR_WINDOW_ANSWER = 6
_WORDS_OF_A_SENTENCE = 8
_WORDS_PER_MATCH = 8
_LENGTH_RATIO_RANGE = (-3.0, 0.5)


@dataclass(frozen=True, slots=True)
class Features:
    """
    ``recall``      root of the weighted share of the reference's stems that the answer has, 0-1
    ``likeness``    root of the cosine of character 3-5-grams inside words, 0-1
    ``length``      ln((1 + relevant words of the answer) / (1 + words of the reference))
    ``relations``   root of the share of neighbouring stems of the reference that the answer also
                    has near each other, 0-1
    ``extent``      ln(1 + stems of the reference): more is expected of a long one in parts only
    """

    recall: float
    likeness: float
    length: float
    relations: float
    extent: float

    def vector(self) -> tuple[float, ...]:
        return (self.recall, self.likeness, self.length, self.relations, self.extent)


class Reference:
    """A text that an answer is compared with: a reference answer, or key points joined."""

    def __init__(self, text: str, question_stems: frozenset[str]) -> None:
        text = text[:_MAX_REFERENCE_CHARACTERS]
        self.sentences = [content_stems(sentence) for sentence in sentences(text)]
        self.words = words(text)
        counts = Counter(s for sentence in self.sentences for s in sentence)
        self.weights = {
            s: (QUESTION_WEIGHT if s in question_stems else 1.0) * (1.0 + math.log(n))
            for s, n in counts.items()
        }
        self.question_stems = question_stems

    def __bool__(self) -> bool:
        return bool(self.weights)


class Answer:
    """An answer, without repetitions, and the sentences of it that are about the rubric."""

    def __init__(self, text: str, rubric_texts: Iterable[str], question: str) -> None:
        question_words = words(question)
        self.question_stems = frozenset(stem(w) for w in question_words if is_content(w))
        rubric_words = [w for t in rubric_texts for w in words(t[:_MAX_REFERENCE_CHARACTERS])]
        rubric_stems = {stem(w) for w in rubric_words if is_content(w)}
        every = [words(sentence) for sentence in sentences(text)]
        distinct, self.repeated_words = _without_repetitions(every)
        self.all_words = [w for sentence in distinct for w in sentence]
        self.index = AnswerWords(self.all_words, [*rubric_words, *question_words])
        self._wanted = rubric_stems - self.question_stems or rubric_stems
        hits = {stem_of_answer for s in sorted(self._wanted) for stem_of_answer in self._hit(s)}
        found = [
            len({self.index.stems[w] for w in sentence if w in self.index.stems} & hits)
            for sentence in distinct
        ]
        relevant = [s for s, n in zip(distinct, found, strict=True) if n]
        self.sentences = relevant or distinct
        self.relevant_words = sum(len(s) for s in relevant)
        self.counted_words = sum(
            min(len(s), _WORDS_OF_A_SENTENCE + _WORDS_PER_MATCH * n)
            for s, n in zip(distinct, found, strict=True)
            if n or not relevant
        )

    def _hit(self, wanted: str) -> tuple[str, ...]:
        strength, found = self.index.find(wanted)
        return (found,) if strength and found else ()

    def content_words(self, without: Set[str]) -> list[str]:
        """Distinct content words of the relevant sentences, the stems ``without`` left out."""
        distinct = dict.fromkeys(w for sentence in self.sentences for w in sentence)
        return [w for w in distinct if is_content(w) and self.index.stems.get(w, w) not in without]


def _without_repetitions(every: Sequence[Sequence[str]]) -> tuple[list[list[str]], int]:
    """Sentences without the words that stand in a row of four that was there before."""
    flat = [word for sentence in every for word in sentence][:_MAX_WORDS]
    seen: set[tuple[str, ...]] = set()
    repeated = bytearray(len(flat))
    for i in range(len(flat) - _REPEAT + 1):
        row = tuple(flat[i : i + _REPEAT])
        if row in seen:
            repeated[i : i + _REPEAT] = b"\1" * _REPEAT
        seen.add(row)
    distinct: list[list[str]] = []
    known: set[tuple[str, ...]] = set()
    start = 0
    for sentence in every:
        kept = [w for w, r in zip(sentence, repeated[start:], strict=False) if not r]
        start += len(sentence)
        if kept and tuple(kept) not in known:
            known.add(tuple(kept))
            distinct.append(kept)
    return distinct, len(flat) - sum(map(len, distinct))


def coverage(answer: Answer, reference: Reference) -> float:
    """The weighted share of the reference's stems found in the answer, 0 to 1."""
    total = math.fsum(reference.weights.values())
    if not total:
        return 0.0
    found = (weight * answer.index.find(s)[0] for s, weight in reference.weights.items())
    return math.fsum(found) / total


def measure(answer: Answer, reference: Reference) -> Features:
    low, high = _LENGTH_RATIO_RANGE
    ratio = math.log((1 + answer.counted_words) / (1 + len(reference.words)))
    return Features(
        recall=math.sqrt(coverage(answer, reference)),
        likeness=math.sqrt(_likeness(answer, reference)),
        length=max(low, min(high, ratio)),
        relations=math.sqrt(_relations(answer, reference)),
        extent=math.log(1 + len(reference.weights)),
    )


def _likeness(answer: Answer, reference: Reference) -> float:
    wanted = [w for w in dict.fromkeys(reference.words) if is_content(w)]
    new = [w for w in wanted if stem(w) not in reference.question_stems]
    given = reference.question_stems if new else frozenset()
    return _cosine(_grams(answer.content_words(given)), _grams(new or wanted))


def _grams(distinct_words: Sequence[str]) -> Counter[str]:
    grams: Counter[str] = Counter()
    for word in distinct_words[:_MAX_GRAM_WORDS]:
        padded = f"#{word}#"
        for n in (3, 4, 5):
            grams.update([padded[i : i + n] for i in range(len(padded) - n + 1)])
    return grams


def _cosine(left: Counter[str], right: Counter[str]) -> float:
    if not left or not right:
        return 0.0
    shared = math.fsum(_damped(left[g]) * _damped(n) for g, n in right.items() if g in left)
    return min(1.0, shared / (_norm(left) * _norm(right)))


def _damped(count: int) -> float:
    return 1.0 + math.log(count)


def _norm(grams: Counter[str]) -> float:
    sizes = Counter(grams.values())
    return math.sqrt(math.fsum(n * _damped(count) ** 2 for count, n in sizes.items()))


def _relations(answer: Answer, reference: Reference) -> float:
    """Neighbours in the reference that stay near each other in the answer, in either order."""
    alias = {}
    for wanted in reference.weights:
        strength, found = answer.index.find(wanted)
        if strength and found:
            alias[found] = wanted
    wanted_pairs = _pairs(reference.sentences, _PAIR_WINDOW_REFERENCE)
    total = math.fsum(reference.weights[a] + reference.weights[b] for a, b in wanted_pairs)
    if not total:
        return 0.0
    stems = answer.index.stems
    sequences = [
        [alias.get(stems.get(w, ""), "") for w in sentence if is_content(w)]
        for sentence in answer.sentences
    ]
    near = _pairs(sequences, _PAIR_WINDOW_ANSWER)
    found_pairs = (p for p in wanted_pairs if p in near)
    return math.fsum(reference.weights[a] + reference.weights[b] for a, b in found_pairs) / total


def _pairs(sequences: Iterable[Sequence[str]], window: int) -> dict[tuple[str, str], None]:
    pairs: dict[tuple[str, str], None] = {}
    for sequence in sequences:
        for i, first in enumerate(sequence):
            if not first:
                continue
            for second in sequence[i + 1 : i + 1 + window]:
                if second and second != first:
                    pairs[(first, second) if first < second else (second, first)] = None
    return pairs
