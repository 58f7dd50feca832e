"""What a reader should know about an answer. Flags inform; they never withhold a score."""

import re

from scoring.contract import Rubric
from scoring.features import BY_REFERENCE, Answer
from scoring.languages import OTHER_LANGUAGE, is_foreign
from scoring.source_code import contains_code
from scoring.word_lists import FUNCTION_WORDS

_LEAST_ABOUT = 0.3
_MIN_PADDING_WORDS = 25
_MIN_REPEATED_WORDS = 4
_MIN_LIST_WORDS = 4
_MIN_UNSEPARATED_WORDS = 8  # of a list without commas; fewer are a sentence without its full stop
_MIN_MATCHED_SHARE = 0.4
_END_CHARACTERS = 20
_WORDS_PER_TERM = 6  # between the commas, lines or full stops of a list
_WORDS_PER_FUNCTION_WORD = 12  # prose has one in two or three

_SEPARATOR = re.compile(r"[,;|/\n•]|\s-\s")
_SENTENCE_END = re.compile(r"[.!?。！？]\s*$")


def about_text(text: str, rubric: Rubric) -> list[str]:
    """Flags of a text that is to be compared with a rubric."""
    flags: list[str] = []
    if contains_code(text):
        flags.append("contains_code")
    if is_foreign(text, rubric):
        flags.append(OTHER_LANGUAGE)
    return flags


def about_answer(answer: Answer, *, covers_a_point: bool) -> list[str]:
    """Flags of an answer that was compared."""
    flags: list[str] = []
    total = len(answer.words)
    is_about = answer.is_on_topic and answer.about(BY_REFERENCE) >= _LEAST_ABOUT
    if not is_about and not covers_a_point:
        flags.append("off_topic")
    padding = total - answer.relevant_words
    if answer.is_on_topic and padding >= max(_MIN_PADDING_WORDS, answer.relevant_words):
        flags.append("padded")
    if answer.repeated_words >= max(_MIN_REPEATED_WORDS, total // 4):
        flags.append("repeated_text")
    if _is_keyword_list(answer):
        flags.append("keyword_list")
    return flags


def _is_keyword_list(answer: Answer) -> bool:
    """Words of the rubric, and next to none of the grammar that makes sentences of them."""
    separators = len(_SEPARATOR.findall(answer.text))
    is_sentence = _SENTENCE_END.search(answer.text[-_END_CHARACTERS:])
    if len(answer.words) < _MIN_LIST_WORDS or (
        is_sentence and separators * _WORDS_PER_TERM < len(answer.words)
    ):
        return False
    if not separators and len(answer.words) < _MIN_UNSEPARATED_WORDS:
        return False
    if answer.matched_share() < _MIN_MATCHED_SHARE:
        return False
    grammar = sum(w in FUNCTION_WORDS for w in answer.words)
    return grammar * _WORDS_PER_FUNCTION_WORD < len(answer.words)
