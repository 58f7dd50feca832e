"""UTF-16 and UTF-32 without a mark that says so."""

from collections import Counter

from reading.alphabets import COMMON, HAN_OR_KANA, script_of

ENCODINGS = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
FEWEST_CHARACTERS = 3
SURELY = 0.9
LEAST_NULS, SURELY_NARROW = 0.25, 0.85
PRINTABLE = bytes((*b"\t\r\n", *range(0x20, 0x7F)))
MAX_SAMPLE_BYTES = 8192


def wide_encoding(content: bytes) -> str | None:
    """The one in which it reads as text in one script, if there is one."""
    sample = content[:MAX_SAMPLE_BYTES]
    if is_narrow(sample):
        return None
    shares = {encoding: readable_share(sample, encoding) for encoding in ENCODINGS}
    best = max(ENCODINGS, key=lambda encoding: shares[encoding])
    return best if shares[best] >= SURELY else None


def is_narrow(sample: bytes) -> bool:
    """Two letters of ASCII are one of Chinese; but Chinese has other bytes too, and what is in
    ASCII has every second byte NUL where it is wide."""
    nuls = sample.count(b"\x00")
    printable = len(sample) - len(sample.translate(None, PRINTABLE))
    return nuls < LEAST_NULS * len(sample) and printable > SURELY_NARROW * (len(sample) - nuls)


def readable_share(sample: bytes, encoding: str) -> float:
    """Of the characters, how many are of the script that most are of, or stand in any text. More
    than that if they are ASCII: read the wrong way round these are Chinese."""
    text = sample.decode(encoding, errors="replace").rstrip("\ufffd")
    if len(text) < FEWEST_CHARACTERS:
        return 0.0
    kinds = Counter[str]()
    for character, number in Counter(text).items():
        kinds[kind_of(character)] += number
    scripts = [script for script in kinds if script not in {"ASCII", "common", ""}]
    main = max(scripts, key=lambda script: kinds[script], default="")
    good = kinds["ASCII"] + kinds["common"] + (kinds[main] if main else 0)
    return (good + kinds["ASCII"]) / len(text) if good >= SURELY * len(text) else 0.0


def kind_of(character: str) -> str:
    if character.isascii():
        return "ASCII" if character.isprintable() or character in "\t\n\f\r" else ""
    if character in COMMON:
        return "common"
    script = script_of(character)
    return "Han" if script in HAN_OR_KANA else script
