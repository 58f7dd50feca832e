"""Documents that are embedded in a DOCX file, to be part of its text (altChunk)."""

import posixpath
import re
from collections.abc import Iterable
from typing import Any

from reading.docx_package import Damaged, Package
from reading.result import Unreadable

TYPES = "[Content_Types].xml"
# By what the package says of a part's type, or else by the name's ending.
KINDS = (
    ("DOCX", re.compile(r"wordprocessingml|ms-word\.(document|template)\.macro|^do[ct][xm]$")),
    ("MHTML", re.compile(r"rfc822|multipart/related|mhtml|^mht$|^eml$")),
    ("HTML", re.compile(r"html|^htm$")),
    ("RTF", re.compile(r"rtf")),
    ("text", re.compile(r"text/plain|^te?xt$")),
    ("XML", re.compile(r"xml")),
    ("DOC", re.compile(r"msword|^doc$")),
)
BEGINNINGS = ((b"PK\x03\x04", "DOCX"), (b"{\\rtf", "RTF"), (b"MIME-Version:", "MHTML"))
UNKNOWN = "an unknown kind"
MAX_DEPTH = 3
"""Of documents in each other."""


class Types:
    """What the package says of the types of its parts."""

    def __init__(self, package: Package) -> None:
        self._by_name: dict[str, str] = {}
        self._by_ending: dict[str, str] = {}
        try:
            root: Any = package.root(TYPES)
        except Damaged:
            return
        for entry in root:
            said = entry.get("ContentType", "").lower()
            self._by_name[entry.get("PartName", "").removeprefix("/").lower()] = said
            self._by_ending[entry.get("Extension", "").lower()] = said

    def kind(self, name: str, content: bytes) -> str:
        """Of a part that is a document: its beginning tells more than what is said of it."""
        start = content[:100].lstrip(b"\xef\xbb\xbf \t\r\n")
        for beginning, kind in BEGINNINGS:
            if start.startswith(beginning):
                return kind
        ending = posixpath.splitext(name)[1].removeprefix(".").lower()
        for said in (self._by_name.get(name.lower()), self._by_ending.get(ending), ending):
            for kind, pattern in KINDS:
                if said and pattern.search(said):
                    return kind
        return UNKNOWN


class Embedded(Unreadable):
    """A document of this kind is embedded, and not read."""

    def __init__(self, kind: str, flags: Iterable[str] = ()) -> None:
        reason = f"The DOCX file contains an embedded document ({kind}), which is not read; "
        super().__init__(f"{reason}it needs manual review.", flags)
        self.kind = kind
