"""Which headers, footers and notes of a DOCX file stand on its pages.

Word keeps what is no longer shown: the header of a first page that is like the others again, or of
even pages that are no others. Of notes, those are shown that the text refers to.
"""

from collections.abc import Set
from typing import Any

from reading.docx_package import Package
from reading.docx_xml import is_on, local_name, value

REFERENCES = ("{*}headerReference", "{*}footerReference")
NOTES = {"footnotes": "footnoteReference", "endnotes": "endnoteReference"}


def unshown(package: Package, main: Any, settings: Any | None) -> Set[str]:
    """The names of headers and footers that no section shows; of a document whose sections name
    none at all, as some programs write it, none."""
    if next(main.iter(*REFERENCES), None) is None:
        return frozenset()
    are_even = settings is not None and is_on(settings.find("{*}evenAndOddHeaders"))
    known: dict[tuple[str, str], str] = {}  # by kind and pages; also for the sections that follow
    shown: set[str] = set()
    for section in main.iter("{*}sectPr"):
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
    """Take from a part of notes those to which nothing refers. The lines above notes have a type,
    and one without a number cannot be referred to."""
    reference = NOTES.get(local_name(part))
    if reference is None:
        return
    referred = {value(mark, "id") for mark in main.iter(f"{{*}}{reference}")}
    for note in part.findall("*"):
        number = value(note, "id")
        if number and number not in referred and not value(note, "type"):
            part.remove(note)
