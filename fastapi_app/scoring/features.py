"""The numbers an answer is judged by: few, each of them explainable in one sentence.

A word of the reference counts once, wherever the answer says it, and its order within one sentence:
saying things again is worth little. Length counts only in sentences about the question, within what
their words of the rubric and their vocabulary allow: padding is worth little.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from scoring.matching import PREFIX_OR_ONE_EDIT, AnswerWords
from scoring.sentences import phrases, sentences
from scoring.word_lists import COMMON_WORDS
from scoring.words import content_stems, is_content, stem, words

QUESTION_WEIGHT = 0.2
"""A word that the question already gave away counts little."""
_NUMBER_WEIGHT = 1.6  # a number is right or wrong; a word may have another in its place

_MAX_WORDS = 6_000
_MAX_REFERENCE_CHARACTERS = 20_000
_MAX_GRAM_WORDS = 2_500
_MAX_KEPT_CHARACTERS = 800
_MAX_KNOWN_CHARACTERS = 4_000
_REPEAT = 8  # words in a row that were there before are a repetition
_WORDS_OF_A_SENTENCE = 3
_WORDS_PER_MATCH = 4
_TEXT_PER_VOCABULARY, _VOCABULARY_GROWTH = 0.8, 1.3
"""Heaps' law turned round: a text of V different words has some V^1.3 words, and 94 in 100
of the tuning sets' answers stay below this bound. More is the same words in new orders."""
_FEW_TELLING = 4
_WORDS_PER_TELLING = 25
_TERSE = 1.5  # an answer needs more words than the key points it covers
_LENGTH_RATIO_RANGE = (-3.0, 0.2)


@dataclass(frozen=True, slots=True)
class Relation:
    """What it takes to say that a text is not about the question.

    ``few``, ``many``     words: from few on one can tell, from many on for sure
    ``telling``, ``none`` share of the telling words that a text has to have for each doubling of
                          its length, from so many words on
    """

    few: int
    many: int
    telling: float
    none: int

    def certainty(self, words: int) -> float:
        """0 to 1."""
        return min(1.0, max(0.0, (words - self.few) / (self.many - self.few)))

    def variety(self, share_found: float, words: int) -> float:
        """0 to 1, less where the telling words are always the same few: a log in which every line
        has "request"."""
        enough = self.telling * math.log2(max(1, words) / self.none)
        return 1.0 if share_found >= enough else share_found / enough


BY_REFERENCE = Relation(few=60, many=112, telling=0.04, none=24)
"""People give points to short answers in quite different words."""
BY_POINTS = Relation(few=15, many=60, telling=0.06, none=16)
"""Key points are what an answer has to speak of. 98 in 100 right answers of 50 words and more have
as many of the telling words; of unrelated texts that have some in their sentences one in 20 has."""


@dataclass(frozen=True, slots=True)
class Features:
    """
    ``recall``      root of the weighted share of the reference's stems that the answer has, 0-1
    ``likeness``    root of the cosine of character 3-5-grams inside words, 0-1
    ``length``      ln((1 + relevant words of the answer) / (1 + words of the reference))
    ``order``       share of the reference's content words, those that the question gave away left
                    out, that a sentence of the answer has in the order of a phrase, 0-1
    ``wording``     root of the same share of all its words, little ones and given ones too, 0-1
    ``stray_words`` distinct words of an answer of which no sentence is about the rubric, 0 for
                    every other; not weighed
    ``about``       share of its words in sentences that have their share of the rubric's and the
                    question's telling words, 0-1, nearer to 1 the fewer it has; not weighed
    ``denied``      how much is denied of the clauses it speaks of, on the average, 0-1; not weighed
    """

    recall: float
    likeness: float
    length: float
    order: float
    wording: float
    stray_words: int
    about: float = 1.0
    denied: float = 0.0

    def weighed(self) -> tuple[float, ...]:
        return (self.recall, self.likeness, self.length, self.order, self.wording)


class Phrase(NamedTuple):
    """Words in a row, and how often each of them is in it."""

    words: Sequence[str]
    counts: Mapping[str, int]


class Reference:
    """A text that an answer is compared with: a reference answer, or key points joined."""

    def __init__(
        self, text: str, question_stems: frozenset[str], *, is_terse: bool = False
    ) -> None:
        text = text[:_MAX_REFERENCE_CHARACTERS]
        self.words = words(text)
        self.expected_words = len(self.words) * (_TERSE if is_terse else 1.0)
        stems = Counter(s for sentence in sentences(text) for s in content_stems(sentence))
        self.weights = {
            s: _weight(s, given=s in question_stems) * (1.0 + math.log(n)) for s, n in stems.items()
        }
        self.question_stems = question_stems

        wanted = [w for w in dict.fromkeys(self.words) if is_content(w)]
        new = [w for w in wanted if stem(w) not in question_stems]
        self.telling_words = new or wanted
        self.given = question_stems if new else frozenset()
        every = phrases(text)
        self.phrases = [Phrase(phrase, Counter(phrase)) for phrase in every]
        telling = (
            [s for s in map(stem, phrase) if s in self.weights and s not in self.given]
            for phrase in every
        )
        self.telling_phrases = [Phrase(phrase, Counter(phrase)) for phrase in telling]

    @cached_property
    def grams(self) -> Counter[str]:
        return _grams(self.telling_words)

    @cached_property
    def norm_of_grams(self) -> float:
        return _norm(self.grams)


def _weight(wanted: str, *, given: bool) -> float:
    number = _NUMBER_WEIGHT if any(c.isdigit() for c in wanted) else 1.0
    return number * (QUESTION_WEIGHT if given else 1.0)


def reference_of(text: str, question_stems: frozenset[str], *, is_terse: bool = False) -> Reference:
    """The Reference of a text; of the usual short ones the latest are kept ready."""
    if len(text) > _MAX_KEPT_CHARACTERS:
        return Reference(text, question_stems, is_terse=is_terse)
    return _kept_reference(text, question_stems, is_terse)


@lru_cache(maxsize=400)
def _kept_reference(text: str, question_stems: frozenset[str], is_terse: bool) -> Reference:
    return Reference(text, question_stems, is_terse=is_terse)


class _KnownWords(NamedTuple):
    """The distinct words of texts, and the stems of those that say something."""

    words: tuple[str, ...]
    stems: frozenset[str]


def _known_words(texts: Iterable[str]) -> _KnownWords:
    cut = tuple(text[:_MAX_REFERENCE_CHARACTERS] for text in texts)
    is_short = sum(map(len, cut)) <= _MAX_KNOWN_CHARACTERS
    return _kept_known_words(cut) if is_short else _distinct_words(cut)


@lru_cache(maxsize=128)
def _kept_known_words(texts: tuple[str, ...]) -> _KnownWords:
    """Many answers are compared with the same rubric."""
    return _distinct_words(texts)


def _distinct_words(texts: Iterable[str]) -> _KnownWords:
    distinct = dict.fromkeys(word for text in texts for word in words(text))
    return _KnownWords(tuple(distinct), frozenset(map(stem, filter(is_content, distinct))))


class Answer:
    """An answer without repetitions, and those of its sentences that are about the rubric.

    ``words`` are all of them in order, ``repeated_words`` how many were left out before,
    ``relevant_words`` how many stand in ``sentences`` about the rubric (0 where none is: then
    ``sentences`` are all), and ``counted_words`` how many of these count as length. ``left_out``
    words of the text were dropped before: they make no answer shorter, hence better.
    ``share_about`` of all words, 0 to 1, stand in sentences with enough telling words.
    """

    def __init__(
        self, text: str, rubric_texts: Iterable[str], question: str, *, left_out: int = 0
    ) -> None:
        self.text, self.question = text, question
        asked = _distinct_words((question,))
        expected = _known_words(rubric_texts)
        self.question_stems, self._rubric_stems = asked.stems, expected.stems
        every = [words(sentence) for sentence in sentences(text)]
        distinct, self.repeated_words = _without_repetitions(every)
        self.words = [w for sentence in distinct for w in sentence]
        self.left_out = left_out
        self._grams: dict[frozenset[str], Counter[str]] = {}
        self.index = AnswerWords(self.words, [*expected.words, *asked.words])
        self._keep_relevant(distinct)
        self._words_in_all = sum(map(len, distinct)) + left_out
        self.share_about, self._telling_found = self._find_telling(distinct)

    def _keep_relevant(self, every: Sequence[list[str]]) -> None:
        topic = sorted(self._rubric_stems | self.question_stems)
        hits = {self.index.find(s)[1] for s in topic} - {""}
        shared = [self._stems(sentence) & hits for sentence in every]
        about = [_is_about_rubric(common, self.question_stems) for common in shared]
        self.is_on_topic = any(about)
        kept = [
            (sentence, common)
            for sentence, common, is_about in zip(every, shared, about, strict=True)
            if is_about or not self.is_on_topic
        ]
        self.sentences = [sentence for sentence, _ in kept]
        self.relevant_words = sum(map(len, self.sentences)) if self.is_on_topic else 0
        self.counted_words = _countable(kept)

    def about(self, relation: Relation) -> float:
        """The share of all words that stand in sentences with enough telling words, 0 to 1; the
        fewer words there are, the nearer to 1."""
        certainty = relation.certainty(self._words_in_all)
        variety = relation.variety(self._telling_found, self._words_in_all)
        return 1.0 - certainty * (1.0 - variety * self.share_about)

    def _find_telling(self, every: Sequence[list[str]]) -> tuple[float, float]:
        """The share of the words in sentences with enough telling words, and of the telling words
        that there are."""
        known = self._rubric_stems | self.question_stems
        telling = {s for s in known if s not in _common_stems() and len(s) > 1}
        wanted = sorted(telling if len(telling) >= _FEW_TELLING else known)
        if self._words_in_all <= min(BY_REFERENCE.few, BY_POINTS.few) or not wanted:
            return 1.0, 1.0  # too short to tell
        found_as = [
            {o for o, strength in self.index.matches(s).items() if strength >= PREFIX_OR_ONE_EDIT}
            for s in wanted
        ]
        found = set().union(*found_as)
        words_about = sum(len(s) for s in every if self._has_enough(s, found))
        return words_about / self._words_in_all, sum(map(bool, found_as)) / len(wanted)

    def _has_enough(self, sentence: Sequence[str], found: Set[str]) -> bool:
        hits = sum(self.index.stems.get(word) in found for word in sentence)
        return hits >= max(1.0, len(sentence) / _WORDS_PER_TELLING)

    def _stems(self, sentence: Iterable[str]) -> set[str]:
        return {self.index.stems[w] for w in sentence if w in self.index.stems}

    def has(self, wanted: str) -> float:
        """How well a stem of the rubric is found, 0 to 1."""
        return self.index.find(wanted)[0]

    def matched_share(self) -> float:
        """The share of its distinct words that are words of the rubric, 0 to 1."""
        distinct = dict.fromkeys(self.words)
        hits = sum(self.index.stems.get(w, "") in self._rubric_stems for w in distinct)
        return hits / len(distinct) if distinct else 0.0

    def content_words(self, without: Set[str]) -> list[str]:
        """Distinct content words of the relevant sentences, the stems ``without`` left out."""
        distinct = dict.fromkeys(w for sentence in self.sentences for w in sentence)
        return [w for w in distinct if is_content(w) and self.index.stems.get(w, w) not in without]

    def grams(self, without: frozenset[str]) -> Counter[str]:
        """Of its content words; the same for every reference that takes as much as given."""
        if without not in self._grams:
            self._grams[without] = _grams(self.content_words(without))
        return self._grams[without]


def _countable(kept: Sequence[tuple[Sequence[str], Set[str]]]) -> float:
    """How many words of sentences, each with the words of the rubric in it, count as length.

    A sentence's distinct words, as far as its words of the rubric allow; over all sentences no
    more than so few different words make.
    """
    by_sentence = sum(
        min(len(set(sentence)), _WORDS_OF_A_SENTENCE + _WORDS_PER_MATCH * len(hits))
        for sentence, hits in kept
    )
    vocabulary = len({word for sentence, _ in kept for word in sentence})
    usual = _TEXT_PER_VOCABULARY * math.pow(vocabulary, _VOCABULARY_GROWTH)
    return min(by_sentence, max(vocabulary, usual))


@lru_cache(maxsize=1)
def _common_stems() -> frozenset[str]:
    return frozenset(stem(word) for word in COMMON_WORDS)


def _is_about_rubric(hits: Set[str], question_stems: Set[str]) -> bool:
    """Two words in common with rubric or question, or a telling one in common with the rubric."""
    return len(hits) >= 2 or not hits <= _common_stems() | question_stems


def _without_repetitions(every: Sequence[Sequence[str]]) -> tuple[list[list[str]], int]:
    """Sentences without the words that stand in a row of eight that was there before."""
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
        kept = [
            w
            for w, r in zip(sentence, repeated[start : start + len(sentence)], strict=False)
            if not r
        ]
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
    found = (weight * answer.has(s) for s, weight in reference.weights.items())
    return math.fsum(found) / total


def measure(answer: Answer, reference: Reference) -> Features:
    low, high = _LENGTH_RATIO_RANGE
    ratio = math.log((1 + answer.counted_words) / (1 + reference.expected_words))
    return Features(
        recall=math.sqrt(coverage(answer, reference)),
        likeness=math.sqrt(_likeness(answer, reference)),
        length=max(low, min(high, ratio)),
        order=_said_in_order(_rubric_stems(answer, reference), reference.telling_phrases),
        wording=math.sqrt(_said_in_order(answer.sentences, reference.phrases)),
        about=answer.about(BY_REFERENCE),
        stray_words=0 if answer.is_on_topic else answer.left_out + len(set(answer.words)),
    )


def _likeness(answer: Answer, reference: Reference) -> float:
    """The cosine of both, 0 to 1."""
    left, right = answer.grams(reference.given), reference.grams
    if not left or not right:
        return 0.0
    shared = math.fsum(_damped(left[g]) * _damped(right[g]) for g in left.keys() & right.keys())
    return min(1.0, shared / (_norm(left) * reference.norm_of_grams))


def _grams(distinct_words: Sequence[str]) -> Counter[str]:
    return Counter(chain.from_iterable(map(_grams_of, distinct_words[:_MAX_GRAM_WORDS])))


@lru_cache(maxsize=4096)
def _grams_of(word: str) -> tuple[str, ...]:
    padded = f"#{word}#"
    return tuple(padded[i : i + n] for n in (3, 4, 5) for i in range(len(padded) - n + 1))


@lru_cache(maxsize=256)
def _damped(count: int) -> float:
    return 1.0 + math.log(count)


def _norm(grams: Counter[str]) -> float:
    sizes = Counter(grams.values())
    return math.sqrt(math.fsum(n * _damped(count) ** 2 for count, n in sizes.items()))


def _rubric_stems(answer: Answer, reference: Reference) -> list[list[str]]:
    """The stems of the reference that each sentence of the answer has, in its order."""
    found_as = {answer.index.find(s)[1]: s for s in reference.weights}
    found_as.pop("", None)
    stems = answer.index.stems
    return [
        [found_as[stems[word]] for word in sentence if stems.get(word) in found_as]
        for sentence in answer.sentences
    ]


def _said_in_order(given: Sequence[Sequence[str]], wanted: Sequence[Phrase]) -> float:
    """The share of what was wanted that is in the longest common subsequences, each phrase with the
    sentence that suits it best, 0 to 1: people may make their points in any order."""
    total = sum(len(phrase.words) for phrase in wanted)
    known = [(sentence, frozenset(sentence)) for sentence in given]
    common = 0
    for phrase in wanted:
        most = 0
        for sentence, distinct in known:
            if not distinct.isdisjoint(phrase.counts):
                most = max(most, _in_order(sentence, phrase, most))
        common += most
    return common / total if total else 0.0


def _in_order(sentence: Sequence[str], phrase: Phrase, least: int) -> int:
    """Each word only as often as it is wanted, the first time it comes: a sentence that repeats
    words in ever new orders would hit upon the right one. 0 if it is no more than ``least``."""
    shared = [word for word in sentence if word in phrase.counts]
    if len(shared) <= least:
        return 0
    left = dict(phrase.counts)
    kept: list[str] = []
    for word in shared:
        if left[word]:
            left[word] -= 1
            kept.append(word)
    return LCSseq.similarity(kept, phrase.words)
