"""Which headers, footers and notes of a DOCX file stand on its pages.

Word keeps what is no longer shown: the header of a first page that is like the others again, or of
even pages that are no others. Of notes, those are shown that the text refers to.
"""

import re
from collections.abc import Set
from typing import Any

from reading.docx_package import Package
from reading.docx_xml import elements, is_on, local_name, value

REFERENCES = ("{*}headerReference", "{*}footerReference")
NOTES = {"footnotes": "footnoteReference", "endnotes": "endnoteReference"}
NOTE_REFERENCES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}
# Formats as they were before a change, and text that has no pages of its own.
WITHOUT_SECTIONS = frozenset({"sectPrChange", "pPrChange", "Fallback", "txbxContent"})
NUMBER = re.compile(r"[-+]?[0-9]{1,20}")


def unshown(package: Package, main: Any, settings: Any | None) -> Set[str]:
    """The names of headers and footers that no section shows; of a document whose sections name
    none at all, as some programs write it, none."""
    if next(main.iter(*REFERENCES), None) is None:
        return frozenset()
    are_even = settings is not None and is_on(settings.find("{*}evenAndOddHeaders"))
    known: dict[tuple[str, str], str] = {}  # by kind and pages; also for the sections that follow
    shown: set[str] = set()
    for section in elements(main, {"sectPr"}, WITHOUT_SECTIONS):
        for reference in section.iterfind("*"):
            if local_name(reference).endswith("Reference"):
                known[kind_of(reference)] = package.named(package.main, identifier_of(reference))
        pages = {"default": True, "first": is_on(section.find("{*}titlePg")), "even": are_even}
        shown.update(name for (_, which), name in known.items() if pages.get(which, True))
    return frozenset(package.related(package.main, "header", "footer")) - shown


def kind_of(reference: Any) -> tuple[str, str]:
    return local_name(reference), value(reference, "type") or "default"


def identifier_of(reference: Any) -> str:
    return next((said for name, said in reference.items() if name.endswith("}id")), "")


def drop_notes(part: Any, main: Any) -> None:
    """Take from a part of notes those to which nothing refers, and the lines above notes where
    there are none or more than one. What is said of a note that goes on on the next page is left
    out too: pages are not known here."""
    if local_name(part) not in NOTES:
        return
    reference = NOTES[local_name(part)]
    referred = {note_number(mark) for mark in elements(main, {reference})}
    is_shown = {
        note: note_number(note) in referred
        for note in part
        if value(note, "type") in {"", "normal"}
    }
    lines = [note for note in part if is_line(note)][: any(is_shown.values())]
    for note in list(part):
        if not is_shown.get(note, note in lines):
            part.remove(note)


def is_line(note: Any) -> bool:
    """Whether it is what stands between the text and its notes."""
    return value(note, "type") == "separator"


def note_number(owner: Any) -> int | str:
    """Of a note or a reference to one; numbers may be written in several ways."""
    said = value(owner, "id")
    return int(said) if NUMBER.fullmatch(said.strip()) else said
