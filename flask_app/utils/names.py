"""Names as people give them: without characters that make one look like another.

A file called cv<U+202E>fdp.js shows as cvsj.pdf. Joiners of zero width stay: they are how names are
spelt in Persian or Malayalam, and what holds an emoji together.
"""

# Tabs, line breaks and the like part words, so that a space takes their place.
PARTING = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"
CONTROL = "".join(map(chr, [*range(0x20), *range(0x7F, 0xA0)]))
DIRECTION = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
CLEANING = str.maketrans({**dict.fromkeys(CONTROL + DIRECTION, ""), **dict.fromkeys(PARTING, " ")})


def cleaned(name: str) -> str:
    return name.translate(CLEANING)
