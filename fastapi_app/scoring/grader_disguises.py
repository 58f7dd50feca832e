"""How talk to the grader is disguised: digits in place of letters, letters set apart, base64."""

import base64
import binascii
import re
from collections.abc import Iterator
from itertools import islice

from scoring.folding import fold

_LEET = tuple(str.maketrans("013457@$", f"o{one}eastas") for one in "il")
_LEET_WORD = re.compile(
    r"(?<![\w@$])(?=[a-z@$]{0,20}\d|\w{0,20}[@$])(?=[\d@$]{0,20}[a-z])[a-z0-9@$]{3,20}(?![\w@$])"
)
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
_PRINTABLE = 0.9


def without_leet(text: str) -> list[str]:
    """The text, folded, with letters for the digits that seem to stand for some, a 1 as "i" and as
    "l"; empty where none do."""
    if not _LEET_WORD.search(text):
        return []
    return [_unleet(text, table) for table in _LEET]


def _unleet(text: str, table: dict[int, int]) -> str:
    return _LEET_WORD.sub(lambda match: match.group().translate(table), text)


def without_spaced_out(text: str) -> tuple[str, bool]:
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


def in_base64(text: str) -> Iterator[tuple[str, str]]:
    """What is in base64 in the text, as it is written and what it says."""
    for match in islice(_BASE64.finditer(text), _MAX_BASE64):
        if decoded := _decode(match.group()):
            yield match.group(), decoded


def _decode(token: str) -> str:
    body = token.rstrip("=")
    try:
        raw = base64.b64decode(body + "=" * (-len(body) % 4), validate=True)
        decoded = raw.decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
    readable = sum(c.isprintable() or c.isspace() for c in decoded)
    return decoded if decoded and readable >= _PRINTABLE * len(decoded) else ""
