"""What a program may show of an XML part and another may not (ECMA-376, part 3)."""

from itertools import chain
from typing import Any

from lxml import etree

COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
WITH_IGNORABLE = etree.XPath("//*[@mc:Ignorable]", namespaces={"mc": COMPATIBILITY})

STANDARD = (
    "drawingml/2006/chart",
    "drawingml/2006/chartDrawing",
    "drawingml/2006/diagram",
    "drawingml/2006/lockedCanvas",
    "drawingml/2006/main",
    "drawingml/2006/picture",
    "drawingml/2006/wordprocessingDrawing",
    "markup-compatibility/2006",
    "officeDocument/2006/math",
    "officeDocument/2006/relationships",
    "schemaLibrary/2006/main",
    "wordprocessingml/2006/main",
)
STRICT = (
    "drawingml/chart",
    "drawingml/chartDrawing",
    "drawingml/diagram",
    "drawingml/lockedCanvas",
    "drawingml/main",
    "drawingml/picture",
    "drawingml/wordprocessingDrawing",
    "officeDocument/math",
    "officeDocument/relationships",
    "schemaLibrary/main",
    "wordprocessingml/main",
)
OLD = (
    "vml",
    "office:office",
    "office:word",
    "office:powerpoint",
)
MICROSOFTS = (
    "2006/activeX",
    "comments/2020/reactions",
    "drawing/2007/8/2/chart",
    "drawing/2008/diagram",
    "drawing/2010/chartDrawing",
    "drawing/2010/diagram",
    "drawing/2010/main",
    "drawing/2010/picture",
    "drawing/2012/chart",
    "drawing/2012/chartStyle",
    "drawing/2012/main",
    "drawing/2013/main/command",
    "drawing/2014/chart",
    "drawing/2014/chartex",
    "drawing/2014/main",
    "drawing/2015/06/chart",
    "drawing/2015/9/8/chartex",
    "drawing/2015/10/21/chartex",
    *(f"drawing/2016/5/{day}/chartex" for day in range(9, 15)),
    "drawing/2016/11/diagram",
    "drawing/2016/11/main",
    "drawing/2016/12/diagram",
    "drawing/2016/ink",
    "drawing/2016/SVG/main",
    "drawing/2017/03/chart",
    "drawing/2017/decorative",
    "drawing/2017/model3d",
    "drawing/2018/animation",
    "drawing/2018/animation/model3d",
    "drawing/2018/hyperlinkcolor",
    "drawing/2018/sketchyshapes",
    "drawing/2020/classificationShape",
    "drawing/2021/livefeed",
    "drawing/2021/scriptlink",
    "intelligence/2020/intelligence",
    "thememl/2012/main",
    "word/2006/wordml",
    "word/2010/wordml",
    "word/2010/wordprocessingCanvas",
    "word/2010/wordprocessingDrawing",
    "word/2010/wordprocessingGroup",
    "word/2010/wordprocessingInk",
    "word/2010/wordprocessingShape",
    "word/2012/wordml",
    "word/2012/wordprocessingDrawing",
    "word/2015/wordml/symex",
    "word/2016/wordml/cid",
    "word/2018/wordml",
    "word/2018/wordml/cex",
    "word/2020/oembed",
    "word/2020/wordml/sdtdatahash",
    "word/2023/wordml/word16du",
    "word/2024/wordml/sdtformatlock",
)
KNOWN = frozenset(
    (
        *(f"http://schemas.openxmlformats.org/{name}" for name in STANDARD),
        *(f"http://purl.oclc.org/ooxml/{name}" for name in STRICT),
        *(f"urn:schemas-microsoft-com:{name}" for name in OLD),
        *(f"http://schemas.microsoft.com/office/{name}" for name in MICROSOFTS),
        "http://schemas.microsoft.com/ink/2010/main",
        "http://www.w3.org/2003/InkML",
        "http://www.w3.org/XML/1998/namespace",
    )
)
"""The namespaces that Word understands, as [MS-DOCX], [MS-ODRAWXML] and it itself write them; not
those of versions that were never sold."""


def choose(root: Any) -> None:
    """Leave what Word shows: of alternatives the first that it understands, or the one for
    programs that understand none, and nothing of what it may ignore and does not know."""
    for alternatives in list(root.iter(f"{{{COMPATIBILITY}}}AlternateContent")):
        shown = next(filter(is_understood, alternatives), None)
        for one in list(alternatives):
            if one is not shown:
                alternatives.remove(one)
        if shown is not None:
            shown.tag = shown.tag.replace("Fallback", "Choice")
    leave_out_unknown(root)


def leave_out_unknown(root: Any) -> None:
    owners = WITH_IGNORABLE(root)
    unknown = set(chain.from_iterable(map(ignorable, owners))) - KNOWN
    if not unknown:
        return
    kept = set(chain.from_iterable(map(unwrapped, owners)))
    for element in list(root.iter(*(f"{{{namespace}}}*" for namespace in unknown))):
        is_wrapper = not kept.isdisjoint({element.tag, f"{{{namespace_of(element)}}}*"})
        if not is_wrapper and element.getparent() is not None:
            element.getparent().remove(element)


def is_understood(alternative: Any) -> bool:
    needed = alternative.get("Requires", "").split()
    return all(alternative.nsmap.get(prefix) in KNOWN for prefix in needed)


def namespace_of(element: Any) -> str:
    return str(element.tag).rpartition("}")[0].removeprefix("{")


def ignorable(owner: Any) -> list[str]:
    """The namespaces that programs need not know here."""
    prefixes = owner.get(f"{{{COMPATIBILITY}}}Ignorable", "").split()
    return [owner.nsmap[prefix] for prefix in prefixes if prefix in owner.nsmap]


def unwrapped(owner: Any) -> list[str]:
    """The elements of which only the content is read where they are not known."""
    names = owner.get(f"{{{COMPATIBILITY}}}ProcessContent", "").split()
    pairs = (name.partition(":") for name in names)
    return [f"{{{owner.nsmap.get(prefix, '')}}}{name}" for prefix, _, name in pairs]
