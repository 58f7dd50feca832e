"""Which word of an answer stands for which word of a point."""

from collections.abc import Sequence

from scoring.matching import Stems
from scoring.statements import Word


def matched_words(wanted: Sequence[Word], said: Sequence[Word], stems: Stems) -> dict[Word, Word]:
    """The closest word of the answer for each of the point's, each only once. ``stems`` has those
    of the answer's words, and may have others."""
    found: dict[Word, Word] = {}
    taken: set[int] = set()
    for word in wanted:
        near = stems.like(word.stem)
        if not near:
            continue
        best, strength = None, 0.0
        for other in said:
            if other.place not in taken and near.get(other.stem, 0.0) > strength:
                best, strength = other, near[other.stem]
        if best:
            found[word] = best
            taken.add(best.place)
    return found
