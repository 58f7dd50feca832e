"""Readers that share no code with ours.

    python -m benchmarks.reading.independent KIND < FILE

prints the text of a PDF by pdfminer.six, of a notebook by nbformat, of a text in the encoding that
charset-normalizer takes it for. Of a DOCX file it is every piece of text there is in any part that
is shown, whatever it looks like. It is a process of its own, so that a file which hangs or crashes
it costs that file only.
"""

import contextlib
import io
import json
import re
import resource
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterator
from xml.etree import ElementTree

from reading.limits import MAX_DOCUMENT_CHARACTERS, MAX_PAGES, MAX_TEXT_BYTES

MAX_MEMORY_BYTES = 2 * 1024 * 1024 * 1024
MAX_PART_BYTES = 50_000_000
# Parts that say how text looks, or of which nothing is on the pages; and the second form in which
# a diagram is written.
NOT_SHOWN = re.compile(
    r"_rels/|docProps/|customXml/|.*/(?:theme|glossary)/|.*/(?:styles|settings|numbering|comments"
    r"|people|fontTable|webSettings)\w*\.xml|.*/diagrams/(?!data)"
)
NO_LETTER = re.compile(r"\(cid:\d+\)")
"""In place of letters of which a PDF does not say what they are."""
# There for a program that cannot show the other form; moved away.
LEFT_OUT = {"Fallback", "moveFrom"}
TEXT = {"t", "v"}  # of letters, and of a chart's labels and values
BREAKS = {"p", "br", "cr", "tab", "tc", "pt"}


def pdf(content: bytes) -> str:
    from pdfminer.high_level import extract_text

    return NO_LETTER.sub("", extract_text(io.BytesIO(content), maxpages=MAX_PAGES))


def docx(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        shown = [
            member
            for member in archive.infolist()
            if member.filename.endswith(".xml")
            and member.file_size <= MAX_PART_BYTES
            and not NOT_SHOWN.match(member.filename)
        ]
        roots = [ElementTree.fromstring(archive.read(member)) for member in shown]
    return "\n".join("".join(pieces(root)) for root in roots)


def pieces(element: ElementTree.Element) -> Iterator[str]:
    name = element.tag.rpartition("}")[2]
    if name in LEFT_OUT:
        return
    if name in TEXT:
        yield element.text or ""
    for child in element:
        yield from pieces(child)
    if name in BREAKS:
        yield "\n"


def ipynb(content: bytes) -> str:
    import nbformat

    notebook = nbformat.reads(content.decode(), as_version=4)  # type: ignore[no-untyped-call]
    return "\n".join(cell.source for cell in notebook.cells)


def text(content: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(content[:MAX_TEXT_BYTES]).best()
    if best is None:
        raise ValueError("no encoding fits")
    return str(best)


READERS: dict[str, Callable[[bytes], str]] = {
    "pdf": pdf,
    "docx": docx,
    "ipynb": ipynb,
    "text": text,
}


def main() -> None:
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(10_000)
    with contextlib.suppress(OSError, ValueError):  # macOS does not limit it
        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    found = READERS[sys.argv[1]](sys.stdin.buffer.read())
    json.dump(found[:MAX_DOCUMENT_CHARACTERS], sys.stdout)


if __name__ == "__main__":
    main()
