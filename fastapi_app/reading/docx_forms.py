"""What is filled into the forms of a DOCX file and stands in the properties of their fields."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from reading.docx_drawn import Drawn
from reading.docx_xml import TWENTIETHS, is_on, named, number, value
from reading.visibility import WHITE, Colour, contrast, least_contrast, least_points

TICKED, UNTICKED = "☒", "☐"


def shown_by(form: Any | None, instruction: str) -> str:
    """What a field of this instruction shows. One for text shows what is written in the document,
    and any other has no use for what is said of a form."""
    box, choice = (
        None if form is None else form.find(path) for path in ("{*}checkBox", "{*}ddList")
    )
    if box is not None and instruction == "FORMCHECKBOX":
        return TICKED if is_ticked(box) else UNTICKED
    return chosen(choice) if choice is not None and instruction == "FORMDROPDOWN" else ""


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
