"""Short questions to the elements of a DOCX file."""

from collections.abc import Iterator, Set
from math import isfinite
from typing import Any

from lxml import etree

TWENTIETHS = 20  # of a point, in which lengths are given
HALF_POINTS = 2  # in a point, in which sizes of letters are given
STANDARDS = ("http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/")
# Taken out or moved away by its author; there for a program that cannot show the other form;
# formats, where a tab is a stop and no character; and how the word below it is pronounced.
NOT_TEXT = frozenset({"del", "moveFrom", "Fallback", "pPr", "rPr", "sectPr", "rt"})
THOUSANDTHS = 100_000  # of a percent, in all of it
FIXED_POINT = 65536  # a fraction in VML may be so many times as large, with an f behind it
OFF = frozenset({"0", "f", "false", "off"})


def local_name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def is_standard(element: Any) -> bool:
    """Whether it is one of the format's own, and not of the same name for another program."""
    return str(element.tag).removeprefix("{").startswith(STANDARDS)


def value(element: Any, attribute: str) -> str:
    """An attribute of the element's own namespace, or an empty text."""
    namespace, _, _ = element.tag.rpartition("}")
    return str(element.get(f"{namespace}}}{attribute}", ""))


def named(element: Any, path: str) -> str:
    found = element.find(path)
    return "" if found is None else value(found, "val")


def is_on(element: Any | None) -> bool:
    """Whether a format that is either on or off is on; written without a value, it is."""
    return element is not None and value(element, "val") not in OFF


def number(text: str, otherwise: float) -> float:
    try:
        found = float(text)
    except ValueError:
        return otherwise
    return found if isfinite(found) else otherwise


def elements(root: Any, names: Set[str], without: Set[str] = NOT_TEXT) -> Iterator[Any]:
    """Those of these names, but for what is in others of which nothing is shown."""
    way = etree.iterwalk(root, events=("start",), tag=[f"{{*}}{name}" for name in names | without])
    for _, element in way:
        if local_name(element) in without:
            way.skip_subtree()
        else:
            yield element


def fraction(text: str, otherwise: float = 1, unit: int = THOUSANDTHS) -> float:
    """Of so many units; or written with the sign of percent, or as a fixed point."""
    for sign, whole in {"%": 100, "f": FIXED_POINT}.items():
        if text.endswith(sign):
            return number(text.removesuffix(sign), otherwise * whole) / whole
    return number(text, otherwise * unit) / unit
