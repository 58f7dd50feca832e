"""Reading what a candidate uploaded, as text."""

import codecs
import re
from pathlib import Path, PurePosixPath

# Kinds whose bytes are text.
DATA_AND_PROSE = "txt md rst csv json ipynb yaml yml toml xml"
SOURCE_CODE = "py js ts java c h cpp cs go rs rb kt swift scala sql sh"
TEXT_EXTENSIONS = frozenset(f"{DATA_AND_PROSE} {SOURCE_CODE}".split())
KNOWN_SHAPE = re.compile("[a-z0-9]{1,10}")  # of an extension that is worth naming
# More than anybody writes in an interview; what follows is left out and flagged.
MAX_TEXT_BYTES = 400_000
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# Control characters that no text holds; a file with any of them is something else.
NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class Unreadable(Exception):
    """The file cannot be read as text; the message says why, for a person."""


def read_file(path: Path, name: str) -> tuple[str, bool]:
    """The text of an uploaded file, and whether its end was left out. Raises Unreadable."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_TEXT_BYTES + 1)
    except OSError:
        raise Unreadable("The uploaded file could not be opened.") from None
    return read_bytes(content, name)


def read_bytes(content: bytes, name: str) -> tuple[str, bool]:
    """As read_file, for a file of this `name` with these first bytes."""
    extension = PurePosixPath(name).suffix.removeprefix(".").lower()
    if extension not in TEXT_EXTENSIONS:
        kind = extension.upper() if KNOWN_SHAPE.fullmatch(extension) else "This kind of"
        raise Unreadable(f"{kind} files are not read; a person has to look at it.")
    cut = len(content) > MAX_TEXT_BYTES
    text = decode(content[:MAX_TEXT_BYTES], cut=cut)
    if NOT_TEXT.search(text):
        raise Unreadable("The file is named as text, but what it holds is not text.")
    return text, cut


def decode(content: bytes, *, cut: bool) -> str:
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    try:
        # Where the end was cut off it may be in the middle of a character.
        return codecs.getincrementaldecoder("utf-8")().decode(content, final=not cut)
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
