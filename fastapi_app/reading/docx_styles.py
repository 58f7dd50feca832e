"""How text in a DOCX file looks, by its own formatting and by that of its styles."""

from collections.abc import Iterable, Iterator, Mapping, Set
from math import inf
from types import MappingProxyType
from typing import Any

from reading.docx_colours import (
    drawn_colour,
    highlighted,
    painted,
    shaded,
    text_colour,
)
from reading.docx_positions import VERTICAL, Lines
from reading.docx_tables import Table, TableStyle, table, table_style
from reading.docx_theme import Theme
from reading.docx_xml import HALF_POINTS, TWENTIETHS, is_on, local_name, named, number, value
from reading.symbols import symbol
from reading.visibility import (
    MIN_POINTS,
    SCALE_OF_SCRIPTS,
    Colour,
    contrast,
    is_piled_up,
    least_contrast,
    least_points,
    least_points_of_scripts,
)

EFFECTS_OF_WORD_97 = ("shadow", "emboss", "imprint")
FORMATS = frozenset(
    {
        *("szCs", "cs", "rtl", "fitText"),
        *("vanish", "sz", "w", "spacing", "position", "vertAlign", "rFonts"),
        *("color", "highlight", "shd", "textFill", "textOutline", "glow"),
        *EFFECTS_OF_WORD_97,
    }
)
USUAL_POINTS = 10.0
MIN_POINTS_ACROSS = 2.0
"""Of a letter that is squeezed, as wide as its line is high if it were not."""
PERCENTS = range(1, 601)  # what Word takes for the width of letters; anything else is the usual one
MAX_POINTS_OFF_LINE = 200.0
"""Higher or lower than its line. An exponent has 5, a large initial 50; most pages have 800."""
MIN_SHOWN = 0.25
"""Of the height of letters, by a line that cuts them off."""
MOVES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ind": ("left", "start", "right", "end", "firstLine", "hanging"),
        "framePr": ("x", "y"),
    }
)
FORMATS_OF_PARAGRAPHS = frozenset({"shd", "spacing", *MOVES})
FONTS = ("ascii", "hAnsi")
# What these have to say something of, to take the place of what is farther away.
TELLING: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"spacing": ("line", "val"), "rFonts": (*FONTS, *(f"{name}Theme" for name in FONTS))}
)
FORM_MARKS = frozenset({"HTML Top of Form", "HTML Bottom of Form"})
"""Styles of the hidden paragraphs in which a web page with a form is pasted."""
MAX_FORM_MARK = 40


class Styles:
    """The part that defines them, if there is one."""

    def __init__(self, root: Any | None, theme: Theme | None = None) -> None:
        self._theme = theme or Theme()
        styles = () if root is None else root.findall("{*}style")
        self._styles = {value(style, "styleId"): style for style in styles}
        self._styles.pop("", None)  # one without a name is nobody's
        defaults = {
            value(style, "type"): value(style, "styleId")
            for style in reversed(styles)
            if value(style, "default") in {"1", "true"}
        }
        self._paragraph_defaults = (
            () if root is None else root.findall("{*}docDefaults/{*}pPrDefault")
        )
        letters = () if root is None else root.findall("{*}docDefaults/{*}rPrDefault/{*}rPr")
        self._defaults = nearest(letters, FORMATS)
        self.cells: list[Mapping[str, Any]] = [{}]
        """The formats of letters in the cells of tables that we are in, the innermost last."""
        self._default = defaults.get("paragraph", "")
        self._default_of_tables = defaults.get("table", "")
        self._known: dict[tuple[str, str], dict[str, Any]] = {}
        self._known_of_paragraphs: dict[str, dict[str, Any]] = {}
        self._latest: tuple[Any, str] = (None, "")  # paragraph, and its style
        self._latest_run: tuple[Any, dict[str, Any]] = (None, {})  # and its formats
        self._of_tables: dict[str, TableStyle] = {}
        self._lines = Lines()

    def vanishes(self, run: Any, paragraph: Any | None) -> bool:
        """Whether this run is hidden with all that is in it."""
        return is_on(self._formats(run, paragraph).get("vanish"))

    def can_be_seen(
        self,
        run: Any,
        paragraph: Any | None,
        background: Colour | None,
        height: float,
        scale: float = 1.0,
    ) -> bool:
        """Whether the text of this run is visible: on this background, of None on any, in a line
        of so many points, and drawn so much smaller than it says, as in an exponent."""
        formats = self._formats(run, paragraph)
        text = text_of(run)
        points = points_of(formats)
        return (
            min(points, height) >= least_points(text)
            and points * scale * scale_of(formats) >= least_points_of_scripts(text)
            and height >= points * MIN_SHOWN
            and is_in_place(formats, text, points)
            and stands_out(formats, points, background, self._theme)
        )

    def position(self, run: Any, paragraph: Any | None) -> int:
        """Where its text stands. To be asked for in the order of the runs."""
        formats = self._formats(run, paragraph)
        text = text_of(run)
        style = self._styles.get(named(run, "{*}rPr/{*}rStyle"))
        name = "" if style is None else named(style, "{*}name").lower()
        return self._lines.position(formats, name, points_of(formats), paragraph, text)

    def fonts(self, run: Any, paragraph: Any | None) -> tuple[str, str]:
        """The names of those of ASCII's letters and of others; empty where nothing is said."""
        fonts = self._formats(run, paragraph).get("rFonts")
        if fonts is None:
            return "", ""
        plain, other = (
            "" if value(fonts, f"{name}Theme") else value(fonts, name) for name in FONTS
        )
        return plain, other

    def of_paragraph(self, paragraph: Any) -> Mapping[str, Any]:
        """Its formats by name, each from what is nearest: itself, its style, the document."""
        style = self._style_of(paragraph)
        if style not in self._known_of_paragraphs:
            layers = (*self._chain(style), *self._paragraph_defaults)
            self._known_of_paragraphs[style] = nearest(
                [layer.find("{*}pPr") for layer in layers], FORMATS_OF_PARAGRAPHS
            )
        own = nearest([paragraph.find("{*}pPr")], FORMATS_OF_PARAGRAPHS)
        return self._known_of_paragraphs[style] | own

    def is_mark(self, paragraph: Any) -> bool:
        """Whether a paragraph is one of those that Word puts around a form."""
        style = self._styles.get(self._style_of(paragraph))
        if style is None or named(style, "{*}name") not in FORM_MARKS:
            return False
        return sum(len(part.text or "") for part in paragraph.iter("{*}t")) <= MAX_FORM_MARK

    def table(self, element: Any) -> Table:
        name = named(element, "{*}tblPr/{*}tblStyle") or self._default_of_tables
        if name not in self._of_tables:
            self._of_tables[name] = table_style(self._chain(name), formats_of_letters)
        return table(element, self._of_tables[name])

    def _formats(self, run: Any, paragraph: Any | None) -> dict[str, Any]:
        """By name, each from what is nearest to the run: itself, its style, its paragraph's."""
        if self._latest_run[0] is not run:
            self._latest_run = run, self._formats_found(run, paragraph)
        return self._latest_run[1]

    def _formats_found(self, run: Any, paragraph: Any | None) -> dict[str, Any]:
        of_paragraph = self._default if paragraph is None else self._style_of(paragraph)
        styles = (named(run, "{*}rPr/{*}rStyle"), of_paragraph)
        if styles not in self._known:
            layers = [style.find("{*}rPr") for name in styles for style in self._chain(name)]
            self._known[styles] = nearest(layers, FORMATS)
        return {
            **self._defaults,
            **self.cells[-1],
            **self._known[styles],
            **formats_of_letters(run),
        }

    def _style_of(self, paragraph: Any) -> str:
        # Asked for with each run of it; to look for the style takes as long as there are runs.
        if self._latest[0] is not paragraph:
            self._latest = (paragraph, named(paragraph, "{*}pPr/{*}pStyle") or self._default)
        return self._latest[1]

    def _chain(self, name: str) -> Iterator[Any]:
        """A style and those it is based on. A broken file may base one on itself."""
        seen = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            yield self._styles[name]
            name = named(self._styles[name], "{*}basedOn")


def nearest(layers: Iterable[Any | None], names: Set[str]) -> dict[str, Any]:
    formats: dict[str, Any] = {}
    for layer in layers:
        for one in () if layer is None else layer:
            name = local_name(one)
            if name in names and says_what_counts(name, one):
                formats.setdefault(name, one)
    return formats


def text_of(run: Any) -> str:
    """Its letters, and the signs that were inserted in it."""
    return "".join(
        part.text or symbol(value(part, "font"), value(part, "char"))
        for part in run.iterchildren("{*}t", "{*}sym")
    )


def formats_of_letters(owner: Any) -> dict[str, Any]:
    return nearest(owner.iterfind("{*}rPr"), FORMATS)


def says_what_counts(name: str, one: Any) -> bool:
    """Of paragraphs, a spacing may say nothing of how high their lines are; a font may be named
    for one alphabet only."""
    told = TELLING.get(name)
    return told is None or any(value(one, attribute) for attribute in told)


def line_height(formats: Mapping[str, Any]) -> float:
    """Of a paragraph in points, where it or its frame is exact, so that higher text is cut off; or
    infinite. There is none in a frame that is too narrow for a letter."""
    frame = formats.get("framePr")
    width = 0 if frame is None else number(value(frame, "w"), 0) / TWENTIETHS
    if 0 < width < MIN_POINTS:
        return 0
    return min(
        exactly(formats, "spacing", "lineRule", "line"), exactly(formats, "framePr", "hRule", "h")
    )


def exactly(formats: Mapping[str, Any], name: str, rule: str, length: str) -> float:
    found = formats.get(name)
    if found is None or value(found, rule) != "exact":
        return inf
    # Below zero, which some programs write, it is as exact; of none, nothing is said.
    return abs(number(value(found, length), inf)) / TWENTIETHS or inf


def points_off(formats: Mapping[str, Any]) -> float:
    """How far a paragraph is moved from its usual place, at most."""
    moves = (
        value(formats[name], side)
        for name, sides in MOVES.items()
        if name in formats
        for side in sides
    )
    return max((abs(number(twentieths, 0)) for twentieths in moves), default=0) / TWENTIETHS


def points_of(formats: Mapping[str, Any]) -> float:
    """What is written from the right, or said to be of such a script, has a size of its own."""
    is_complex = is_on(formats.get("rtl")) or is_on(formats.get("cs"))
    size = formats.get("szCs" if is_complex else "sz")
    usual = USUAL_POINTS * HALF_POINTS
    return USUAL_POINTS if size is None else number(value(size, "val"), usual) / HALF_POINTS


def scale_of(formats: Mapping[str, Any]) -> float:
    vertical = formats.get("vertAlign")
    return SCALE_OF_SCRIPTS if vertical is not None and value(vertical, "val") in VERTICAL else 1.0


def is_in_place(formats: Mapping[str, Any], text: str, points: float) -> bool:
    """Whether its letters are on their line, side by side, and not squeezed to nothing."""
    percents, position, spacing = (
        number(value(formats[name], "val").removesuffix("%"), 0) if name in formats else 0.0
        for name in ("w", "position", "spacing")
    )
    letters = sum(map(str.isalnum, text))
    width = points * (percents / 100 if int(percents) in PERCENTS else 1)
    if "fitText" in formats and letters:
        room = number(value(formats["fitText"], "val"), inf) / TWENTIETHS
        width = min(width, room / letters)
    return (
        width >= MIN_POINTS_ACROSS
        and abs(position) <= MAX_POINTS_OFF_LINE * HALF_POINTS
        and not is_piled_up(text, spacing / TWENTIETHS, points)
    )


def stands_out(
    formats: Mapping[str, Any], points: float, background: Colour | None, theme: Theme
) -> bool:
    """Whether it has another colour than what it lies on, or its outline or shadow has."""
    behind = highlighted(formats.get("highlight"), shaded(formats.get("shd"), background))
    return behind is None or any(
        ink is None or contrast(ink, behind) >= least_contrast(points)
        for ink in inks(formats, behind, theme)
    )


def inks(formats: Mapping[str, Any], behind: Colour, theme: Theme) -> Iterator[Colour | None]:
    """The colours with which it is drawn; None where one cannot be told or always stands out."""
    fill = next(iter(formats.get("textFill", ())), None)
    if fill is not None:
        yield painted(fill, behind)
    else:
        colour = formats.get("color")
        yield None if colour is None else theme.colour(colour) or text_colour(colour)
    for line in formats.get("textOutline", ()):
        if local_name(line).endswith("Fill"):
            yield painted(line, behind)
    for effect in (formats[name] for name in ("glow", *EFFECTS_OF_WORD_97) if name in formats):
        if len(effect):  # of today's Word, with a colour in it
            yield drawn_colour(effect[0], behind)
        elif local_name(effect) != "glow" and is_on(effect):
            yield None
