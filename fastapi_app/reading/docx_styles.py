"""How text in a DOCX file looks, by its own formatting and by that of its styles."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from reading.visibility import MIN_CONTRAST, WHITE, Colour, contrast, least_points

FORMATS = ("vanish", "sz", "color", "highlight", "shd")
HALF_POINTS = 2
OFF = {"0", "false", "off"}
PAPER = {"background1", "light1"}  # colours of a theme, in any usual one white
HIGHLIGHTS: Mapping[str, Colour] = MappingProxyType(
    {
        "black": (0, 0, 0),
        "blue": (0, 0, 255),
        "cyan": (0, 255, 255),
        "green": (0, 255, 0),
        "magenta": (255, 0, 255),
        "red": (255, 0, 0),
        "yellow": (255, 255, 0),
        "white": WHITE,
        "darkBlue": (0, 0, 128),
        "darkCyan": (0, 128, 128),
        "darkGreen": (0, 128, 0),
        "darkMagenta": (128, 0, 128),
        "darkRed": (128, 0, 0),
        "darkYellow": (128, 128, 0),
        "darkGray": (128, 128, 128),
        "lightGray": (192, 192, 192),
    }
)


class Styles:
    """The part that defines them, if there is one."""

    def __init__(self, root: Any | None) -> None:
        self._root = root
        styles = () if root is None else root.findall("{*}style")
        self._styles = {value(style, "styleId"): style for style in styles}
        self._styles.pop("", None)  # one without a name is nobody's
        self._default = next(
            (
                value(style, "styleId")
                for style in styles
                if value(style, "type") == "paragraph" and value(style, "default") in {"1", "true"}
            ),
            "",
        )
        self._known: dict[tuple[str, str], dict[str, Any]] = {}

    def can_be_seen(self, run: Any, paragraph: Any | None, background: Colour | None) -> bool:
        """Whether the text of this run is visible on this background, of None on any."""
        formats = self._formats(run, paragraph)
        hidden, size, colour = (formats.get(name) for name in FORMATS[:3])
        if hidden is not None and value(hidden, "val") not in OFF:
            return False
        text = "".join(part.text or "" for part in run.findall("{*}t"))
        if size is not None and number(value(size, "val")) < least_points(text) * HALF_POINTS:
            return False
        foreground = None if colour is None else text_colour(colour)
        behind = highlight(formats) or shading(formats.get("shd")) or background
        if foreground is None or behind is None:
            return True
        return contrast(foreground, behind) >= MIN_CONTRAST

    def paragraph_shading(self, paragraph: Any) -> Colour | None:
        own = paragraph.find("{*}pPr/{*}shd")
        if own is not None:
            return shading(own)
        styles = self._chain(self._style_of(paragraph))
        found = (style.find("{*}pPr/{*}shd") for style in styles)
        return shading(next((one for one in found if one is not None), None))

    def _formats(self, run: Any, paragraph: Any | None) -> dict[str, Any]:
        """By name, each from what is nearest to the run: itself, its style, its paragraph's."""
        of_paragraph = self._default if paragraph is None else self._style_of(paragraph)
        styles = (named(run, "{*}rPr/{*}rStyle"), of_paragraph)
        if styles not in self._known:
            layers = [style.find("{*}rPr") for name in styles for style in self._chain(name)]
            if self._root is not None:
                layers.append(self._root.find("{*}docDefaults/{*}rPrDefault/{*}rPr"))
            self._known[styles] = nearest(layers)
        return self._known[styles] | nearest([run.find("{*}rPr")])

    def _style_of(self, paragraph: Any) -> str:
        return named(paragraph, "{*}pPr/{*}pStyle") or self._default

    def _chain(self, name: str) -> Iterator[Any]:
        """A style and those it is based on. A broken file may base one on itself."""
        seen = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            yield self._styles[name]
            name = named(self._styles[name], "{*}basedOn")


def nearest(layers: list[Any | None]) -> dict[str, Any]:
    formats: dict[str, Any] = {}
    for layer in layers:
        if layer is not None:
            for name in FORMATS:
                found = layer.find(f"{{*}}{name}")
                if found is not None:
                    formats.setdefault(name, found)
    return formats


def text_colour(colour: Any) -> Colour | None:
    """None for the automatic one, which stands out from its background by itself."""
    if value(colour, "themeColor") in PAPER and not value(colour, "themeShade"):
        return WHITE
    return parsed(value(colour, "val"))


def highlight(formats: Mapping[str, Any]) -> Colour | None:
    found = formats.get("highlight")
    return None if found is None else HIGHLIGHTS.get(value(found, "val"))


def shading(shade: Any | None) -> Colour | None:
    """None where there is none."""
    if shade is None:
        return None
    return parsed(value(shade, "color" if value(shade, "val") == "solid" else "fill"))


def parsed(colour: str) -> Colour | None:
    """From RRGGBB; None for anything else."""
    try:
        red, green, blue = bytes.fromhex(colour)
    except ValueError:
        return None
    return red, green, blue


def number(text: str) -> float:
    """Infinity for what is no number, so that it hides nothing."""
    try:
        return float(text)
    except ValueError:
        return float("inf")


def named(element: Any, path: str) -> str:
    found = element.find(path)
    return "" if found is None else value(found, "val")


def value(element: Any, attribute: str) -> str:
    """An attribute of the element's own namespace, or an empty text."""
    namespace, _, _ = element.tag.rpartition("}")
    return str(element.get(f"{namespace}}}{attribute}", ""))
