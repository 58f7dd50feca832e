"""Find what is said to the grader instead of being an answer, and leave it out.

The rule of care: what cannot be told from content stays, since it earns nothing. Quotations, code
and data are content, as is what the rubric itself speaks of: an answer about prompt injection,
speculative execution ("ignore previous instructions") or inter-rater agreement must not be gutted.
Where something is certainly said to the grader, what probably is goes as well.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from scoring.grader_grammar import (
    ANSWER_TAG,
    FORGED_END,
    MARKERS,
    MEANS_THIS,
    NAMES,
    OPENING_WORDS,
    ORDERS,
    ORDERS_TO_IGNORE,
    STATEMENTS,
    TO_IGNORE_ALL,
    VERDICTS,
)
from scoring.grader_languages import ORDERS_ELSEWHERE
from scoring.grader_phrases import IN_COMPANY, TRIGGER
from scoring.quotations import (
    code_lines,
    is_comment,
    is_conditional,
    is_reported,
    without_quotations,
)
from scoring.text import fold, is_content, stem, words

_ABOUT_PROMPTS = frozenset(("prompt", "jailbreak"))
_ABOUT_MARKS = frozenset(("json", "yaml", "score", "grade", "mark"))
"""Where one of these is in the rubric, people write orders, or marks, as examples."""

_SQUASHED = re.compile(
    r"(?:ignore|disregard|forget)(?:all)?(?:the|your|my)?(?:previous|prior|above|earlier|instruct"
    r"|rubric)"
    r"|(?:full|maximum|perfect|top)(?:marks|score|points|credit)|givethisanswer|givemea?(?:100"
    r"|full)"
    r"|award(?:all|full|max)|all(?:points|marks)|(?:the|you|dear)grader|grader(?:set|give|mark"
    r"|note|please)|evaluator(?:rate|give|mark|set)"
    r"|(?:mark|rate|grade|score)this|score(?:to|is)?100"
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
_MAX_SENTENCE = 3_000
_PRINTABLE = 0.9
_LEET = tuple(str.maketrans("013457@$", f"o{one}eastas") for one in "il")
_LEET_WORD = re.compile(
    r"(?<![\w@$])(?=[a-z@$]{0,20}\d|\w{0,20}[@$])(?=[\d@$]{0,20}[a-z])[a-z0-9@$]{3,20}(?![\w@$])"
)
_LINE_END = re.compile(r"(?<=[.!?;。！？])(?=\s|[\u3040-\u9fff])|(\n+)")
_CLAUSE_END = re.compile(r"(?<=[,:–—(])\s|\s(?=(?:and|but|so|then|also|now|please)\s)|\s-\s")
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
_OBJECT = re.compile(r"(?<![^\s:,\[])(?<!= )\{[^{}]{2,600}+\}")
_MEMBER = re.compile(r"""["']?(\w{1,30})["']?\s*:""")
_VERDICT_NAME = re.compile(
    r"(?:score|grade|marks?|rating|verdict|points?|evaluation|result|feedback|comments?|reason"
    r"|reasoning|explanation|justification|status|correct|passed|pass|covered|missing|max"
    r"|confidence)$"
)
_GOOD_MARK = re.compile(
    r"""\b\w*(?:score|grade|marks?|rating|verdict|points|result|evaluation|correct"
    r"|pass(?:ed)?)["']?"""
    r"""\s*:\s*["']?(?:100|10\b|9\d\b|1(?:\.0+)?\b|full|max|perfect|pass|correct|excellent|true"
    r"|a\b)"""
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """One of a text, with the blanks that follow it."""

    text: str
    end: str | None
    is_code: bool


def without_grader_talk(text: str, rubric_stems: Set[str]) -> tuple[str, bool]:
    """``text`` without what is addressed to the grader, and whether there was any."""
    kept, encoded = _without_encoded(text, rubric_stems)
    kept, spaced = _without_spaced_out(kept)
    kept, forged = _without_verdicts(kept, rubric_stems)
    sentences = list(_sentences(kept))
    is_inside = ANSWER_TAG.search(kept) is not None
    certain = [
        _addresses_grader(one.text, rubric_stems, one.is_code)
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
        if is_certain or _keeps_company(one.text, rubric_stems):
            rest = _without_talk(one, rubric_stems)
            pieces += (rest, one.end or ("\n" if rest and next_text.strip() else ""))
        else:
            pieces += (one.text, one.end or "")
    written_end = text[len(text.rstrip()) :]
    return "".join(pieces).rstrip() + written_end, True


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
    for clause in _CLAUSE_END.split(sentence.text[:_MAX_SENTENCE]):
        if _addresses_grader(clause, rubric_stems, sentence.is_code) or _keeps_company(
            clause, rubric_stems
        ):
            return " ".join(kept)
        kept.append(clause)
    return ""


def _addresses_grader(sentence: str, rubric_stems: Set[str], is_code: bool = False) -> bool:
    """Whether it certainly does."""
    sentence = sentence[:_MAX_SENTENCE]
    readings = _readings(sentence)
    if is_code:
        quotes_apart = [without_quotations(r, is_code=not is_comment(sentence)) for r in readings]
        return any(_is_told_in_code(reading, rubric_stems) for reading in quotes_apart)
    return any(_is_told(without_quotations(r), rubric_stems) for r in readings)


def _is_told(said: str, rubric_stems: Set[str]) -> bool:
    if _has(VERDICTS, said, rubric_stems) and not rubric_stems & _ABOUT_MARKS:
        return True
    searched = (*STATEMENTS, *MARKERS, *ORDERS_ELSEWHERE)
    return bool(_orders(said, rubric_stems)) or _has(searched, said, rubric_stems)


def _is_told_in_code(said: str, rubric_stems: Set[str]) -> bool:
    """A comment may give orders, but so may the program: it must name whom or what it means."""
    orders = _orders(said, rubric_stems)
    if not rubric_stems & _ABOUT_PROMPTS and TO_IGNORE_ALL.search(said):
        return True
    if not NAMES.search(said):
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
    return is_shown and not MEANS_THIS.search(match.group())


def _keeps_company(sentence: str, rubric_stems: Set[str]) -> bool:
    """Whether it probably is said to the grader where something else certainly is."""
    return any(_has(IN_COMPANY, said, rubric_stems) for said in _readings(sentence))


def _readings(sentence: str) -> list[str]:
    """The sentence in plain letters and, where digits seem to stand for letters, with these."""
    plain = _SPACES.sub(" ", fold(sentence[:_MAX_SENTENCE])).strip()
    plain = _CONTRACTION.sub(_spell_out, plain)
    is_odd = _LEET_WORD.search(plain) is not None
    if len(plain) < 4 or not (is_odd or TRIGGER.search(plain)):
        return []
    return [plain, *(_unleet(plain, table) for table in _LEET)] if is_odd else [plain]


def _spell_out(match: re.Match[str]) -> str:
    return _CONTRACTIONS[match.group()]


def _unleet(text: str, table: dict[int, int]) -> str:
    return _LEET_WORD.sub(lambda match: match.group().translate(table), text)


def _rubric_speaks_of(phrase: str, rubric_stems: Set[str]) -> bool:
    stems = {stem(w) for w in words(phrase) if is_content(w)}
    return len(stems & rubric_stems) * 2 > len(stems)


def _without_verdicts(text: str, rubric_stems: Set[str]) -> tuple[str, bool]:
    """Drop objects that hold nothing but a good mark and what one says of it."""
    found = False

    def judge(match: re.Match[str]) -> str:
        nonlocal found
        names = _MEMBER.findall(match.group().lower())
        if not all(map(_VERDICT_NAME.search, names)) or not _GOOD_MARK.search(
            match.group().lower()
        ):
            return match.group()
        found = True
        return ""

    if "{" not in text or rubric_stems & _ABOUT_MARKS:
        return text, False
    return _OBJECT.sub(judge, text), found


def _without_encoded(text: str, rubric_stems: Set[str]) -> tuple[str, bool]:
    """Drop base64 that decodes to words for the grader."""
    found = False
    for match in list(_BASE64.finditer(text))[:_MAX_BASE64]:
        decoded = _decode(match.group())
        if decoded and _is_told_in_secret(decoded, rubric_stems):
            text = text.replace(match.group(), " ")
            found = True
    return text, found


def _is_told_in_secret(decoded: str, rubric_stems: Set[str]) -> bool:
    if _addresses_grader(decoded, rubric_stems):
        return True
    is_sentence = " " in decoded.strip() and "{" not in decoded
    return is_sentence and _keeps_company(decoded, rubric_stems)


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
