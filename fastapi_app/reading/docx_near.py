"""Which text of a DOCX file may be on the same page as a drawing. Where pages end is not written
down; so it is judged by how much text is between the two."""

from collections.abc import Iterable, Iterator, Sequence, Set
from math import inf
from typing import Any

from reading.docx_xml import local_name

LINES_ON_A_PAGE = 150
"""At most; in two columns of small print."""
LETTERS_ON_A_LINE = 80
WRAPPERS = frozenset({"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"})


def near(main: Any, drawings: Iterable[Any]) -> Set[Any]:
    """The paragraphs and tables of a document that are no farther than a page from any of these
    drawings, or around it."""
    body = main.find("{*}body")
    all_blocks = list(blocks(main if body is None else body))
    known = set(all_blocks)
    around = {
        next((one for one in drawing.iterancestors() if one in known), None) for drawing in drawings
    }
    lengths = [lines(block) for block in all_blocks]
    after = reached(all_blocks, lengths, around)
    return after | reached(all_blocks[::-1], lengths[::-1], around)


def reached(all_blocks: Sequence[Any], lengths: Sequence[int], around: Set[Any]) -> set[Any]:
    """On the way through the blocks from one end of the document to the other."""
    found = set()
    distance = inf
    for block, length in zip(all_blocks, lengths, strict=True):
        if block in around:
            distance = 0
            found.add(block)
            continue
        if distance <= LINES_ON_A_PAGE:
            found.add(block)
        distance += length
    return found


def blocks(owner: Any) -> Iterator[Any]:
    waiting = [iter(owner)]
    while waiting:
        block = next(waiting[-1], None)
        if block is None:
            waiting.pop()
        elif local_name(block) in WRAPPERS:
            waiting.append(iter(block))
        else:
            yield block


def lines(block: Any) -> int:
    """About how many it fills, and no more."""
    rows = sum(1 for _ in block.iter("{*}tr"))
    letters = sum(len(text.text or "") for text in block.iter("{*}t"))
    return max(1, rows, letters // LETTERS_ON_A_LINE)
