"""Charts in a DOCX file: what is written in them."""

from collections.abc import Iterator, Sequence
from math import inf
from typing import Any

from reading.docx_colours import filled
from reading.docx_drawn import Drawn, can_be_seen, default_formats, fill_of, letters
from reading.docx_numbers import formatted
from reading.docx_xml import OFF, local_name, number
from reading.visibility import WHITE, Colour

DARK_STYLES = range(41, 49)
NEWER_STYLES = 100  # so many more, for the same
MAX_UNSHOWN_WORDS = 20
"""Of names that nothing in the chart shows, as programs write them. More hide something."""
PIES = frozenset({"pieChart", "pie3DChart", "ofPieChart", "doughnutChart"})
"""In which a legend has the names of the categories, and which have no axes."""
CACHES = [f"{{*}}{kind}" for kind in ("strCache", "strLit", "numCache", "numLit", "lvl")]
WRITTEN = ("{*}v", "{*}txData/{*}v")
MOST_OVER_EDGE = 0.25
"""Of a chart, that its parts are moved over its edge to the left or above, and still seen."""


class Chart:
    def __init__(self, root: Any, under: Colour | None) -> None:
        self._root = root
        fill = fill_of(root.iterfind("{*}spPr"))
        usual = None if is_dark(root) else WHITE
        self._colour = usual if fill is None else filled(root, under)
        self._formats = default_formats(root)
        self._since_1904 = is_set(root, "date1904")
        self._unshown = MAX_UNSHOWN_WORDS
        self._known: set[tuple[str, ...]] = set()

    def told(self) -> Iterator[Drawn]:
        chart = self._root.find("{*}chart")
        if chart is None:
            return
        for title in chart.iterfind("{*}title"):
            yield from self._placed(title)
        plot = chart.find("{*}plotArea")
        if plot is not None:
            yield from self._series(chart, plot)
            yield from self._axes(plot)

    def _axes(self, plot: Any) -> Iterator[Drawn]:
        for axis in plot:
            if local_name(axis).endswith(("Ax", "axis")) and not is_deleted(axis):
                for label in axis.iter("{*}title", "{*}dispUnitsLbl"):
                    yield from self._placed(label)

    def _placed(self, label: Any) -> Iterator[Drawn]:
        is_there = not lies_outside(label)
        for piece in self._rich(label, self._background(label)):
            yield piece._replace(is_seen=piece.is_seen and is_there)

    def _series(self, chart: Any, plot: Any) -> Iterator[Drawn]:
        legend, titles = chart.find("{*}legend"), chart.find("{*}title")
        legend = None if legend is None or lies_outside(legend) else legend
        all_series = list(plot.iter("{*}ser", "{*}series"))
        is_title = len(all_series) == 1 and not is_set(chart, "autoTitleDeleted")
        is_title = is_title and (titles is None or titles.find("{*}tx") is None)
        is_table = plot.find("{*}dTable") is not None  # of all the cells, below the chart
        left_out = left_out_of(legend)
        axes = [axis for axis in plot.iter("{*}catAx", "{*}dateAx", "{*}axis") if shows(axis)]
        has_axis = bool(axes) or plot.find(".//{*}catAx") is None
        for series in all_series:
            group = series.getparent()
            labels = shown(series.find("{*}dLbls"), group.find("{*}dLbls"))
            is_pie = local_name(group) in PIES
            is_in_legend = legend is not None and number_of(series) not in left_out
            is_named = is_title or is_table or is_set(labels, "showSerName")
            is_named = is_named or (is_in_legend and not is_pie)
            yield from self._plain(values(series.find("{*}tx")), (legend, titles), shown=is_named)
            is_varied = is_pie or (is_set(group, "varyColors") and len(all_series) == 1)
            is_shown = is_table or is_set(labels, "showCatName")
            is_shown = is_shown or (has_axis and not is_pie) or (is_in_legend and is_varied)
            step = 1 if is_table or is_pie else step_of(axes)
            for owner in series.iterfind("{*}cat"):
                names = self._values(owner, code_of(next(iter(axes), None)))
                yield from self._categories(names[::step], axes, shown=is_shown)
            yield from self._labels(series, labels, with_values=is_table)
        yield from self._dimensions(axes, shown=has_axis)

    def _values(self, owner: Any, code: str) -> list[str]:
        return values(owner, code, since_1904=self._since_1904)

    def _dimensions(self, axes: Sequence[Any], *, shown: bool) -> Iterator[Drawn]:
        """The categories of newer charts, which all series share."""
        for owner in self._root.iterfind("{*}chartData/{*}data/{*}strDim"):
            yield from self._categories(values(owner), axes, shown=shown)

    def _categories(
        self, names: Sequence[str], axes: Sequence[Any], *, shown: bool
    ) -> Iterator[Drawn]:
        """Once, though each series has them."""
        if tuple(names) not in self._known:
            self._known.add(tuple(names))
            yield from self._plain(names, axes, shown=shown)

    def _labels(self, series: Any, labels: Any | None, *, with_values: bool) -> Iterator[Drawn]:
        """Which stand on a series as often as beside it."""
        around = default_formats(labels)
        behind = filled(labels, None)
        if with_values or is_set(labels, "showVal"):
            for owner in series.iterfind("{*}val"):
                texts = self._values(owner, code_of(labels))
                yield from self._lines(texts, [*around, *self._formats], behind)
        for label in series.iter("{*}dLbl", "{*}trendline"):
            if not is_set(label, "delete") and not lies_outside(label):
                yield from self._rich(label, filled(label, behind), around)

    def _rich(
        self, owner: Any, background: Colour | None, around: Sequence[Any] = ()
    ) -> Iterator[Drawn]:
        """Text with formats of its own, or a cell's."""
        formats = (*default_formats(owner), *around, *self._formats)
        for body in owner.iterfind("{*}tx/{*}rich"):
            yield from letters(body, background, formats)
        texts = [*values(owner.find("{*}tx")), owner.findtext("{*}name") or ""]
        yield from self._lines(texts, formats, background)

    def _plain(
        self, texts: Sequence[str], owners: Sequence[Any | None], *, shown: bool
    ) -> Iterator[Drawn]:
        """Names, that are formatted where they are shown."""
        if not shown:
            self._unshown -= sum(len(text.split()) for text in texts)
            if self._unshown < 0:
                yield from (Drawn(text, is_seen=False) for text in texts)
            return
        owner = next((one for one in owners if one is not None), None)
        background = self._colour if owner is None else self._background(owner)
        yield from self._lines(texts, default_formats(owner, self._root), background)

    def _lines(
        self, texts: Sequence[str], formats: Sequence[Any], background: Colour | None
    ) -> Iterator[Drawn]:
        for text in filter(None, texts):
            yield Drawn(f"{text}\n", is_seen=can_be_seen(text, formats, background))

    def _background(self, owner: Any) -> Colour | None:
        """What lies over the plot may have anything behind it."""
        return filled(owner, None if is_set(owner, "overlay") else self._colour)


def values(owner: Any | None, code: str = "", *, since_1904: bool = False) -> list[str]:
    """That were in the cells of a table when the chart was drawn, in their formats or in this."""
    if owner is None:
        return []
    texts = []
    for cache in owner.iter(*CACHES):
        usual = code or cache.findtext("{*}formatCode") or ""
        is_number = local_name(cache).startswith("num")
        for point in cache.iterfind("{*}pt"):
            text = point.findtext("{*}v") or point.text or ""
            own = code or point.get("formatCode", usual)
            texts.append(formatted(text, own, since_1904=since_1904) if is_number else text)
    return [text for text in texts if text] or [
        text for path in WRITTEN for text in (owner.findtext(path),) if text
    ]


def code_of(owner: Any | None) -> str:
    """The format of numbers that a part of a chart has itself; empty for that of the cells."""
    found = None if owner is None else owner.find("{*}numFmt")
    is_own = found is not None and found.get("sourceLinked", "0") in OFF
    return found.get("formatCode", "") if found is not None and is_own else ""


def shown(own: Any | None, of_group: Any | None) -> Any | None:
    """The labels of a series, which may be those of all; None where they are not shown."""
    labels = of_group if own is None else own
    return None if is_set(labels, "delete") else labels


def lies_outside(owner: Any) -> bool:
    """Whether a part of a chart was moved out of it. Places are shares of the chart: from its
    edge, or from where the part would be."""
    place = owner.find("{*}layout/{*}manualLayout")
    if place is None:
        return False
    for axis in ("x", "y"):
        share = number(said(place, axis), 0)
        least = -MOST_OVER_EDGE if said(place, f"{axis}Mode") == "edge" else -1
        if not least < share < 1:
            return True
    return any(number(said(place, side), 1) <= 0 for side in ("w", "h"))


def is_on_chart(shape: Any) -> bool:
    """Whether a shape that was drawn on a chart is on it, and not made invisible."""
    about = shape.find("{*}nvSpPr/{*}cNvPr")
    if about is not None and about.get("hidden", "0") not in OFF:
        return False
    anchor = next(shape.iterancestors("{*}relSizeAnchor", "{*}absSizeAnchor"), None)
    if anchor is None:
        return True
    begin = [number(anchor.findtext(f"{{*}}from/{{*}}{axis}") or "", 0) for axis in "xy"]
    end = [number(anchor.findtext(f"{{*}}to/{{*}}{axis}") or "", inf) for axis in "xy"]
    return max(begin) < 1 and min(end) > 0 and begin[0] < end[0] and begin[1] < end[1]


def step_of(axes: Sequence[Any]) -> int:
    """Of so many names along the axes, one is shown."""
    steps = (number(said(axis, "tickLblSkip"), 1) for axis in axes)
    return max(1, int(min(steps, default=1)))


def said(owner: Any, name: str) -> str:
    found = owner.find(f"{{*}}{name}")
    return "" if found is None else found.get("val", "")


def left_out_of(legend: Any | None) -> set[str]:
    """The numbers of the series that are not in it."""
    entries = () if legend is None else legend.iterfind("{*}legendEntry")
    return {number_of(entry) for entry in entries if is_set(entry, "delete")}


def number_of(owner: Any) -> str:
    found = owner.find("{*}idx")
    return "" if found is None else found.get("val", "")


def is_set(owner: Any | None, name: str) -> bool:
    """Whether a property is on, which it is too where nothing is written."""
    found = None if owner is None else owner.find(f"{{*}}{name}")
    return found is not None and found.get("val", "1") not in OFF


def shows(axis: Any) -> bool:
    """Whether an axis is drawn, with the names along it."""
    place = axis.find("{*}tickLblPos")
    has_names = place is None or place.get("val") != "none"
    return has_names and not is_deleted(axis)


def is_deleted(axis: Any) -> bool:
    return is_set(axis, "delete") or axis.get("hidden", "0") not in OFF


def is_dark(root: Any) -> bool:
    styles = (number(style.get("val", ""), 0) for style in root.iter("{*}style"))
    return any(style in DARK_STYLES or style - NEWER_STYLES in DARK_STYLES for style in styles)
