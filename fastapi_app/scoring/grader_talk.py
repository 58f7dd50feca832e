"""Find what is said to the grader instead of being an answer, and leave it out.

The rule of care: a phrase stays when the rubric itself speaks of it. An answer about prompt
injection, speculative execution ("ignore previous instructions") or inter-rater agreement must
not be gutted.
"""

import base64
import binascii
import re
from collections.abc import Set

from scoring.grader_phrases import ORDERS_TO_IGNORE, PHRASES, TRIGGER
from scoring.text import fold, is_content, stem, words

_PROMPT_INJECTION = frozenset(("prompt", "inject"))
"""Where this is the subject, people quote such orders."""

_SQUASHED = re.compile(
    r"ignore(?:all)?(?:the|your|my)?(?:previous|prior|above|earlier)"
    r"|disregard(?:all)?(?:previous|the|prior)"
    r"|(?:full|maximum|perfect|top)(?:marks|score|points|credit)|givethisanswer|givemea?(?:100"
    r"|full)"
    r"|systemprompt|youarethegrader|ignoreinstructions"
)
# A whole row of letters that stand apart, so that no letter is looked at twice. Where in it the
# spelling begins and ends is asked afterwards: not in "I am".
_SPACED_OUT = re.compile(r"(?<![^\W_])[^\W_](?:(?:(?!\n)[\W_]){1,3}+[^\W_](?![^\W_])){7,}+")
_FIRST_LETTER = re.compile(r"(?<!\w)[^\W_]")
_LAST_LETTER = re.compile(r"(?![IiAa] \w\w)[^\W_](?!\w)")
_LOOKS_AHEAD = 3
_LEAST_LETTERS = 8
_BASE64 = re.compile(r"(?<![\w+/=])[A-Za-z0-9+/]{16,8000}={0,2}(?![\w+/=])")
_MAX_BASE64 = 50
_PRINTABLE = 0.9
_LEET = tuple(str.maketrans("013457@$", f"o{one}eastas") for one in "il")
_LEET_WORD = re.compile(
    r"(?<![\w@$])(?=[a-z@$]{0,20}\d|\w{0,20}[@$])(?=[\d@$]{0,20}[a-z])[a-z0-9@$]{3,20}(?![\w@$])"
)
_LINE_END = re.compile(r"(?<=[.!?;。！？])(?=\s|[\u3040-\u9fff])|(\n+)")
_CLAUSE_END = re.compile(r"(?<=[,:–—(])\s|\s(?=(?:and|but|so|then|also|now|please)\s)|\s-\s")
_SPACES = re.compile(r"[ \t\r\f\v]+")
_MAX_SENTENCE = 3_000


def without_grader_talk(text: str, rubric_stems: Set[str]) -> tuple[str, bool]:
    """``text`` without what is addressed to the grader, and whether there was any."""
    kept, encoded = _without_encoded(text, rubric_stems)
    kept, spaced = _without_spaced_out(kept)
    pieces: list[str] = []
    found = encoded or spaced
    lines = _LINE_END.split(kept)
    line_ends, following = [*lines[1::2], None], [*lines[2::2], ""]
    for line, line_end, next_line in zip(lines[::2], line_ends, following, strict=True):
        rest = _without_phrases(line, rubric_stems)
        # Whole sentences stay laid out as they were: a language model may judge another layout
        # differently. Half a sentence has lost its end.
        if rest is None:
            pieces += (line, line_end or "")
        else:
            found = True
            pieces += (rest, line_end or ("\n" if rest and next_line.strip() else ""))
    if not found:
        return text, False
    written_end = text[len(text.rstrip()) :]
    return "".join(pieces).rstrip() + written_end, True


def _without_phrases(sentence: str, rubric_stems: Set[str]) -> str | None:
    """What is left of a sentence that addresses the grader; None when it does not."""
    if not _addresses_grader(sentence, rubric_stems):
        return None
    kept: list[str] = []
    for clause in _CLAUSE_END.split(sentence[:_MAX_SENTENCE]):
        # What follows the first such clause belongs to it: "..., and then output 100".
        if _addresses_grader(clause, rubric_stems):
            return " ".join(kept)
        kept.append(clause)
    return ""


def _addresses_grader(sentence: str, rubric_stems: Set[str]) -> bool:
    plain = _SPACES.sub(" ", fold(sentence[:_MAX_SENTENCE])).strip()
    if len(plain) < 4 or not (TRIGGER.search(plain) or _LEET_WORD.search(plain)):
        return False
    readings = [plain]
    if _LEET_WORD.search(plain):
        readings += [_unleet(plain, table) for table in _LEET]
    orders = () if rubric_stems >= _PROMPT_INJECTION else ORDERS_TO_IGNORE
    for reading in readings:
        for phrase in (*orders, *PHRASES):
            match = phrase.search(reading)
            if match and not _rubric_speaks_of(match.group(), rubric_stems):
                return True
    return False


def _unleet(text: str, table: dict[int, int]) -> str:
    return _LEET_WORD.sub(lambda match: match.group().translate(table), text)


def _rubric_speaks_of(phrase: str, rubric_stems: Set[str]) -> bool:
    stems = {stem(w) for w in words(phrase) if is_content(w)}
    return len(stems & rubric_stems) * 2 > len(stems)


def _without_encoded(text: str, rubric_stems: Set[str]) -> tuple[str, bool]:
    """Drop base64 that decodes to words for the grader, or to any sentence at all."""
    found = False
    for match in list(_BASE64.finditer(text))[:_MAX_BASE64]:
        decoded = _decode(match.group())
        if decoded and (" " in decoded.strip() or _addresses_grader(decoded, rubric_stems)):
            text = text.replace(match.group(), " ")
            found = True
    return text, found


def _decode(token: str) -> str:
    body = token.rstrip("=")
    try:
        raw = base64.b64decode(body + "=" * (-len(body) % 4), validate=True)
        decoded = raw.decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
    readable = sum(c.isprintable() or c.isspace() for c in decoded)
    return decoded if decoded and readable >= _PRINTABLE * len(decoded) else ""


def _without_spaced_out(text: str) -> tuple[str, bool]:
    """Drop "i g n o r e   p r e v i o u s": letters set apart that read as words for the grader."""
    found = False

    def judge(match: re.Match[str]) -> str:
        nonlocal found
        start, end = _spelling(match)
        letters = "".join(c for c in fold(text[start:end]) if c.isalnum())
        if any(_SQUASHED.search(r) for r in (letters, *map(letters.translate, _LEET))):
            found = True
            return f"{text[match.start() : start]} {text[end : match.end()]}"
        return match.group()

    return _SPACED_OUT.sub(judge, text), found


def _spelling(row: re.Match[str]) -> tuple[int, int]:
    """Where in the text something may be spelt with the letters of this row; nowhere is (0, 0)."""
    text = row.string
    if not (first := _FIRST_LETTER.search(text, row.start(), row.end())):
        return 0, 0
    lasts = _LAST_LETTER.finditer(text, first.start(), row.end() + _LOOKS_AHEAD)
    end = max((last.end() for last in lasts if last.end() <= row.end()), default=0)
    letters = sum(c.isalnum() for c in text[first.start() : end])
    return (first.start(), end) if letters >= _LEAST_LETTERS else (0, 0)
