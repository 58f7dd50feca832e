"""What is shown in one place of a DOCX file and stands in another: in parts of their own, such as
charts and diagrams, or in attributes."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from typing import Any

from reading.decoding import read_with
from reading.docx_charts import Chart, is_on_chart
from reading.docx_chunks import Embedded, Types
from reading.docx_colours import filled
from reading.docx_diagrams import Room, drawing_of, of_drawing, of_model, room_of
from reading.docx_drawn import Drawn, is_shown, letters, seen
from reading.docx_forms import of_control
from reading.docx_geometry import frame_of
from reading.docx_package import Damaged, Package
from reading.docx_page import Page
from reading.docx_wordart import along_path
from reading.docx_xml import local_name
from reading.limits import MAX_DOCUMENT_CHARACTERS
from reading.result import PARTLY_READ, Reading, Unreadable
from reading.visibility import HIDDEN_TEXT, Colour, says_something

RELATIONS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
# A program's own objects, ink, and the chapters of a book that are files of their own.
UNREAD = ("OLEObject", "objectEmbed", "objectLink", "contentPart", "subDoc")
NOTHING, NOT_READ = Reading(""), Reading("", (PARTLY_READ,))


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is met: in which part, on what, in a line of so many points."""

    part: str
    background: Colour | None
    height: float
    is_there: bool  # and not in hidden text


class Elsewhere:
    """What is met of it on the way through a package; `read_chunk` reads an embedded DOCX on a
    background."""

    def __init__(
        self,
        package: Package,
        page: Page,
        read_chunk: Callable[[Package, Colour | None], Reading],
    ) -> None:
        self.unread_kind = ""  # of an embedded document
        self._package = package
        self._page = page
        self._read_chunk = read_chunk
        self._types: Types | None = None
        self._known: dict[tuple[str, Colour | None, Room | None], Reading] = {}
        self._length = 0
        self._readers: dict[str, Callable[[Any, Place], Reading]] = {
            "chart": self._chart,
            "relIds": self._diagram,
            "txBody": self._letters,
            "textpath": self._path,
            "control": self._control,
            "altChunk": self._chunk,
            **dict.fromkeys(UNREAD, lambda _element, _place: NOT_READ),
        }

    def knows(self, name: str) -> bool:
        return name in self._readers

    def at(self, name: str, element: Any, place: Place) -> Reading:
        """The text that can be seen here, and what is to be said of it."""
        if self._length > MAX_DOCUMENT_CHARACTERS:
            return NOTHING  # which would be left out anyway
        was_unread = self.unread_kind
        try:
            reading = self._readers[name](element, place)
        except Damaged:
            reading = NOT_READ
        if place.is_there and is_shown(element, place.height, self._page.longest_side):
            self._length += len(reading.text)
            return reading
        self.unread_kind = was_unread
        hides = says_something(reading.text) or HIDDEN_TEXT in reading.flags
        return Reading("", (HIDDEN_TEXT,) if hides else ())

    # Parts of their own -----------------------------------------------------------------------

    def _chart(self, element: Any, place: Place) -> Reading:
        under = self._under(element, place)
        return self._of_part(self._named(element, place, "id"), under, self._tell_chart)

    def _tell_chart(self, name: str, under: Colour | None) -> Iterator[Drawn]:
        root = self._package.root(name)
        yield from Chart(root, under).told()
        for shapes in self._package.related(name, "chartUserShapes"):
            for shape in self._package.root(shapes).iter("{*}sp"):
                is_there = is_on_chart(shape)
                for body in shape.iterfind("{*}txBody"):
                    for piece in letters(body, filled(shape, None)):
                        yield piece._replace(is_seen=piece.is_seen and is_there)

    def _diagram(self, element: Any, place: Place) -> Reading:
        def tell(name: str, under: Colour | None) -> Iterator[Drawn]:
            model = self._package.root(name)
            drawing = self._drawing(self._package.named(place.part, drawing_of(model)))
            if drawing is None:
                return of_model(model, under)
            return of_drawing(drawing, under, room)

        under, room = self._under(element, place), room_of(element)
        return self._of_part(self._named(element, place, "dm"), under, tell, room)

    def _drawing(self, name: str) -> Any | None:
        """Of a diagram, if there is one that anything is drawn in."""
        try:
            drawing = self._package.root(name) if name else None
        except Damaged:
            return None
        return None if drawing is None or next(drawing.iter("{*}sp"), None) is None else drawing

    def _of_part(
        self,
        name: str,
        under: Colour | None,
        tell: Callable[[str, Colour | None], Iterable[Drawn]],
        room: Room = (inf, inf),
    ) -> Reading:
        if not name:
            return NOT_READ
        key = name, under, room
        if key not in self._known:
            self._known[key] = lines(tell(name, under))
        return self._known[key]

    def _under(self, element: Any, place: Place) -> Colour | None:
        """What a drawing lies on, which may be another one unless it stands in a line."""
        frame = frame_of(element)
        floats = frame is not None and local_name(frame) == "anchor"
        return None if floats and self._page.drawings > 1 else place.background

    def _named(self, element: Any, place: Place, attribute: str) -> str:
        identifiers = (element.get(f"{{{namespace}}}{attribute}") for namespace in RELATIONS)
        return self._package.named(place.part, next(filter(None, identifiers), ""))

    # Attributes, and text of drawings that is no paragraph of the document --------------------

    def _letters(self, element: Any, place: Place) -> Reading:
        shape = next(element.iterancestors("{*}sp"), None)
        return lines(letters(element, filled(shape, self._under(element, place))))

    def _path(self, element: Any, place: Place) -> Reading:
        drawn = along_path(element, place.background, self._page.longest_side)
        return lines(() if drawn is None else (drawn,))

    def _control(self, element: Any, place: Place) -> Reading:
        drawn = of_control(self._package.root(self._named(element, place, "id")))
        return NOT_READ if drawn is None else lines((drawn,))

    # Embedded documents -----------------------------------------------------------------------

    def _chunk(self, element: Any, place: Place) -> Reading:
        name = self._named(element, place, "id")
        key = name, place.background, None
        if key not in self._known:
            document = self._read_document(name, place.background)
            self._known[key] = Reading(in_lines(document.text), document.flags)
        return self._known[key]

    def _read_document(self, name: str, background: Colour | None) -> Reading:
        if self._types is None:
            self._types = Types(self._package)
        content = self._package.read(name)
        kind = self._types.kind(name, content)
        try:
            if kind == "DOCX":
                return self._read_docx(content, background)
        except Embedded as inner:
            kind = inner.kind
        except Damaged:
            kind = "damaged DOCX"
        if kind == "text":
            # It is none, or in an encoding that is not said, or that this process has not loaded.
            with suppress(Unreadable, LookupError):
                return read_with(lambda _: None, content)
            kind = "text in an unknown encoding"
        self.unread_kind = kind
        return NOTHING

    def _read_docx(self, content: bytes, background: Colour | None) -> Reading:
        chunk = Package(content, self._package.bytes_left)
        reading = self._read_chunk(chunk, background)
        self._package.bytes_left = chunk.bytes_left
        return reading


def lines(pieces: Iterable[Drawn]) -> Reading:
    text, hides = seen(pieces)
    return Reading(in_lines(text), (HIDDEN_TEXT,) if hides else ())


def in_lines(text: str) -> str:
    """Divided from what is before and after it."""
    return f"\n{text}\n" if text else ""
