"""The fields of the forms on a page of a PDF: what is in them, to be compared with what is drawn.

Viewers disagree on a field whose looks do not fit its value: some draw the looks, others the value.
"""

import ctypes
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import pypdfium2.raw as pdfium

from reading.pdf_scan import Rectangle

PASSWORD = 1 << 13  # flags of a field of text
TICKED_OFF = "Off"
WIDE_OFF = (ctypes.c_ushort * 4)(*map(ord, "Off"))
BUTTONS = {pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON}
VALUES = {pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX}
NORMAL = pdfium.FPDF_ANNOT_APPEARANCEMODE_NORMAL
SHOWS_TEXT = re.compile(r"\bT[jJ]\b|['\"]")


@dataclass(frozen=True, slots=True)
class Value:
    """What a line or box of text holds, or what was chosen from a list that folds."""

    place: Rectangle
    text: str


@dataclass(frozen=True, slots=True)
class Tick:
    place: Rectangle
    is_on: bool
    has_looks: bool = True  # for the state that it is in


@dataclass(frozen=True, slots=True)
class Choice:
    """A list that is shown whole: its options, and whether each was chosen."""

    place: Rectangle
    options: tuple[tuple[str, bool], ...]


Field: TypeAlias = Value | Tick | Choice


def says_something(entry: Field) -> bool:
    """Whether something was filled in, ticked or chosen."""
    match entry:
        case Value():
            return True
        case Tick():
            return entry.is_on
        case Choice():
            return any(is_chosen for _, is_chosen in entry.options)


@dataclass(frozen=True, slots=True)
class Looks:
    """Of a button, before PDFium puts in order what does not fit together."""

    state: str
    value: str
    drawn: str

    @classmethod
    def of(cls, widget: Any) -> "Looks":
        return cls(string(widget, b"AS"), string(widget, b"V"), drawn(widget))


class Contradiction(Exception):
    """Viewers show different things of a field."""


def field_of(widget: Any, form: Any, before: Looks | None) -> Field | None:
    """None for what holds nothing that a person reads. Raises Contradiction."""
    if form is None:  # a field that belongs to no form: not every viewer draws its value
        if string(widget, b"V").strip() and not SHOWS_TEXT.search(drawn(widget)):
            raise Contradiction
        return None
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, widget)
    if before is not None:
        if kind == pdfium.FPDF_FORMFIELD_RADIOBUTTON and not (before.state or before.drawn):
            raise Contradiction  # its group has a value, but which of its buttons has it?
        return tick(widget, form, before)
    if kind == pdfium.FPDF_FORMFIELD_LISTBOX:
        return Choice(place_of(widget), options(widget, form))
    if kind in VALUES and not is_written_otherwise(widget, form):
        return value_in(widget, form)
    return None


def value_in(widget: Any, form: Any) -> Value | None:
    """Raises Contradiction."""
    text = told(partial(pdfium.FPDFAnnot_GetFormFieldValue, form, widget))
    text = next((label for label, is_chosen in options(widget, form) if is_chosen), text)
    if text.strip():
        return Value(place_of(widget), text)
    if string(widget, b"RV"):  # it has a value with formats only, which PDFium does not draw
        raise Contradiction
    return None


def tick(widget: Any, form: Any, before: Looks) -> Tick:
    """Raises Contradiction."""
    place = place_of(widget)
    if not before.state:
        # Such a box is not ticked, but some viewers draw what its group says.
        now = drawn(widget)
        set_state(widget)
        is_off = now == drawn(widget) and before.drawn in {"", now}
        if before.value not in {"", TICKED_OFF} or not is_off:
            raise Contradiction
        return Tick(place, is_on=False)
    if before.value not in {"", before.state}:
        raise Contradiction
    # LibreOffice ticks a box with a state for which it gives no looks.
    has_looks = before.state == told(
        partial(pdfium.FPDFAnnot_GetFormFieldExportValue, form, widget)
    )
    return Tick(place, before.state != TICKED_OFF, has_looks)


def set_state(annotation: Any) -> None:
    """That of a box that is not ticked, where there is none: PDFium may crash otherwise."""
    if not pdfium.FPDFAnnot_HasKey(annotation, b"AS"):
        pdfium.FPDFAnnot_SetStringValue(annotation, b"AS", WIDE_OFF)


def options(widget: Any, form: Any) -> tuple[tuple[str, bool], ...]:
    count = pdfium.FPDFAnnot_GetOptionCount(form, widget)
    return tuple(
        (
            told(partial(pdfium.FPDFAnnot_GetOptionLabel, form, widget, number)),
            bool(pdfium.FPDFAnnot_IsOptionSelected(form, widget, number)),
        )
        for number in range(count)
    )


def is_written_otherwise(widget: Any, form: Any) -> bool:
    """Whether it is a password, or a program in the file writes it, such as "1,234.50"."""
    action = pdfium.FPDF_ANNOT_AACTION_FORMAT
    program = partial(pdfium.FPDFAnnot_GetFormAdditionalActionJavaScript, form, widget, action)
    is_password = pdfium.FPDFAnnot_GetFormFieldFlags(form, widget) & PASSWORD
    return bool(is_password or told(program))


def place_of(widget: Any) -> Rectangle:
    rectangle = pdfium.FS_RECTF()
    pdfium.FPDFAnnot_GetRect(widget, rectangle)
    across, upwards = (rectangle.left, rectangle.right), (rectangle.bottom, rectangle.top)
    return min(across), min(upwards), max(across), max(upwards)


def string(annotation: Any, key: bytes) -> str:
    return told(partial(pdfium.FPDFAnnot_GetStringValue, annotation, key))


def drawn(annotation: Any) -> str:
    """The content of its looks."""
    return told(partial(pdfium.FPDFAnnot_GetAP, annotation, NORMAL))


def told(tell: Callable[[Any, int], int]) -> str:
    """The text that a function of PDFium writes into a buffer, whose size it says first."""
    length = tell(None, 0)
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    tell(buffer, length)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")
