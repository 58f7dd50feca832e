"""In which encoding a file is that does not say so, and is in none of Unicode's.

chardet weighs the bytes against its models of languages. With few letters to go by it is often
undecided between encodings that read alike; so of what it thinks possible that is taken which keeps
to the letters of the question, and does not look misread.
"""

import codecs
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

import chardet

from reading.alphabets import (
    Expected,
    beyond_ascii,
    composed,
    expected_in,
    share_of_oddities,
)
from reading.declared import decoded_as
from reading.english import WINDOWS_LATIN, is_english

# What people's files are in, and how much the more usual ones are preferred.
USUAL = (
    "cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp874 "
    "gb18030 big5hkscs cp932 cp949 euc_kr euc_jis_2004 shift_jis_2004"
)
UNUSUAL = (
    "koi8-r koi8-u cp866 iso8859-1 iso8859-2 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9 "
    "iso8859-13 iso8859-15 tis-620"
)
RARE = "mac-cyrillic mac-greek mac-latin2 mac-turkish cp852"
RAREST = "mac-roman cp437 cp850 cp857 cp860 cp1125 cp737 cp862"
PREFERENCES = {
    **dict.fromkeys(USUAL.split(), 1.0),
    **dict.fromkeys(UNUSUAL.split(), 0.98),
    **dict.fromkeys(RARE.split(), 0.96),
    **dict.fromkeys(RAREST.split(), 0.9),
}
CODECS = {name: decoded_as(name) or name for name in PREFERENCES}
MULTIBYTE = ("gb18030", "big5hkscs", "cp932", "cp949", "euc_jis_2004")  # as chardet names them
CONTROLS = bytes({*range(32)} - {*b"\t\n\r"})
# What no text holds: letters of two scripts in one word, frames at words.
BAD = re.compile(
    "[\ufffd\x80-\x84\x86-\x9f]"
    "|(?<=[A-Za-z])[\u0370-\u06ff]|[\u0370-\u06ff](?=[A-Za-z])"
    r"|(?<=[^\W\d_])[\u2500-\u259f]|[\u2500-\u259f](?=[^\W\d_])"
)
MAX_SAMPLE_BYTES = 4096
MAX_CANDIDATES = 16
MAX_BAD_SHARE = 0.1
LEAST_CONFIDENCES = ((3, 0.005), (8, 0.02), (20, 0.04), (60, 0.06), (math.inf, 0.1))
ALIKE = 0.93
MAX_IN_DOUBT = 0.05  # of the characters
ASCII_AND_OTHERS = re.compile(rb"([\x00-\x7f]*)([\x80-\xff]*)")
NAMING = re.compile(rb"coding|charset", re.IGNORECASE)  # which chardet would believe
LONG, CONTEXT = 100, 40


@dataclass(frozen=True, slots=True)
class Guess:
    """`weight` is comparable with those of other guesses at the same bytes only."""

    encoding: str
    sample: str
    weight: float


def best_guess(content: bytes, expected: str) -> str | None:
    """None where it is not clear enough."""
    sample, wanted = telling_part(content.translate(None, CONTROLS)), expected_in(expected)
    if not wanted.scripts and is_english(sample):
        return WINDOWS_LATIN
    found = guesses(sample, wanted)
    if not found or (len(found) > 1 and are_alike(*found[:2])):
        return None
    return found[0].encoding


def are_alike(best: Guess, other: Guess) -> bool:
    """Whether there is hardly a choice between two, and it matters."""
    if other.weight < ALIKE * best.weight:
        return False
    differing = sum(mine != its for mine, its in zip(best.sample, other.sample, strict=False))
    return differing > MAX_IN_DOUBT * len(best.sample)


def guesses(sample: bytes, wanted: Expected) -> list[Guess]:
    """The likeliest first; those that read alike are one."""
    found: dict[str, Guess] = {}
    for encoding, confidence in (*candidates(sample), *repaired(sample)):
        guess = weighed(encoding, confidence, sample, wanted)
        if guess and (guess.sample not in found or guess.weight > found[guess.sample].weight):
            found[guess.sample] = guess
    return sorted(found.values(), key=lambda guess: guess.weight, reverse=True)


def telling_part(content: bytes) -> bytes:
    """The beginning of what is not ASCII, with a little around it: code around a few comments says
    nothing of the letters in them."""
    parts, size = [], 0
    for match in ASCII_AND_OTHERS.finditer(content):
        plain, others = match.groups()
        if len(plain) > LONG:
            plain = plain[:CONTEXT] + b"\n" + plain[-CONTEXT:]
        parts += [plain, others]
        size += len(plain) + len(others)
        if size > MAX_SAMPLE_BYTES:
            break
    return NAMING.sub(b"", b"".join(parts)[:MAX_SAMPLE_BYTES])


def candidates(sample: bytes) -> list[tuple[str, float]]:
    found = chardet.detect_all(
        sample, ignore_threshold=True, compat_names=False, include_encodings=PREFERENCES,
        empty_input_encoding="cp1252",
    )  # fmt: skip
    return [(one["encoding"], one["confidence"]) for one in found if one["encoding"]][
        :MAX_CANDIDATES
    ]


def repaired(sample: bytes) -> Iterator[tuple[str, float]]:
    """What would be candidates but for a few bad bytes, for which chardet drops them."""
    for encoding in MULTIBYTE:
        codec = CODECS[encoding]
        text = decode(sample, codec)
        if 0 < text.count("\ufffd") <= MAX_BAD_SHARE / 2 * beyond_ascii(text):
            good = text.replace("\ufffd", "").encode(codec, errors="ignore")
            yield encoding, dict(candidates(good)).get(encoding, 0.0)


def weighed(encoding: str, confidence: float, sample: bytes, wanted: Expected) -> Guess | None:
    codec = CODECS[encoding]
    text = decode(sample, codec)
    bad = len(BAD.findall(text)) / max(1, beyond_ascii(text))
    if bad > MAX_BAD_SHARE or confidence < least_confidence(encoding, beyond_ascii(text)):
        return None
    oddities = share_of_oddities(text)
    weight = PREFERENCES[encoding] * (confidence + 0.02) * (1 - 5 * bad)
    weight *= doubt(wanted, beyond_ascii(text)) + wanted.share_of(text)
    weight *= 1 - 0.6 * oddities - (0.2 if oddities else 0)
    return Guess(codec, composed(text), weight)


def least_confidence(encoding: str, number: int) -> float:
    """Below what chardet thinks of texts with so many characters beyond ASCII, as far as they are
    texts, and above what it thinks of most rows of random bytes."""
    least = next(confidence for most, confidence in LEAST_CONFIDENCES if number <= most)
    return 2 * least if encoding in MULTIBYTE else least


def doubt(wanted: Expected, number: int) -> float:
    """How little the expected letters count beside what chardet thinks. An answer to a question in
    English may be in any language; but with a few characters beyond ASCII it is in English too."""
    return 0.2 if wanted.scripts else min(7.0, number * number / 2)


def decode(sample: bytes, codec: str) -> str:
    """Its end may be in the middle of a character."""
    return codecs.getincrementaldecoder(codec)("replace").decode(sample)
