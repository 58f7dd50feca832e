"""Whether a sentence is said to the grader: certainly, or probably.

The rule of care: what cannot be told from content is content. So are quotations, code and data, and
what the rubric itself speaks of: an answer about prompt injection, speculative execution ("ignore
previous instructions") or inter-rater agreement must not be gutted.
"""

import re
from collections.abc import Sequence, Set

from scoring.folding import fold
from scoring.grader_disguises import without_leet
from scoring.grader_forgeries import ABOUT_MARKS, MARKERS, VERDICTS
from scoring.grader_languages import ORDERS_ELSEWHERE
from scoring.grader_orders import OPENING_WORDS, ORDERS, ORDERS_TO_IGNORE, TO_IGNORE_ALL
from scoring.grader_phrases import IN_COMPANY, TRIGGER
from scoring.grader_statements import STATEMENTS
from scoring.grader_vocabulary import ANSWER, JUDGE, PERSON
from scoring.quotations import is_comment, is_conditional, is_reported, without_quotations
from scoring.words import is_content, stem, words

_ABOUT_PROMPTS = frozenset(("prompt", "jailbreak"))
"""Where one of these is in the rubric, people write orders as examples."""

_MEANS_THIS = re.compile(
    rf"\b(?:(?:this|my) (?:\w+ )?{ANSWER}|(?:give|award|grant|rate|grade) me)\b"
)
"""Whatever else is around it, this is about the mark of the answer itself."""

_NAMES = re.compile(
    rf"\b(?:{JUDGE}s?|(?:this|my) (?:\w+ )?{ANSWER}|the {PERSON}|this {PERSON}|to me|give me)\b"
)
"""Whom or what it means: no program or quotation would, unless it is about grading."""

MAX_SENTENCE = 3_000
_CLAUSE_START = re.compile(
    r"^\W*(?:\d{1,2}[.)]\s+)?|(?:[,:–—(\]>;|.!?]|\s-)\s*[\"'(*]*"
    r"|\s(?:and|but|so|then|also|or|therefore|hence)\s|\s(?=(?:please|now|kindly)\s)"
)
_SPACES = re.compile(r"[ \t\r\f\v]+")
_CONTRACTION = re.compile(r"\b(?:don't|mustn't|shouldn't|can't|you're|i'm|i'd|it's|let's)")
_CONTRACTIONS = {
    "don't": "do not",
    "mustn't": "must not",
    "shouldn't": "should not",
    "can't": "can not",
    "you're": "you are",
    "i'm": "i am",
    "i'd": "i would",
    "it's": "it is",
    "let's": "let us",
}


def addresses_grader(sentence: str, rubric_stems: Set[str], is_code: bool = False) -> bool:
    """Whether it certainly does."""
    sentence = sentence[:MAX_SENTENCE]
    readings = _readings(sentence)
    if is_code:
        quotes_apart = [without_quotations(r, is_code=not is_comment(sentence)) for r in readings]
        return any(_is_told_in_code(reading, rubric_stems) for reading in quotes_apart)
    return any(_is_told(without_quotations(r), rubric_stems) for r in readings)


def _is_told(said: str, rubric_stems: Set[str]) -> bool:
    if _has(VERDICTS, said, rubric_stems) and not rubric_stems & ABOUT_MARKS:
        return True
    searched = (*STATEMENTS, *MARKERS, *ORDERS_ELSEWHERE)
    return bool(_orders(said, rubric_stems)) or _has(searched, said, rubric_stems)


def _is_told_in_code(said: str, rubric_stems: Set[str]) -> bool:
    """A comment may give orders, but so may the program: it must name whom or what it means."""
    orders = _orders(said, rubric_stems)
    if not rubric_stems & _ABOUT_PROMPTS and TO_IGNORE_ALL.search(said):
        return True
    if not _NAMES.search(said):
        return orders > 1
    return bool(orders) or _has(STATEMENTS, said, rubric_stems)


def _orders(said: str, rubric_stems: Set[str]) -> int:
    """How many clauses begin with an order to the grader."""
    patterns = ORDERS if rubric_stems & _ABOUT_PROMPTS else (*ORDERS_TO_IGNORE, *ORDERS)
    found = 0
    for clause in _CLAUSE_START.finditer(said):
        opening = OPENING_WORDS.match(said, clause.end())
        start = opening.end() if opening else clause.end()
        for pattern in patterns:
            match = pattern.match(said, start)
            if match and not _is_content(match, rubric_stems):
                found += 1
                break
    return found


def _has(patterns: Sequence[re.Pattern[str]], said: str, rubric_stems: Set[str]) -> bool:
    matches = (pattern.search(said) for pattern in patterns)
    return any(match and not _is_content(match, rubric_stems) for match in matches)


def _is_content(match: re.Match[str], rubric_stems: Set[str]) -> bool:
    if _rubric_speaks_of(match.group(), rubric_stems):
        return True
    around = (match.string, match.start())
    is_shown = is_reported(*around) or is_conditional(*around)
    return is_shown and not _MEANS_THIS.search(match.group())


def _rubric_speaks_of(phrase: str, rubric_stems: Set[str]) -> bool:
    stems = {stem(w) for w in words(phrase) if is_content(w)}
    return len(stems & rubric_stems) * 2 > len(stems)


def keeps_company(sentence: str, rubric_stems: Set[str]) -> bool:
    """Whether it probably is said to the grader where something else certainly is."""
    return any(_has(IN_COMPANY, said, rubric_stems) for said in _readings(sentence))


def _readings(sentence: str) -> list[str]:
    """The sentence in plain letters and, where digits seem to stand for letters, with these."""
    plain = _SPACES.sub(" ", fold(sentence[:MAX_SENTENCE])).strip()
    plain = _CONTRACTION.sub(_spell_out, plain)
    otherwise = without_leet(plain)
    if len(plain) < 4 or not (otherwise or TRIGGER.search(plain)):
        return []
    return [plain, *otherwise]


def _spell_out(match: re.Match[str]) -> str:
    return _CONTRACTIONS[match.group()]
