"""DOCX: the text that a person sees in it."""

from typing import Any

from lxml import etree

from reading.docx_package import Package
from reading.docx_styles import Styles, parsed, shading
from reading.result import Reading
from reading.visibility import WHITE, Colour, not_blank, says_something, visible
from reading.worker import serve

# What else is printed, after the text itself.
SIDE_PARTS = ("header", "footer", "footnotes", "endnotes")
# Taken out or moved away by its author; there for a program that cannot show the other form;
# and formats, where a tab is a stop and no character.
NOT_TEXT = {"del", "moveFrom", "Fallback", "pPr", "rPr", "sectPr"}
WHITE_OF_THEME = {"bg1", "lt1"}
OTHER_FILLS = (
    "{*}spPr/{*}gradFill",
    "{*}spPr/{*}blipFill",
    "{*}spPr/{*}pattFill",
    "{*}style/{*}fillRef",
)
CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_docx(content: bytes) -> Reading:
    """Raises Unreadable."""
    package = Package(content)
    story = Story(Styles(next(iter(package.parts("styles")), None)))
    story.tell(package.root(package.main))
    for part in package.parts(*SIDE_PARTS):
        story.tell(part)
    return not_blank("DOCX file", visible("".join(story.pieces), hides=story.hides))


class Story:
    """What is met on the way through the parts, in the order of their elements."""

    def __init__(self, styles: Styles) -> None:
        self.pieces: list[str] = []
        self.hides = False
        self._styles = styles
        self._paragraphs: list[Any] = []
        self._backgrounds: list[Colour | None] = [WHITE]
        self._visible: list[bool] = [True]  # of each run that we are in: a run may hold a text box

    def tell(self, part: Any) -> None:
        way = etree.iterwalk(part, events=("start", "end"))
        for event, element in way:
            name = etree.QName(element).localname
            if event == "end":
                self._leave(name)
            elif name in NOT_TEXT:
                way.skip_subtree()
            else:
                self._enter(name, element)

    def _enter(self, name: str, element: Any) -> None:
        match name:
            case "p":
                self._paragraphs.append(element)
                self._lay(self._styles.paragraph_shading(element))
            case "tbl":
                self._lay(shading(element.find("{*}tblPr/{*}shd")))
            case "tc":
                self._lay(shading(element.find("{*}tcPr/{*}shd")))
            case "txbxContent":
                self._backgrounds.append(fill(element, self._backgrounds[-1]))
            case "r":
                self._visible.append(self._visible[-1] and self._can_be_seen(element))
            case "t":
                self._write(element.text or "")
            case _ if name in CHARACTERS:
                self._write(CHARACTERS[name])

    def _leave(self, name: str) -> None:
        match name:
            case "p":
                self._paragraphs.pop()
                self._backgrounds.pop()
                self.pieces.append("\n")
            case "tbl" | "tc" | "txbxContent":
                self._backgrounds.pop()
            case "r":
                self._visible.pop()

    def _can_be_seen(self, run: Any) -> bool:
        paragraph = self._paragraphs[-1] if self._paragraphs else None
        return self._styles.can_be_seen(run, paragraph, self._backgrounds[-1])

    def _lay(self, colour: Colour | None) -> None:
        """What has no colour of its own lets through what it lies on."""
        self._backgrounds.append(colour or self._backgrounds[-1])

    def _write(self, text: str) -> None:
        if self._visible[-1]:
            self.pieces.append(text)
        elif says_something(text):
            self.hides = True


def fill(box: Any, around: Colour | None) -> Colour | None:
    """The colour of a drawn box with text in it; None where that cannot be told."""
    shape = box.getparent().getparent()
    colour = shape.find("{*}spPr/{*}solidFill/*")
    if colour is not None:
        return WHITE if colour.get("val") in WHITE_OF_THEME else parsed(colour.get("val", ""))
    if any(shape.find(path) is not None for path in OTHER_FILLS):
        return None
    return around


if __name__ == "__main__":
    serve(read_docx)
