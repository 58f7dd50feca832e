"""The theme of a DOCX file: which colours its names of colours stand for. Word shows these, and not
what is written beside the name for programs that know no themes."""

from typing import Any

from reading.docx_colours import BLACK, mixed, parsed
from reading.docx_xml import value
from reading.visibility import MIN_CONTRAST, WHITE, Colour, contrast

USUAL = {"dk1": BLACK, "lt1": WHITE}
LONG = {"dark1": "dk1", "light1": "lt1", "dark2": "dk2", "light2": "lt2"} | {
    "hyperlink": "hlink",
    "followedHyperlink": "folHlink",
}
ROLES = {"background1": "bg1", "text1": "t1", "background2": "bg2", "text2": "t2"}
ROLES_PLAYED = {"bg1": "lt1", "t1": "dk1", "bg2": "lt2", "t2": "dk2"}
ALL = 255


class Theme:
    """The scheme of colours, if there is one, with the settings that may change its roles."""

    def __init__(self, root: Any | None = None, settings: Any | None = None) -> None:
        scheme = None if root is None else root.find("{*}themeElements/{*}clrScheme")
        self._colours: dict[str, Colour | None] = dict(USUAL)
        for entry in () if scheme is None else scheme.iterchildren("{*}*"):
            colour = next(entry.iterchildren("{*}srgbClr", "{*}sysClr"), None)
            said = {} if colour is None else colour.attrib
            name = str(entry.tag).rpartition("}")[2]
            self._colours[name] = parsed(said.get("lastClr") or said.get("val", ""))
        mapping = None if settings is None else settings.find("{*}clrSchemeMapping")
        self._roles = dict(ROLES_PLAYED)
        if mapping is not None:
            said_roles = {role: value(mapping, role) for role in ROLES_PLAYED}
            self._roles |= {role: LONG.get(as_, as_) for role, as_ in said_roles.items() if as_}
        paper = self._colours.get(self._roles["bg1"])
        # On another paper nothing is known of what its text lies on.
        self._is_usual = paper is not None and contrast(paper, WHITE) < MIN_CONTRAST

    def colour(self, element: Any) -> Colour | None:
        """Of an element that names one; None where it does not, or is not known."""
        name = value(element, "themeColor")
        role = ROLES.get(name)
        name = LONG.get(name, name) if role is None else self._roles[role]
        if not name or not self._is_usual:
            return None
        tint, shade = share(element, "themeTint"), share(element, "themeShade")
        # Of a colour that is not known too, no tint leaves white and no shade black.
        lighter = mixed(self._colours.get(name), WHITE, tint)
        return mixed(lighter, BLACK, shade)


def share(element: Any, name: str) -> float:
    """How much is left of a colour that is made lighter or darker."""
    try:
        return int(value(element, name) or "FF", 16) / ALL
    except ValueError:
        return 1.0
