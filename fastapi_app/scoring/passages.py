"""Where an answer speaks of a point: within a few neighbouring sentences, never collected from all
over the text."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from scoring.features import Reference
from scoring.matching import AnswerWords
from scoring.propositions import Said, said_in
from scoring.sentences import sentence_spans
from scoring.words import words

_MAX_SENTENCES = 3
_DISTANCE = 0.05
"""What a further sentence has to add to a passage to be worth it."""


@dataclass(frozen=True)
class Sentence:
    """``start`` and ``end`` are characters of the text."""

    text: str
    start: int
    end: int

    @cached_property
    def said(self) -> list[Said]:
        """Taken apart only once: it may be the closest one to many points."""
        return said_in(self.text)


@dataclass(frozen=True, slots=True)
class Passage:
    """``coverage`` is the weighted share of the point's stems that are in these neighbouring
    sentences, 0 to 1."""

    coverage: float
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        return " … ".join(sentence.text for sentence in self.sentences)


class Passages:
    """The sentences of an answer, found by the words in them."""

    def __init__(self, text: str, index: AnswerWords) -> None:
        self.sentences = [Sentence(text[a:b], a, b) for a, b in sentence_spans(text)]
        self._index = index
        self._places: dict[str, list[int]] = {}
        for number, sentence in enumerate(self.sentences):
            for word in dict.fromkeys(words(sentence.text)):
                known = index.stems.get(word)
                if known is not None:
                    self._places.setdefault(known, []).append(number)

    def closest(self, point: Reference) -> Passage | None:
        """The passage that says most of the point; None where no sentence has a word of it."""
        found = self._found(point)
        total = math.fsum(point.weights.values())
        best: tuple[float, int, int] | None = None
        for first in sorted(found):
            strengths: dict[str, float] = {}
            for last in range(first, first + _MAX_SENTENCES):
                for known, strength in found.get(last, {}).items():
                    strengths[known] = max(strength, strengths.get(known, 0.0))
                if last not in found:
                    continue
                share = math.fsum(point.weights[k] * s for k, s in strengths.items()) / total
                worth = share - _DISTANCE * (last - first)
                if best is None or worth > best[0] + 1e-9:
                    best = (worth, first, last)
        if best is None:
            return None
        worth, first, last = best
        return Passage(worth + _DISTANCE * (last - first), tuple(self.sentences[first : last + 1]))

    def _found(self, point: Reference) -> Mapping[int, dict[str, float]]:
        """By sentence: the stems of the point in it, and how well they are found."""
        found: dict[int, dict[str, float]] = {}
        for wanted in point.weights:
            for known, strength in self._index.matches(wanted).items():
                for number in self._places.get(known, ()):
                    here = found.setdefault(number, {})
                    here[wanted] = max(strength, here.get(wanted, 0.0))
        return found
