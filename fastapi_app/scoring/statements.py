"""An answer, or a rubric's point, taken apart into clauses in which each word knows whether it is
negated.

A negation reaches to the end of its clause. "Not only" and "nothing but" negate nothing; a negation
with nothing after it ("but they don't") takes back the clause before.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from scoring import lexicon
from scoring.text import is_content, stem, words

# Not the parentheses of "O(n)".
_BOUNDARY = re.compile(r"[,;:\[\]{}\"—–?!]|(?<!\w)\(|\.(?=\s|$)|\s-\s|\n|->|=>|→")
_NEGATIONS = frozenset(
    "insteadof not no never without cannot nor neither nobody nothing nowhere hardly barely "
    "scarcely rarely seldom unable lack lacks lacking fail fails failed refuse refuses".split()
)
_PREVENTING = frozenset(
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
_TURNS_BACK = frozenset("but however yet actually in really instead though".split())
_CODE_NONE = re.compile(r"(?<=\w )None\b|`None")
_NAMES_WITH_NOT = re.compile(r"\bNOT (NULL|IN|EXISTS|LIKE|BETWEEN)\b")
_AFTER_CONNECTIVE = 3


@dataclass(frozen=True, slots=True, eq=False)  # each is itself; comparing them takes time
class Word:
    """``place`` is its place in the sentence, punctuation left out."""

    text: str
    stem: str
    place: int
    negation: int  # which of the sentence's negations reaches it, from 1; 0: none

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
    is_joined: bool = False

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
    negations = _NEGATIONS if _CODE_NONE.search(sentence) else _NEGATIONS | {"none"}
    pieces = [
        found
        for piece in _BOUNDARY.split(_NAMES_WITH_NOT.sub(r"\1", sentence))
        for found in _at_connectives(in_one_word(words(piece)))
    ]
    clauses: list[Clause] = []
    count = place = 0
    believed = False
    for piece in pieces:
        said = " ".join(piece)
        neutral = _places_not_negating(said, piece)
        kept: list[Word] = []
        current = reach = since = 0
        has_negation = empty = False
        for i, word in enumerate(piece):
            is_less = word == "less" and piece[i + 1 : i + 2] not in ([], ["than"], ["or"])
            if (word in negations or is_less) and i not in neutral:
                doubled = current and since < 2
                count += 1
                current = 0 if doubled else count
                since = 0
                reach = 1 if is_less or word in _SUBJECTS else _REACH
                has_negation = empty = True
                continue
            if word in ("and", "but"):
                current = 0
            if is_content(word) and i not in neutral:
                kept.append(Word(word, stem(word), place, current))
                empty = False
                reach -= 1
                since += 1
                if reach <= 0:
                    current = 0
            if word in _PREVENTING and i not in neutral:
                count += 1
                current, reach = count, _REACH
                has_negation = True
            place += 1
        if empty and clauses and len(kept) <= 1:
            clauses[-1] = replace(clauses[-1], is_rejected=True)
        if kept:
            misbelief = bool(_MISBELIEFS.search(said))
            clauses.append(
                Clause(
                    tuple(kept),
                    tuple(piece),
                    is_condition=piece[0] in _CONDITIONS,
                    is_rejected=misbelief or (believed and piece[0] not in _TURNS_BACK),
                    has_negation=has_negation,
                )
            )
            believed = misbelief
    return tuple(clauses)


def stems_of(text: str) -> frozenset[str]:
    """The stems of the content words of a text, expressions in one word."""
    return frozenset(stem(word) for word in in_one_word(words(text)) if is_content(word))


def in_one_word(found: Sequence[str]) -> list[str]:
    """Expressions of several words become the one that says the same: "at once"."""
    kept: list[str] = []
    table, longest = _expressions()
    i = 0
    while i < len(found):
        for size in range(min(longest.get(found[i], 1), len(found) - i), 1, -1):
            if (word := table.get(tuple(found[i : i + size]))) is not None:
                kept.append(word)
                i += size
                break
        else:
            kept.append(found[i])
            i += 1
    return kept


@lru_cache(maxsize=1)
def _expressions() -> tuple[dict[tuple[str, ...], str], dict[str, int]]:
    """The expressions, and of each first word how many words the longest one with it has."""
    table: dict[tuple[str, ...], str] = {}
    longest: dict[str, int] = {}
    for several, one in lexicon.pairs("expressions.txt", "="):
        key = tuple(words(several))
        table[key] = one.strip()
        longest[key[0]] = max(len(key), longest.get(key[0], 1))
    return table, longest


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
