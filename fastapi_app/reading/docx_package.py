"""The parts of a DOCX file: XML in a zip archive."""

import posixpath
from collections.abc import Iterable
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from lxml import etree

from reading.limits import MAX_UNPACKED_BYTES
from reading.result import Unreadable

NO_DOCX = (
    "The file is damaged, locked with a password, or not a DOCX file at all; "
    "a person has to look at it."
)
TOO_LARGE = (
    f"The DOCX file unpacks to more than {MAX_UNPACKED_BYTES} bytes; a person has to look at it."
)


class Package:
    """Raises Unreadable from every method."""

    def __init__(self, content: bytes) -> None:
        try:
            self._archive = ZipFile(BytesIO(content))
        except BadZipFile:
            raise Unreadable(NO_DOCX) from None
        if sum(entry.file_size for entry in self._archive.infolist()) > MAX_UNPACKED_BYTES:
            raise Unreadable(TOO_LARGE)
        names = self._archive.namelist()
        self._entries = {folded(name): name for name in names} | {name: name for name in names}
        self._bytes_left = MAX_UNPACKED_BYTES
        (self.main,) = self._related("", {"officeDocument"}) or ["word/document.xml"]

    def parts(self, *kinds: str) -> Iterable[Any]:
        """The roots of the parts of these kinds that the main one uses."""
        return (self.root(name) for name in self._related(self.main, set(kinds)))

    def root(self, name: str) -> Any:
        # A document type could define entities that grow; a DOCX file has none. What is written
        # for programs only is left out, lest it divides a text or is taken for an element.
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(self._read(name), parser)
        except etree.XMLSyntaxError as error:
            if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
                raise MemoryError from None
            raise Unreadable(NO_DOCX) from None
        if root.getroottree().docinfo.doctype:
            raise Unreadable(NO_DOCX)
        return root

    def _related(self, name: str, kinds: set[str]) -> list[str]:
        """The names of parts that are related to this one in these ways, each once."""
        folder, file = posixpath.split(name)
        relations = posixpath.join(folder, "_rels", f"{file}.rels")
        if folded(relations) not in self._entries:
            return []
        found = (
            posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
            for relation in self.root(relations)
            if posixpath.basename(relation.get("Type", "")) in kinds
        )
        return list(dict.fromkeys(target.removeprefix("/") for target in found))

    def _entry(self, name: str) -> str:
        return self._entries.get(name) or self._entries[folded(name)]

    def _read(self, name: str) -> bytes:
        """What the archive's directory says of sizes need not be true."""
        try:
            with self._archive.open(self._entry(name)) as part:
                content = part.read(self._bytes_left + 1)
        except (KeyError, BadZipFile, RuntimeError):  # not there; damaged; locked with a password
            raise Unreadable(NO_DOCX) from None
        self._bytes_left -= len(content)
        if self._bytes_left < 0:
            raise Unreadable(TOO_LARGE)
        return content


def folded(name: str) -> str:
    """One form of all the names by which a part may be called: some tools write them as Windows
    does, and neither there nor in Word does it matter whether letters are small."""
    return name.replace("\\", "/").lower()
