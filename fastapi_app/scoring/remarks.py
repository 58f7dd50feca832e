"""What a reader should know about an answer. Flags inform; they never withhold a score."""

import re
from collections.abc import Sequence

from scoring.features import Answer
from scoring.words import FUNCTION_WORDS, LANGUAGE_MARKERS

_OFF_TOPIC = 25.0  # points
_MIN_PADDING_WORDS = 25
_MIN_REPEATED_WORDS = 4
_MIN_LIST_WORDS = 4
_MIN_MATCHED_SHARE = 0.4
_WORDS_PER_FUNCTION_WORD = 12  # prose has one in two or three
_MIN_LANGUAGE_WORDS = 6
_MAX_SAMPLE_CHARACTERS = 4_000

_LATIN = re.compile("[A-Za-z]")
_OTHER_LETTER = re.compile(r"[^\W\d_\u0000-\u024f]")
_CODE_LINE = re.compile(
    r"^\s*+(?:def |class \w+[(:{]|import \w|from \w+ import|return\b|for .+:$|while .+[:{]$"
    r"|if .+[:{]$|else:|print\(|const |let |var |function\b|public |private |#include"
    r"|select\b.+\bfrom\b|[\w.\[\]]+\s*[-+*]?=\s*\S|[{}]\s*;?$|.*;\s*$)",
    re.IGNORECASE,
)


def about_text(text: str, found: Sequence[str]) -> list[str]:
    """Flags that need no rubric; ``found`` are the words of the text."""
    flags: list[str] = []
    if _contains_code(text):
        flags.append("contains_code")
    if _is_foreign(text, found):
        flags.append("other_language")
    return flags


def about_answer(answer: Answer, score: float) -> list[str]:
    """Flags of an answer that was compared and got ``score`` points."""
    flags: list[str] = []
    total = len(answer.words)
    if score < _OFF_TOPIC:
        flags.append("off_topic")
    elif total - answer.relevant_words >= max(_MIN_PADDING_WORDS, answer.relevant_words):
        flags.append("padded")
    if answer.repeated_words >= max(_MIN_REPEATED_WORDS, total // 4):
        flags.append("repeated_text")
    if _is_keyword_list(answer):
        flags.append("keyword_list")
    return flags


def _is_keyword_list(answer: Answer) -> bool:
    """Words of the rubric, and next to none of the grammar that makes sentences of them."""
    if len(answer.words) < _MIN_LIST_WORDS or answer.matched_share() < _MIN_MATCHED_SHARE:
        return False
    grammar = sum(w in FUNCTION_WORDS for w in answer.words)
    return grammar * _WORDS_PER_FUNCTION_WORD < len(answer.words)


def _contains_code(text: str) -> bool:
    """Two lines that look like source code, or a fenced block."""
    if "```" in text:
        return True
    return sum(bool(_CODE_LINE.match(line[:300])) for line in text.split("\n")) >= 2


def _is_foreign(text: str, found: Sequence[str]) -> bool:
    """Another script, or more of another language's little words than of English ones."""
    sample = text[:_MAX_SAMPLE_CHARACTERS]
    if len(_OTHER_LETTER.findall(sample)) * 2 > len(_LATIN.findall(sample)) + 4:
        return True
    if len(found) < _MIN_LANGUAGE_WORDS:
        return False
    english = sum(w in FUNCTION_WORDS for w in found)
    most = max(sum(w in marks for w in found) for marks in LANGUAGE_MARKERS.values())
    return most >= 3 and most > english
