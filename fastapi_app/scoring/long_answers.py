"""What is read of a long answer: the passages closest to the rubric."""

from collections.abc import Iterable

from scoring.folding import fold
from scoring.words import is_content

MAX_CHARACTERS = 16_000
"""What is read of one answer, about 2,700 words; of a longer one the passages closest to the
rubric."""

_PASSAGE_CHARACTERS = 2_000
_MAX_SKIMMED_CHARACTERS = 1_000_000


def closest_passages(text: str, rubric_words: Iterable[str]) -> str:
    """A long text cut down to the passages that hold most of the rubric's words, in their order."""
    if len(text) <= MAX_CHARACTERS:
        return text
    telling = sorted({w for w in rubric_words if is_content(w)})
    passages = _passages(text[:_MAX_SKIMMED_CHARACTERS])
    folded = [fold(passage) for passage in passages]
    wealth = [sum(word in passage for word in telling) for passage in folded]
    richest = sorted(range(len(passages)), key=lambda i: (-wealth[i], i))
    kept = sorted(richest[: MAX_CHARACTERS // _PASSAGE_CHARACTERS])
    return "".join(passages[i] for i in kept)


def _passages(text: str) -> list[str]:
    """Pieces of at most 2,000 characters, cut at the end of a line, sentence or word."""
    pieces: list[str] = []
    start = 0
    while start < len(text):
        end = start + _PASSAGE_CHARACTERS
        if end < len(text):
            half = start + _PASSAGE_CHARACTERS // 2
            cuts = (text.rfind(mark, half, end) for mark in ("\n", ". ", " "))
            end = next((cut + 1 for cut in cuts if cut >= 0), end)
        pieces.append(text[start:end])
        start = end
    return pieces
