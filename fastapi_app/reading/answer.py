"""A whole answer: what was typed and what is in the file, as one text."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from reading.child import read_apart
from reading.limits import MAX_DOCUMENT_BYTES, MAX_TEXT_BYTES
from reading.result import Reading, Unreadable
from reading.storage import away
from reading.text import in_utf8, read_text

# Kinds whose bytes are text.
DATA_AND_PROSE = "txt md rst csv json yaml yml toml xml"
SOURCE_CODE = "py js ts java c h cpp cs go rs rb kt swift scala sql sh"
TEXT_EXTENSIONS = frozenset(f"{DATA_AND_PROSE} {SOURCE_CODE}".split())
# Kinds that have to be taken apart, and the modules that do.
DOCUMENTS = {"pdf": "reading.pdf", "docx": "reading.docx", "ipynb": "reading.notebook"}
TELLING = 10_000  # characters, which show in what language a text is
KNOWN_SHAPE = re.compile("[a-z0-9]{1,10}")  # of an extension that is worth naming


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as its candidate named it; only the name says what kind it is."""

    name: str
    file: BinaryIO


def read_answer(typed: str, upload: Upload | None, expected: str = "") -> Reading:
    """`expected` is a text in the language that the answer should be in: its question, say.

    Raises Unreadable, StorageUnavailable, and PutOff when too many documents are being read.
    """
    if upload is None:
        return Reading(typed)
    try:
        found = read_upload(upload, f"{expected[:TELLING]}\n{typed[:TELLING]}")
    except OSError as error:
        raise away(error) from None
    return Reading(f"{typed}\n\n{found.text}".strip(), found.flags)


def read_upload(upload: Upload, expected: str = "") -> Reading:
    extension = PurePosixPath(upload.name).suffix.removeprefix(".").lower()
    if extension in TEXT_EXTENSIONS:
        return read_text(upload.file.read(MAX_TEXT_BYTES + 1), expected)
    if extension == "ipynb":
        content, flags = in_utf8(whole(upload.file), expected)
        return also(flags, read_apart(DOCUMENTS[extension], content))
    if extension in DOCUMENTS:
        return read_apart(DOCUMENTS[extension], whole(upload.file))
    kind = extension.upper() if KNOWN_SHAPE.fullmatch(extension) else "This kind of"
    raise Unreadable(f"{kind} files are not read; it needs manual review.")


def also(flags: tuple[str, ...], reading: Reading) -> Reading:
    return Reading(reading.text, tuple(dict.fromkeys((*flags, *reading.flags))))


def whole(file: BinaryIO) -> bytes:
    content = file.read(MAX_DOCUMENT_BYTES + 1)
    if len(content) > MAX_DOCUMENT_BYTES:
        raise Unreadable(
            f"The file has more than {MAX_DOCUMENT_BYTES} bytes; it needs manual review."
        )
    return content
