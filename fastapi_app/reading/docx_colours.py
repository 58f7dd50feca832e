"""Colours in a DOCX file: of text, and of what it lies on.

None is a colour that cannot be told. Text on it, or in it, counts as visible.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from reading.docx_xml import OFF, fraction, local_name, number, value
from reading.visibility import MIN_CONTRAST, WHITE, Colour, contrast

BLACK: Colour = (0, 0, 0)
PAPER = {"background1", "light1"}  # colours of a theme, in any usual one white
PAPER_OF_DRAWINGS = {"bg1", "lt1"}
UNSHADED = {"", "auto"}
FROM_SHADES = ("themeTint", "themeShade", "themeFillTint", "themeFillShade")
HIGHLIGHTS: Mapping[str, Colour] = MappingProxyType(
    {
        "black": BLACK,
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
# Of old drawings, which are written in VML.
VML = "urn:schemas-microsoft-com:vml"
VML_NAMES: Mapping[str, Colour] = MappingProxyType(
    {
        "black": BLACK,
        "silver": (192, 192, 192),
        "gray": (128, 128, 128),
        "white": WHITE,
        "window": WHITE,
        "maroon": (128, 0, 0),
        "red": (255, 0, 0),
        "purple": (128, 0, 128),
        "fuchsia": (255, 0, 255),
        "green": (0, 128, 0),
        "lime": (0, 255, 0),
        "olive": (128, 128, 0),
        "yellow": (255, 255, 0),
        "navy": (0, 0, 128),
        "blue": (0, 0, 255),
        "teal": (0, 128, 128),
        "aqua": (0, 255, 255),
    }
)


def parsed(colour: str) -> Colour | None:
    """From RRGGBB; None for anything else."""
    try:
        red, green, blue = bytes.fromhex(colour)
    except ValueError:
        return None
    return red, green, blue


def mixed(colour: Colour | None, under: Colour | None, share: float) -> Colour | None:
    """What this much of a colour makes of the one under it."""
    share = min(max(share, 0.0), 1.0)
    if share == 0:
        return under
    if share == 1 or colour is None or under is None:
        return colour if share == 1 else None
    red, green, blue = (
        round(share * over + (1 - share) * below) for over, below in zip(colour, under, strict=True)
    )
    return red, green, blue


def common(colours: Sequence[Colour | None]) -> Colour | None:
    """The first of those between which a person sees no difference; None of others."""
    known = [colour for colour in colours if colour is not None]
    if not known or len(known) < len(colours):
        return None
    is_one = all(contrast(known[0], other) < MIN_CONTRAST for other in known[1:])
    return known[0] if is_one else None


def text_colour(colour: Any) -> Colour | None:
    """None also for the automatic one, which stands out from its background by itself."""
    if value(colour, "themeColor") in PAPER and not value(colour, "themeShade"):
        return WHITE
    return parsed(value(colour, "val"))


# Shading and highlighting ---------------------------------------------------------------------


def highlighted(highlight: Any | None, around: Colour | None) -> Colour | None:
    return around if highlight is None else HIGHLIGHTS.get(value(highlight, "val"), around)


def shaded(shade: Any | None, around: Colour | None) -> Colour | None:
    """What text with this shading lies on, in what has this colour."""
    if shade is None:
        return around
    pattern = value(shade, "val")
    if pattern == "nil":
        return around
    fill = colour_of(shade, "fill", "themeFill", around)
    if pattern in {"", "clear"}:
        return fill
    ink = colour_of(shade, "color", "themeColor", BLACK)
    if pattern == "solid":
        return ink
    if pattern.startswith("pct"):
        return mixed(ink, fill, number(pattern.removeprefix("pct"), 0) / 100)
    return common([ink, fill])  # stripes and the like


def colour_of(shade: Any, name: str, theme: str, automatic: Colour | None) -> Colour | None:
    of_theme, written = value(shade, theme), value(shade, name)
    if of_theme in PAPER and not any(value(shade, attribute) for attribute in FROM_SHADES):
        return WHITE
    if of_theme and written in UNSHADED:
        return None
    return parsed(written) or automatic


# Drawings -------------------------------------------------------------------------------------


def filled(shape: Any | None, around: Colour | None) -> Colour | None:
    """What text in this shape lies on; `around` where one sees through it."""
    if shape is None:
        return around
    if str(shape.tag).startswith(f"{{{VML}}}"):
        return filled_in_vml(shape, around)
    fills = (child for child in shape.iterfind("{*}spPr/*") if local_name(child).endswith("Fill"))
    fill = next(fills, None)
    if fill is not None:
        return painted(fill, around)
    style = shape.find("{*}style/{*}fillRef")
    if style is None or style.get("idx", "0") == "0":
        return around
    return drawn_colour(next(iter(style), None), around)


def painted(fill: Any, around: Colour | None) -> Colour | None:
    """By a fill of a shape or of letters; None for one of many colours, such as a picture. A
    gradient may be of one only."""
    match local_name(fill):
        case "noFill":
            return around
        case "solidFill":
            return drawn_colour(next(iter(fill), None), around)
        case "gradFill":
            stops = fill.iterfind("{*}gsLst/{*}gs")
            return common([drawn_colour(next(iter(stop), None), around) for stop in stops])
        case _:
            return None


def drawn_colour(element: Any | None, around: Colour | None) -> Colour | None:
    """A colour as drawings and effects of text have it."""
    if element is None:
        return None
    alpha = element.find("{*}alpha")
    if len(element) > (alpha is not None):
        return None  # made lighter or darker than it says
    said = element.get("val") or value(element, "val")
    colour: Colour | None
    match local_name(element):
        case "srgbClr":
            colour = parsed(said)
        case "sysClr":
            colour = parsed(element.get("lastClr", ""))
        case "prstClr":
            colour = {"white": WHITE, "black": BLACK}.get(said)
        case _:
            colour = WHITE if said in PAPER_OF_DRAWINGS else None
    return colour if alpha is None else mixed(colour, around, opacity(alpha))


def opacity(alpha: Any) -> float:
    """Effects of text say instead how transparent they are; their attributes have a namespace."""
    transparency = value(alpha, "val")
    if transparency:
        return 1 - fraction(transparency, 0)
    return fraction(alpha.get("val", ""))


def filled_in_vml(shape: Any, around: Colour | None) -> Colour | None:
    fill = shape.find(f"{{{VML}}}fill")
    details = {} if fill is None else fill.attrib
    if shape.get("filled", "t") in OFF or details.get("on", "t") in OFF:
        return around
    colour = vml_colour(details.get("color") or shape.get("fillcolor", "white"))
    kind = details.get("type", "solid")
    if kind != "solid":
        is_plain = kind.startswith("gradient") and "colors" not in details
        colour = common([colour, vml_colour(details.get("color2", "white"))]) if is_plain else None
    return mixed(colour, around, fraction(details.get("opacity", "1"), unit=1))


def vml_colour(colour: str) -> Colour | None:
    """From #RRGGBB, #RGB or a name; its number in a palette may follow in brackets."""
    written = colour.partition("[")[0].strip().lower()
    if not written.startswith("#"):
        return VML_NAMES.get(written)
    digits = written.removeprefix("#")
    return parsed("".join(digit * 2 for digit in digits) if len(digits) == len("RGB") else digits)
