"""The answer as the model gets to see it: without ways to reach the candidate, and without
characters that only a machine can see."""

import re

from scoring.hidden_characters import visible

REDACTED = "contact_details_removed"
"""The flag of an answer from which any were taken."""
EMAIL = "[e-mail address]"
PHONE = "[telephone number]"

_EMAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%-]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24}(?![\w-])"
)
# What can only be meant for dialling: a bare row of digits is more often 2147483647.
_PHONES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # +49 170 1234567
        r"(?<![\w+])\+\d(?:[ ()./-]{0,3}\d){7,16}(?!\w)",
        # 555-123-4567, (020) 7946 0958
        r"(?<![\w.-])(?:\(\d{3}\) ?|\d{3}[ .-])\d{3,4}[ .-]\d{4}(?![\w-]|\.\d)",
        # 0171 1234567, but not 0101 10101010
        r"(?<![\w.])(?=0[\d /-]{0,13}[2-9])0\d{1,4}[ /-]\d{5,9}(?![\w.-])",
        # 01 23 45 67 89
        r"(?<![\w.])0\d(?:[ .]\d\d){4}(?![\w.])",
        # my phone is 99999
        r"(?P<word>\b(?:phone|telephone|tel\.?|whatsapp|mobile number|call me)"
        r"(?: number| no\.?)?(?: is| at| on| under)?[:=]? ?)\(?\d(?:[ ()./-]{0,2}\d){4,16}(?!\w)",
    )
)
# Variation selectors: invisible like the others, and enough of them to spell out a text.
_SELECTORS = dict.fromkeys([*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])


def redact(text: str) -> tuple[str, bool]:
    """The text without e-mail addresses and telephone numbers, and whether there were any."""
    redacted = _EMAIL.sub(EMAIL, text)
    for pattern in _PHONES:
        redacted = pattern.sub(_without_number, redacted)
    return redacted, redacted != text


def without_invisible(text: str) -> str:
    return visible(text).translate(_SELECTORS)


def _without_number(match: re.Match[str]) -> str:
    return f"{match.groupdict().get('word') or ''}{PHONE}"
