"""The pieces of a text: its sentences, the phrases in these, and the clauses of a reference answer.

Linear in the length of the text, whatever the text is made of.
"""

import re

from scoring.hidden_characters import visible
from scoring.words import words

_SENTENCE_END = re.compile(
    r"(?<![.!?;])[.!?;]++(?=\s|$)|[。！？；]+|\n+|\s[•*–—-]\s"
    # A forgotten full stop: "prints files The rest is ..."
    r"|(?<=[a-z0-9])\s(?=(?:The|This|These|It|Be|My|You|We|As|In|Note|Please|Whatever|All)\s)"
)
# A line that goes on in the next one, as in text from a page: nothing ends it, no capital follows.
_WRAPPED = re.compile(r"(?<=[^\s.!?;:。！？；])[ \t]*\r?\n(?=[a-z])")
_CLAUSE_END = re.compile(
    r"(?<![.!?;])[.!?;]++(?=\s|$)|[。！？；]+|\n+|(?:^|\s)[•*–—-]\s|,\s+(?:and|but|so|while|which)\s"
)
_PHRASE_END = re.compile(
    r"(?:,|\b)\s+(?=(?:and|but|or|so|while|which|because|whereas)\s)|,\s+", re.IGNORECASE
)
_CLAUSE_EDGES = " \t\r,:*•–—-"
_LEAST_WORDS_OF_A_PHRASE = 3
_ENUMERATOR = re.compile(r"^\s*(?:[•*–—-]\s+)?(?:[(\[]?(?:\d{1,2}|[a-zA-Z])[).\]:]\s*(?=\D))?")
_NUMBERING = re.compile(r"[(\[]?(?:\d{1,2}|[a-zA-Z])[)\]]?")


def sentences(text: str) -> list[str]:
    """Sentences and list items, without their numbering."""
    unwrapped = _WRAPPED.sub(" ", visible(text))
    pieces = [_ENUMERATOR.sub("", piece).strip() for piece in _SENTENCE_END.split(unwrapped)]
    filled = [piece for piece in pieces if piece]
    return [piece for piece in filled if not _NUMBERING.fullmatch(piece)] or filled


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a text begin and end, in characters."""
    unwrapped = _WRAPPED.sub(lambda match: " " * len(match.group()), text)
    spans: list[tuple[int, int]] = []
    start = 0
    for cut in [*_SENTENCE_END.finditer(unwrapped), None]:
        end = cut.start() if cut else len(unwrapped)
        piece = unwrapped[start:end]
        numbering = _ENUMERATOR.match(piece)
        first = start + (numbering.end() if numbering else 0)
        said = unwrapped[first:end].rstrip()
        first += len(said) - len(said.lstrip())
        if said.strip():
            spans.append((first, first + len(said.strip())))
        start = cut.end() if cut else end
    return spans


def phrases(text: str) -> list[list[str]]:
    """The words of the smallest pieces that say something and could be said in another order."""
    return [phrase for sentence in sentences(text) for phrase in _phrases_of(sentence)]


def _phrases_of(sentence: str) -> list[list[str]]:
    merged: list[list[str]] = []
    for piece in _PHRASE_END.split(sentence):
        found = words(piece)
        if merged and min(len(found), len(merged[-1])) < _LEAST_WORDS_OF_A_PHRASE:
            merged[-1].extend(found)
        else:
            merged.append(found)
    return merged


def clauses(text: str) -> list[str]:
    """The separate statements of a reference answer, in its own words, for people to read."""
    merged: list[str] = []
    for piece in _CLAUSE_END.split(text):
        clause = _without_edges(_ENUMERATOR.sub("", piece))
        if not any(c.isalnum() for c in clause):
            continue
        # One or two words say nothing alone: "Yes", "For example".
        if merged and len(clause.split()) < 3 and len(merged[-1].split()) < 12:
            merged[-1] = f"{merged[-1]}, {clause}"
        else:
            merged.append(clause)
    return merged


def _without_edges(piece: str) -> str:
    """A clause without commas, bullets and blanks around it; the sign of "-5" is none."""
    whole = piece.rstrip(_CLAUSE_EDGES)
    bare = whole.lstrip(_CLAUSE_EDGES)
    signed = whole[len(whole) - len(bare) - 1 :] if len(bare) < len(whole) else bare
    return signed if bare[:1].isdigit() and signed[0] in "-–" else bare
