"""The parts of a DOCX file: XML in a zip archive."""

import posixpath
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from lxml import etree

from reading.docx_alternatives import choose
from reading.limits import MAX_UNPACKED_BYTES
from reading.result import Unreadable

NO_DOCX = (
    "The file is damaged, locked with a password, or not a DOCX file at all; "
    "it needs manual review."
)
TOO_LARGE = (
    f"The DOCX file unpacks to more than {MAX_UNPACKED_BYTES} bytes; it needs manual review."
)

# Its checksum, its packed bytes, their end; or it is locked with a password.
BROKEN = (BadZipFile, zlib.error, EOFError, RuntimeError)


class Damaged(Unreadable):
    """A part is missing, or no XML."""

    def __init__(self) -> None:
        super().__init__(NO_DOCX)


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    root: Any


class Package:
    """Raises Unreadable from every method; Damaged where it is one part's fault."""

    def __init__(self, content: bytes, max_bytes: int = MAX_UNPACKED_BYTES) -> None:
        try:
            self._archive = ZipFile(BytesIO(content))
        except BadZipFile:
            raise Damaged from None
        if sum(entry.file_size for entry in self._archive.infolist()) > max_bytes:
            raise Unreadable(TOO_LARGE)
        names = self._archive.namelist()
        self._entries = {folded(name): name for name in names} | {name: name for name in names}
        self.bytes_left = max_bytes
        self._relations: dict[str, list[Any]] = {}
        self._identified: dict[str, dict[str, Any]] = {}
        (self.main,) = self.related("", "officeDocument") or ["word/document.xml"]

    def parts(self, *kinds: str) -> Iterator[Any]:
        """The roots of the parts of these kinds that the main one uses."""
        return (self.root(name) for name in self.related(self.main, *kinds))

    def root(self, name: str) -> Any:
        # A document type could define entities that grow; a DOCX file has none. What is written
        # for programs only is left out, lest it divides a text or is taken for an element.
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(self.read(name), parser)
        except etree.XMLSyntaxError as error:
            if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
                raise MemoryError from None
            raise Damaged from None
        if root.getroottree().docinfo.doctype:
            raise Damaged
        choose(root)
        return root

    def related(self, name: str, *kinds: str) -> list[str]:
        """The names of parts that are related to this one in these ways, each once."""
        found = (
            target(name, relation)
            for relation in self._relations_of(name)
            if posixpath.basename(relation.get("Type", "")) in kinds
        )
        return list(dict.fromkeys(found))

    def named(self, name: str, identifier: str) -> str:
        """The part, of this file, to which another one refers so; none is an empty name."""
        if name not in self._identified:
            relations = reversed(self._relations_of(name))
            self._identified[name] = {relation.get("Id"): relation for relation in relations}
        relation = self._identified[name].get(identifier)
        is_here = relation is not None and relation.get("TargetMode") != "External"
        return target(name, relation) if is_here else ""

    def _relations_of(self, name: str) -> list[Any]:
        if name not in self._relations:
            folder, file = posixpath.split(name)
            relations = posixpath.join(folder, "_rels", f"{file}.rels")
            is_there = folded(relations) in self._entries
            self._relations[name] = list(self.root(relations)) if is_there else []
        return self._relations[name]

    def _entry(self, name: str) -> str:
        return self._entries.get(name) or self._entries[folded(name)]

    def read(self, name: str) -> bytes:
        """What the archive's directory says of sizes need not be true."""
        try:
            with self._archive.open(self._entry(name)) as part:
                content = part.read(self.bytes_left + 1)
        except (KeyError, *BROKEN):
            raise Damaged from None
        self.bytes_left -= len(content)
        if self.bytes_left < 0:
            raise Unreadable(TOO_LARGE)
        return content


def target(name: str, relation: Any) -> str:
    """Of a relation of this part: the name of another."""
    path = posixpath.join("/", posixpath.dirname(name), relation.get("Target", ""))
    return posixpath.normpath(path).removeprefix("/")


def folded(name: str) -> str:
    """One form of all the names by which a part may be called: some tools write them as Windows
    does, and neither there nor in Word does it matter whether letters are small."""
    return name.replace("\\", "/").lower()
