"""Names as people give them: without characters that make one look like another.

A file called cv<U+202E>fdp.js shows as cvsj.pdf. Joiners of zero width stay: they are how names are
spelt in Persian or Malayalam, and what holds an emoji together.
"""

import re

PLANES = range(0x10000, 0x110000, 0x10000)  # of Unicode, but for the first
# Tabs, line breaks and the like part words, so that a space takes their place.
PARTING = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"
CONTROL = "".join(map(chr, [*range(0x20), *range(0x7F, 0xA0)]))
DIRECTION = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
WITHOUT_WIDTH = "\u200b\u2060\ufeff"  # they join or part nothing that somebody sees
CLEANING = str.maketrans(
    {**dict.fromkeys(CONTROL + DIRECTION + WITHOUT_WIDTH, ""), **dict.fromkeys(PARTING, " ")}
)


def cleaned(name: str) -> str:
    return name.translate(CLEANING)


def last_component(path: str) -> str:
    """Of a path of any system: some clients send one where they mean the name of a file."""
    return path.replace("\\", "/").rsplit("/", 1)[-1]


# What nobody sees, beside blanks and control characters: what has no width, shapes or joins others,
# stands for what could not be kept or read, is a letter or a sign in name only, or never will be
# one. As it stands in a class of a regular expression. All of Unicode's format characters are among
# these, and those it will never assign.
UNSEEN = (
    r"\s\u0000-\u0020\u007f-\u00a0\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    r"\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800"
    r"\u3000\u3164\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
)
UNASSIGNABLE = "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in PLANES)
SEEN = re.compile(
    f"[^{UNSEEN}{UNASSIGNABLE}\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def can_be_seen(name: str) -> bool:
    """Whether there is anything in it that somebody who reads it sees."""
    return SEEN.search(name) is not None


def nothing_if_unseen(text: str) -> str:
    """The text, or an empty one where nobody would see anything."""
    return text if can_be_seen(text) else ""
