"""What is filled into the forms of a DOCX file and stands in the properties of their fields."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from reading.docx_drawn import Drawn
from reading.docx_xml import TWENTIETHS, is_on, named, number, value
from reading.visibility import WHITE, Colour, contrast, least_contrast, least_points

TICKED, UNTICKED = "☒", "☐"


@dataclass(slots=True)
class Field:
    shows: str
    is_seen: bool
    written_before: int  # of the texts of the document
    is_code: bool  # what stands here, as the result follows


class Fields:
    """The fields of a part that we are in, the innermost last. `marks` are all that we shall meet
    of them."""

    def __init__(self, marks: Iterable[Any] = ()) -> None:
        self._fields: list[Field] = []
        self._codes = 0  # of these, in which we are still in the code
        self._with_result = with_result(marks)

    @property
    def are_in_code(self) -> bool:
        """Whether nothing is shown here of any text."""
        return self._codes > 0

    @property
    def end_in_code(self) -> bool:
        """Whether it is the code itself that stands here, and no result of a field in it."""
        return bool(self._fields) and self._fields[-1].is_code

    def meet(self, mark: Any, written: int, *, is_seen: bool) -> Drawn | None:
        """What a form's field shows, at its end, unless the document says it there too."""
        kind = value(mark, "fldCharType")
        if kind == "begin":
            is_code = mark in self._with_result
            shows = shown_by(mark.find("{*}ffData"))
            self._fields.append(Field(shows, is_seen, written, is_code))
            self._codes += is_code
        elif self._fields and self._fields[-1].is_code:
            self._fields[-1].is_code = False
            self._codes -= 1
        if kind != "end" or not self._fields:
            return None
        field = self._fields.pop()
        if not field.shows or field.written_before < written:
            return None
        return Drawn(field.shows, is_seen=field.is_seen and is_seen)


def with_result(marks: Iterable[Any]) -> set[Any]:
    """The beginnings of those fields that have a result, and an end."""
    found, open_ones = set(), []
    for mark in marks:
        kind = value(mark, "fldCharType")
        if kind == "begin":
            open_ones.append([mark, False])
        elif open_ones and kind == "separate":
            open_ones[-1][1] = True
        elif open_ones and kind == "end":
            begin, has_result = open_ones.pop()
            found |= {begin} if has_result else set()
    return found


def shown_by(form: Any | None) -> str:
    """A field for text shows what is written in the document."""
    if form is None:
        return ""
    box, choice = form.find("{*}checkBox"), form.find("{*}ddList")
    if box is not None:
        return TICKED if is_ticked(box) else UNTICKED
    return "" if choice is None else chosen(choice)


def is_ticked(box: Any) -> bool:
    state = box.find("{*}checked")
    return is_on(box.find("{*}default") if state is None else state)


def chosen(choice: Any) -> str:
    entries = choice.findall("{*}listEntry")
    wanted = named(choice, "{*}result") or named(choice, "{*}default")
    index = int(number(wanted, 0))
    return value(entries[index], "val") if 0 <= index < len(entries) else ""


# Controls, which are programs of their own (ActiveX) ------------------------------------------

BOXES = {"8bd21d40", "8bd21d50", "8bd21d60"}  # to tick, to choose between, to press down
FIELDS = {"8bd21d10", "8bd21d30"}  # to write into, also with a list
LABELS = {"978c9e23", "d7053240"}  # to read, to press
ON = {"1", "-1", "true"}
USUAL_POINTS = 8.0
COLOURS: Mapping[str, Colour | None] = MappingProxyType({"ForeColor": None, "BackColor": WHITE})


def of_control(control: Any) -> Drawn | None:
    """What a control shows; None where that is not written in its properties."""
    properties = {value(one, "name"): value(one, "value") for one in control.iterfind("{*}ocxPr")}
    kind = value(control, "classid").strip("{}").partition("-")[0].lower()
    caption, state = properties.get("Caption", ""), properties.get("Value", "")
    if not properties or kind not in BOXES | FIELDS | LABELS:
        return None
    if kind in BOXES:
        shown = f"{TICKED if state.lower() in ON else UNTICKED} {caption}"
    else:
        shown = (state or properties.get("Text", "")) if kind in FIELDS else caption
    return Drawn(shown, is_seen=is_legible(shown, properties))


def is_legible(text: str, properties: Mapping[str, str]) -> bool:
    height = number(properties.get("FontHeight", ""), USUAL_POINTS * TWENTIETHS) / TWENTIETHS
    fore, back = (
        colour_of(properties[name]) if name in properties else usual
        for name, usual in COLOURS.items()
    )
    is_clear = fore is None or back is None or contrast(fore, back) >= least_contrast(height)
    return is_clear and height >= least_points(text)


def colour_of(written: str) -> Colour | None:
    """Blue is in the highest byte; None for one of the system's."""
    code = int(number(written, -1))
    if not 0 <= code < 1 << 24:
        return None
    return code & 0xFF, code >> 8 & 0xFF, code >> 16
