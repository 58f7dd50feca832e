"""The fields of a DOCX file: what is their code and what they show."""

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from typing import Any

from reading.docx_drawn import Drawn
from reading.docx_equations import drawn_by
from reading.docx_forms import shown_by
from reading.docx_xml import value
from reading.visibility import says_something

UNSHOWN = frozenset({"ASK", "PRIVATE", "RD", "SET", "TA", "TC", "XE"})
"""What notes something for other fields, and is not shown itself whatever its result is."""

FORMULA = "EQ"
FIRST_WORD = re.compile(r"[A-Za-z]+")


@dataclass(slots=True)
class Field:
    form: Any | None
    is_seen: bool
    written_before: int  # of the texts of the document
    is_code: bool  # what stands here, as the result follows
    is_shown: bool = True
    code: list[Drawn] = field(default_factory=list)
    has_letters: bool = False  # in its code, as only its result should have


class Fields:
    """The fields of a part that we are in, the innermost last. `marks` are all that we shall meet
    of them: one that does not end is none, and shows its text."""

    def __init__(self, marks: Iterable[Any] = ()) -> None:
        self._fields: list[Field] = []
        self._unshown = 0  # of these, of which nothing is shown here
        self._ended = with_end(marks)
        self.hide = False
        """Whether letters were met that are code, and no formula."""

    @property
    def are_unshown(self) -> bool:
        """Whether nothing is shown here of any text."""
        return self._unshown > 0

    @property
    def end_in_code(self) -> bool:
        """Whether it is the code itself that stands here, and no result of a field in it."""
        return bool(self._fields) and self._fields[-1].is_code

    def write(self, text: str, *, is_seen: bool, is_letters: bool = False) -> None:
        """A piece of the code, if we are in it."""
        if self.end_in_code:
            self._fields[-1].code.append(Drawn(text, is_seen))
            self._fields[-1].has_letters |= is_letters and says_something(text)

    def meet(self, mark: Any, written: int, *, is_seen: bool) -> Drawn | None:
        """What the field shows that ends here, unless its result says so too."""
        kind = value(mark, "fldCharType")
        if kind == "begin":
            self._begin(Field(mark.find("{*}ffData"), is_seen, written, mark in self._ended))
        elif self.end_in_code:
            self._end_code(self._fields[-1])
        if kind != "end" or not self._fields:
            return None
        ended = self._fields.pop()
        self._unshown -= not ended.is_shown
        if ended.written_before < written or self.are_unshown:
            return None
        shown = shown_by(ended.form, instruction(ended.code))
        seen = Drawn(shown, is_seen=ended.is_seen and is_seen)
        return seen if shown else drawn_by(ended.code)

    def _begin(self, begun: Field) -> None:
        begun.is_shown = not begun.is_code
        self._fields.append(begun)
        self._unshown += begun.is_code

    def _end_code(self, begun: Field) -> None:
        does = instruction(begun.code)
        self.hide |= begun.has_letters and does != FORMULA
        begun.is_code, begun.is_shown = False, does not in UNSHOWN
        self._unshown -= begun.is_shown


def instruction(code: Iterable[Drawn]) -> str:
    """The word that says what a field does."""
    return first_word("".join(piece.text for piece in code))


def first_word(code: str) -> str:
    found = FIRST_WORD.match(code.lstrip())
    return found[0].upper() if found else ""


def only_notes(simple_field: Any) -> bool:
    """Whether it is of those whose result is not shown."""
    return first_word(value(simple_field, "instr")) in UNSHOWN


def with_end(marks: Iterable[Any]) -> Set[Any]:
    """The beginnings of those fields that end."""
    found, begun = set(), []
    for mark in marks:
        kind = value(mark, "fldCharType")
        if kind == "begin":
            begun.append(mark)
        elif begun and kind == "end":
            found.add(begun.pop())
    return found
