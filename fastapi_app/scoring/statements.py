"""An answer, or a rubric's point, taken apart into clauses in which each word knows whether it is
negated.

A negation reaches to the end of its clause. "Not only" and "nothing but" negate nothing; a negation
with nothing after it ("but they don't") takes back the clause before.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from scoring.expressions import in_one_word
from scoring.words import is_content, stem, words

# Not the parentheses of "O(n)".
_BOUNDARY = re.compile(r"[,;:\[\]{}\"—–?!]|(?<!\w)\(|\.(?=\s|$)|\s-\s|\n|->|=>|→")
NEGATIONS = frozenset(
    "insteadof not no never without cannot nor neither nobody nothing nowhere hardly barely "
    "scarcely rarely seldom unable lack lacks lacking fail fails failed refuse refuses".split()
)
PREVENTING = frozenset(
    "prevent avoid forbid prohibit disallow exclude eliminate preclude prevents avoids forbids "
    "prohibits disallows excludes eliminates precludes prevented avoided forbidden prohibited "
    "disallowed excluded eliminated preventing avoiding forbidding".split()
)
"""They negate what follows, and are something that is said."""
_REACH = 3  # content words
_SUBJECTS = frozenset(("nothing", "nobody", "neither", "none"))
"""What they do is negated, and no more."""
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being|gets?|got) (?:\w+ly )?(?:not )?\w+(?:ed|en|t)\b"
)
_STARTS_CLAUSE = frozenset(
    "but because so while whereas although though if when whenever unless until which since where "
    "whether otherwise however instead yet".split()
)
_CONDITIONS = frozenset("if unless without when whenever otherwise suppose although though".split())
_MISBELIEFS = re.compile(
    r"\b(?:people|many|some|others|beginners|everyone|one|you|they|candidates|most|textbooks?)"
    r" (?:\w+ )?(?:think|believe|assume|say|claim|expect|imagine|suppose|suspect|fear)s?\b"
    r"|\b(?:myth|misconception|misbelief|wrong to|false to|incorrect to|mistake to think"
    r"|contrary to|would think|might think|might expect|not true that|not the case that|untrue"
    r"|no truth)\b"
)
_NOT_NEGATING = re.compile(
    r"\bnot (?:only|just|merely|simply|solely|necessarily|least)\b|\bnothing (?:but|other than)\b"
    r"|\bno (?:matter|doubt|wonder|sooner|problem)\b|\bcan not but\b|\bwhy not\b"
    r"|\bif not\b|\bor not\b|\bno longer than\b|\b(?:not|no) (?:\w+ ){0,2}more than\b"
)
_FOLLOWS_LIMIT = re.compile(
    r"(?:have to|need to|needs to|required to|supposed to|mean|imply|say|prove|make it|about|all"
    r"|every|everything|always|each)\b"
)
_POSSIBLY = frozenset("need may might".split())
_LONGEST_ADVICE = 4  # words before "not"
_ADVISERS = frozenset("i we you people".split())
_ADVISING = frozenset("do would should must will can d".split())
_LEADING = frozenset("and but so then also just please".split())
_PLACES, _ARTICLES = frozenset("in inside on at for".split()), frozenset("a an the".split())
_CONTRASTS = frozenset("unlike contrary except".split())
_NAMES_ONLY = 3
_TURNS_BACK = frozenset("but however yet actually in really instead though".split())
_CODE_NONE = re.compile(r"(?<=\w )None\b|`None")
_NAMES_WITH_NOT = re.compile(r"\bNOT (NULL|IN|EXISTS|LIKE|BETWEEN)\b")
_KEYWORDS = re.compile(r"\b(WHERE|HAVING|WHEN|ON)\b(?=[^A-Z]{0,40}[a-z])")
"""In capitals among small letters they are what a sentence is about, not its grammar."""
_AFTER_CONNECTIVE = 3
_MAX_WORDS = 1_000
"""Of one sentence: each is compared with each word of every point."""


@dataclass(frozen=True, slots=True, eq=False)  # each is itself; comparing them takes time
class Word:
    """``place`` is its place in the sentence, punctuation and negations left out."""

    text: str
    stem: str
    place: int
    negation: int  # which of the sentence's negations reaches it, from 1; 0: none
    is_limited: bool  # the negation is one of a condition, of necessity or of advice
    clause: int  # which of the sentence's clauses it is in

    @property
    def is_negated(self) -> bool:
        return self.negation > 0


@dataclass(frozen=True, slots=True)
class Clause:
    """Content words, and what is said about them as a whole.

    A ``is_condition`` says when something holds; ``is_rejected`` is what others are said to
    believe, or is taken back by what follows.
    """

    words: tuple[Word, ...]
    every: tuple[str, ...]
    is_condition: bool = False
    is_rejected: bool = False
    has_negation: bool = False
    condition: tuple[Word, ...] = ()

    @property
    def is_passive(self) -> bool:
        said = " ".join(self.every)
        return " by " in said or bool(_PASSIVE.search(said))


def clauses_of(sentence: str) -> tuple[Clause, ...]:
    return _kept(sentence) if len(sentence) <= 400 else _take_apart(sentence)


@lru_cache(maxsize=2048)
def _kept(sentence: str) -> tuple[Clause, ...]:
    return _take_apart(sentence)


def _take_apart(sentence: str) -> tuple[Clause, ...]:
    negations = NEGATIONS if _CODE_NONE.search(sentence) else NEGATIONS | {"none"}
    pieces = [
        found
        for piece in _BOUNDARY.split(
            _KEYWORDS.sub(r"\1keyword", _NAMES_WITH_NOT.sub(r"\1", sentence))
        )
        for found in _at_connectives(in_one_word(words(piece)))
    ]
    reader = _Reader(negations)
    for piece in pieces:
        reader.read(piece)
    return tuple(reader.clauses)


class _Reader:
    """Reads a sentence piece by piece: which words each negation reaches."""

    def __init__(self, negations: frozenset[str]) -> None:
        self.clauses: list[Clause] = []
        self._negations = negations
        self._count = self._place = 0
        self._is_believed = False

    def read(self, whole: Sequence[str]) -> None:
        piece = whole[: max(0, _MAX_WORDS - self._place)]
        before = self._count
        kept, ends_in_negation = self._words(piece)
        if ends_in_negation and self.clauses and len(kept) <= 1:
            self.clauses[-1] = replace(self.clauses[-1], is_rejected=True)
        if not kept:
            return
        misbelief = bool(_MISBELIEFS.search(" ".join(piece)))
        self.clauses.append(
            Clause(
                tuple(kept),
                tuple(piece),
                is_condition=piece[0] in _CONDITIONS,
                is_rejected=misbelief
                or (self._is_believed and piece[0] not in _TURNS_BACK)
                or (piece[0] in _CONTRASTS and len(kept) <= _NAMES_ONLY),
                has_negation=self._count > before,
            )
        )
        self._is_believed = misbelief

    def _words(self, piece: Sequence[str]) -> tuple[list[Word], bool]:
        """The content words, and whether a negation comes last."""
        neutral = _places_not_negating(" ".join(piece), piece)
        kept: list[Word] = []
        current = reach = since = 0
        is_limited = ends_in_negation = False
        for i, word in enumerate(piece):
            is_less = word == "less" and piece[i + 1 : i + 2] not in ([], ["than"], ["or"])
            if (word in self._negations or is_less) and i not in neutral:
                is_doubled = bool(current) and since < 2
                self._count += 1
                current = 0 if is_doubled else self._count
                since = 0
                reach = 1 if is_less or word in _SUBJECTS else _REACH
                is_limited = _is_limited(piece, i)
                ends_in_negation = True
                continue
            if word in ("and", "but"):
                current = 0
            if is_content(word) and i not in neutral:
                kept.append(
                    Word(word, stem(word), self._place, current, is_limited, len(self.clauses))
                )
                ends_in_negation = False
                reach -= 1
                since += 1
                if reach <= 0:
                    current = 0
            if word in PREVENTING and i not in neutral:
                self._count += 1
                current, reach, is_limited = 0 if current else self._count, _REACH, False
            self._place += 1
        return kept, ends_in_negation


def _is_limited(piece: Sequence[str], at: int) -> bool:
    """Whether the negation is one of a condition ("if it is not locked"), of necessity, of a
    conclusion ("does not mean") or of advice ("never lock it"): what it reaches may well be so."""
    if piece[0] in _CONDITIONS or "without" in piece or not _CONTRASTS.isdisjoint(piece[:at]):
        return True
    if at and piece[at - 1] in _POSSIBLY:
        return True
    if _FOLLOWS_LIMIT.match(" ".join(piece[at + 1 : at + 3])):
        return True
    return _is_advice(piece[:at])


def _is_advice(before: Sequence[str]) -> bool:
    """Whether "not" after these words advises: "so do not", "I would not", "in a loop do not"."""
    own = before[1:] if before and before[0] in _LEADING else before
    if not before or own == ["do"]:
        return True
    if len(before) > _LONGEST_ADVICE or before[-1] not in _ADVISING:
        return False
    if any(word in _ADVISERS and 2 <= len(before) - i <= 3 for i, word in enumerate(before[:2])):
        return True
    is_of_place = len(before) == _LONGEST_ADVICE and before[0] in _PLACES and before[1] in _ARTICLES
    return is_of_place and before[-1] == "do"


@lru_cache(maxsize=32)
def stems_of(text: str) -> frozenset[str]:
    """The stems of the content words of a text, expressions in one word."""
    return frozenset(stem(word) for word in in_one_word(words(text)) if is_content(word))


def _at_connectives(found: Sequence[str]) -> list[list[str]]:
    """Cut before a connective that has enough words around it to stand between two clauses."""
    pieces: list[list[str]] = [[]]
    for i, word in enumerate(found):
        long_enough = len(pieces[-1]) >= _AFTER_CONNECTIVE and len(found) - i > _AFTER_CONNECTIVE
        if pieces[-1] and (word in _STARTS_CLAUSE or (word in ("and", "or") and long_enough)):
            pieces.append([])
        pieces[-1].append(word)
    return [piece for piece in pieces if piece]


def _places_not_negating(said: str, piece: Sequence[str]) -> frozenset[int]:
    found: set[int] = set()
    if "not" not in piece and "no" not in piece and "nothing" not in piece:
        return frozenset()
    for match in _NOT_NEGATING.finditer(said):
        first = said.count(" ", 0, match.start())
        found.update(range(first, first + match.group().count(" ") + 1))
    return frozenset(found)
