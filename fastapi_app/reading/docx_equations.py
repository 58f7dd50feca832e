r"""Formulas of older Word files, written as the code of a field: EQ \f(1,2)."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import accumulate
from types import MappingProxyType
from typing import Any

from reading.docx_drawn import Drawn
from reading.docx_formulas import Kind, Row, Written, index, power, quotient, root_of, with_limits
from reading.docx_styles import MAX_POINTS_OFF_LINE
from reading.docx_xml import value
from reading.visibility import LETTERS_IN_ONE_PLACE

EQUATION = re.compile(r"^\s*eq(?![A-Za-z])", re.IGNORECASE)
ABOUT_ALL = re.compile(r'\\\*\s*(?:"[^"]*"|[^\s\\()]+)')
TOKEN = re.compile(
    r"\\(?P<sign_of>lc|rc|bc|fc|vc)\\(?P<sign>.)"
    r"|\\(?P<switch>[A-Za-z]{1,2})\s*0*(?P<number>\d{0,6})\d*\s*"
    r"|\\(?P<escaped>.)|(?P<mark>[(),;])|(?P<text>[^\\(),;]+)",
    re.DOTALL | re.IGNORECASE,
)
CLOSING = MappingProxyType({"(": ")", "[": "]", "{": "}", "<": ">"})
MAX_DEPTH = 50
MAX_POINTS_ACROSS = 842.0
"""To the side, by all of a field: as wide as a page is that lies on its longer side."""
ACROSS = frozenset({"fo", "ba"})
UP_OR_DOWN = frozenset({"up", "do"})


@dataclass(slots=True)
class Element:
    """What is open: one of the field's elements, or brackets that are only written."""

    switches: dict[str, str] = field(default_factory=dict)  # with their numbers or signs
    arguments: list[Row] = field(default_factory=lambda: [Row()])

    @property
    def rows(self) -> list[Row]:
        """At least three, if need be empty."""
        return [*self.arguments, Row(), Row()]


def fraction(of: Element) -> Written:
    return quotient(of.rows[0], of.rows[1]), Kind.FRACTION


def root(of: Element) -> Written:
    degree, under = of.rows[:2]
    return root_of(under, degree) if under.pieces else root_of(degree, Row())


def script(of: Element) -> Written:
    if "do" in of.switches:
        return index(of.rows[0], ""), Kind.POWER
    below = of.rows[1]
    return power(of.rows[0]) + (index(below, "") if below.pieces else ""), Kind.POWER


def overlaid(of: Element) -> Written:
    """In one place: a word and, raised over it, how it is pronounced, or a number in a circle."""
    drawn = [row for row in of.arguments if row.kind is not Kind.POWER] or of.arguments
    words = [row for row in drawn if any(map(str.isalnum, row.text))] or drawn
    return "".join(row.text for row in words), Kind.TEXT


def covers(of: Element) -> bool:
    """Whether more is drawn in one place than can be read there."""
    on_line = [row.text for row in of.arguments if row.kind is not Kind.POWER]
    sizes = [sum(map(is_dense, text)) for text in on_line]
    return sum(size > LETTERS_IN_ONE_PLACE for size in sizes) > 1


def is_dense(character: str) -> bool:
    return character.isalnum() or "\u2580" <= character <= "\u25ff"  # blocks and other shapes


def operator(of: Element) -> Written:
    name = "sum" if "su" in of.switches else "product" if "pr" in of.switches else "integral"
    name = of.switches.get("fc") or of.switches.get("vc") or name
    return with_limits(name, *of.rows[:3])


def bracketed(of: Element) -> Written:
    both = of.switches.get("bc", "" if {"lc", "rc"} & set(of.switches) else "(")
    begin = of.switches.get("lc", both)
    end = of.switches.get("rc", CLOSING.get(both, both))
    return f"{begin}{listed(of)[0]}{end}", Kind.CLOSED


def array(of: Element) -> Written:
    columns = max(1, int(of.switches.get("co") or 1))
    texts = [row.text for row in of.arguments]
    rows = (texts[start : start + columns] for start in range(0, len(texts), columns))
    return "; ".join(", ".join(row) for row in rows), Kind.TEXT


def listed(of: Element) -> Written:
    return ", ".join(row.text for row in of.arguments), Kind.TEXT


def as_it_is(of: Element) -> Written:
    return f"({listed(of)[0]})", Kind.CLOSED


def moved(of: Element) -> Written:
    return " " + listed(of)[0], Kind.TEXT


ELEMENTS: MappingProxyType[str, Callable[[Element], Written]] = MappingProxyType(
    {
        **{"f": fraction, "r": root, "s": script, "o": overlaid, "i": operator},
        **{"b": bracketed, "a": array, "l": listed, "x": listed, "d": moved},
    }
)


def equation(code: str) -> Drawn:
    """The formula that the code of a field says, or an empty text where it says none.

    It takes one part that is off the page or covered to hide it all, as with its runs."""
    if not EQUATION.match(code):
        return Drawn("", is_seen=True)
    tokens = list(TOKEN.finditer(ABOUT_ALL.sub("", EQUATION.sub("", code, count=1))))
    if depth(tokens) > MAX_DEPTH:
        text = " ".join(token["text"] for token in tokens if token["text"])
        is_overlaid = any((token["switch"] or "").lower() == "o" for token in tokens)
        return Drawn(text, not is_overlaid and is_on_page(tokens))
    text, is_legible = formula(tokens)
    return Drawn(text, is_legible and is_on_page(tokens))


def is_on_page(tokens: Iterable[re.Match[str]]) -> bool:
    """By how far the switches move what is in the brackets after them, or follows there."""
    across, further = 0.0, 0.0
    off = [0.0]  # the line, by all brackets that are open
    for token in tokens:
        name, points = (token["switch"] or "").lower(), float(token["number"] or 0)
        if name in UP_OR_DOWN:
            further += points
        elif name in ACROSS:
            across += points
        elif token["mark"] == "(":
            off.append(off[-1] + further)
        elif token["mark"] == ")" and len(off) > 1:
            off.pop()
        if not name:
            further = 0.0
        if across > MAX_POINTS_ACROSS or off[-1] > MAX_POINTS_OFF_LINE:
            return False
    return True


def depth(tokens: Iterable[re.Match[str]]) -> int:
    steps = ({"(": 1, ")": -1}.get(token["mark"] or "", 0) for token in tokens)
    return max(accumulate(steps, lambda deep, step: max(0, deep + step)), default=0)


def formula(tokens: Iterable[re.Match[str]]) -> tuple[str, bool]:
    """And whether it can be read where it is drawn."""
    is_legible = True
    elements = [Element()]
    switches: dict[str, str] = {}
    for token in tokens:
        if token["switch"] or token["sign_of"]:
            name = (token["switch"] or token["sign_of"]).lower()
            switches[name] = token["sign"] or token["number"] or ""
            continue
        mark, text = token["mark"], token["escaped"] or token["text"] or ""
        if mark == "(":
            elements.append(Element(switches))
        elif mark == ")" and len(elements) > 1:
            is_legible = end(elements) and is_legible
        elif mark in {",", ";"} and elements[-1].switches:
            elements[-1].arguments.append(Row())
        else:
            elements[-1].arguments[-1].add(mark or text)
        switches = {}
    while len(elements) > 1:
        is_legible = end(elements) and is_legible
    return elements[0].arguments[0].text, is_legible


def end(elements: list[Element]) -> bool:
    """Whether the one that ends can be read."""
    ended = elements.pop()
    write = next((ELEMENTS[name] for name in ended.switches if name in ELEMENTS), as_it_is)
    elements[-1].arguments[-1].add(*write(ended))
    return write is not overlaid or not covers(ended)


def of_simple_field(element: Any) -> Drawn:
    """One whose code is an attribute, and which shows nothing else."""
    is_blank = next(element.iter("{*}t"), None) is None
    return equation(value(element, "instr") if is_blank else "")


def drawn_by(pieces: Iterable[Drawn]) -> Drawn | None:
    """It takes one run that is not seen to hide it all: there is no telling what it would be."""
    code = "".join(piece.text for piece in pieces)
    is_seen = all(piece.is_seen or not piece.text.strip() for piece in pieces)
    found = equation(code)
    return Drawn(found.text, is_seen and found.is_seen) if EQUATION.match(code) else None
