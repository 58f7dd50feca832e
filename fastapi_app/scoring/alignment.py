"""Which word of an answer stands for which word of a point."""

from collections.abc import Sequence

from scoring.matching import like
from scoring.statements import Word


def matched_words(wanted: Sequence[Word], said: Sequence[Word]) -> dict[Word, Word]:
    """The closest word of the answer for each of the point's, each only once."""
    found: dict[Word, Word] = {}
    taken: set[int] = set()
    stems = {word.stem for word in said}
    for word in wanted:
        near = like(word.stem, stems)
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
