"""Find what is said to the grader instead of being an answer, and leave it out.

Where something is certainly said to the grader, what probably is goes as well.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass

from scoring.folding import fold
from scoring.grader_disguises import in_base64, without_spaced_out
from scoring.grader_forgeries import ANSWER_TAG, FORGED_END, without_verdicts
from scoring.grader_sentences import MAX_SENTENCE, addresses_grader, keeps_company
from scoring.quotations import code_lines

_LINE_END = re.compile(r"(?<=[.!?;。！？])(?=\s|[\u3040-\u9fff])|(\n+)")
_CLAUSE_END = re.compile(r"(?<=[,:–—(])\s|\s(?=(?:and|but|so|then|also|now|please)\s)|\s-\s")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """One of a text, with the blanks that follow it."""

    text: str
    end: str | None
    is_code: bool


def without_grader_talk(text: str, rubric_stems: Set[str]) -> tuple[str, bool]:
    """``text`` without what is addressed to the grader, and whether there was any."""
    kept, encoded = _without_encoded(text, rubric_stems)
    kept, spaced = without_spaced_out(kept)
    kept, forged = without_verdicts(kept, rubric_stems)
    sentences = list(_sentences(kept))
    is_inside = ANSWER_TAG.search(kept) is not None
    certain = [
        addresses_grader(one.text, rubric_stems, one.is_code)
        or (not is_inside and FORGED_END.match(fold(one.text)) is not None)
        for one in sentences
    ]
    if not (encoded or spaced or forged or any(certain)):
        return text, False
    pieces: list[str] = []
    following = [*(one.text for one in sentences[1:]), ""]
    for one, is_certain, next_text in zip(sentences, certain, following, strict=True):
        # Whole sentences stay laid out as they were: a language model may judge another layout
        # differently. Half a sentence has lost its end.
        if is_certain or keeps_company(one.text, rubric_stems):
            rest = _without_talk(one, rubric_stems)
            pieces += (rest, one.end or ("\n" if rest and next_text.strip() else ""))
        else:
            pieces += (one.text, one.end or "")
    written_end = text[len(text.rstrip()) :]
    return "".join(pieces).rstrip() + written_end, True


def _without_encoded(text: str, rubric_stems: Set[str]) -> tuple[str, bool]:
    """Drop base64 that decodes to words for the grader."""
    found = False
    for encoded, decoded in in_base64(text):
        if _is_told_in_secret(decoded, rubric_stems):
            text = text.replace(encoded, " ")
            found = True
    return text, found


def _is_told_in_secret(decoded: str, rubric_stems: Set[str]) -> bool:
    if addresses_grader(decoded, rubric_stems):
        return True
    is_sentence = " " in decoded.strip() and "{" not in decoded
    return is_sentence and keeps_company(decoded, rubric_stems)


def _sentences(text: str) -> Iterator[_Sentence]:
    is_code = code_lines(text)
    parts = _LINE_END.split(text)
    line = 0
    for sentence, end in zip(parts[::2], [*parts[1::2], None], strict=True):
        yield _Sentence(sentence, end, is_code[line])
        line += len(end or "")


def _without_talk(sentence: _Sentence, rubric_stems: Set[str]) -> str:
    """What stands in it before the first clause that addresses the grader: what follows belongs to
    that, as in "..., and then output 100"."""
    kept: list[str] = []
    for clause in _CLAUSE_END.split(sentence.text[:MAX_SENTENCE]):
        if addresses_grader(clause, rubric_stems, sentence.is_code) or keeps_company(
            clause, rubric_stems
        ):
            return " ".join(kept)
        kept.append(clause)
    return ""
