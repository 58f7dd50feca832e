"""The question given back as an answer."""

from collections.abc import Sequence, Set

from scoring.sentences import sentences
from scoring.words import content_stems, is_content, words

_MAX_COPY_CHARACTERS = 60  # for each content word of the question
_YES_OR_NO = frozenset(
    """
    is are was were am do does did has have had can could will would shall should may might must
    isn aren wasn weren don doesn didn hasn haven hadn couldn won wouldn shouldn cannot
    """.split()
)
_DECIDES = frozenset("yes no yeah yep nope true false right correct wrong never always".split())
_ASKING = frozenset("question ask answer explain describ defin mean main tell pleas so you".split())


def asks_yes_or_no(question: str) -> bool:
    """Whether one word decides it: not "Can you explain …?"."""
    last = next((s for s in reversed(sentences(question)) if s), "")
    found = words(last)
    return len(found) > 2 and found[0] in _YES_OR_NO and "you" not in found[1:3]


def decides(sentence: str) -> bool:
    """Whether it begins with a yes or a no, or another word that settles such a question."""
    found = words(sentence)
    return bool(found) and found[0] in _DECIDES


def without_restated_question(text: str, question: str) -> tuple[str, bool]:
    """``text`` without the sentences that only restate the question; "" when that is all of it."""
    asked = frozenset(content_stems(question)) if question.strip() else frozenset()
    if len(asked) < 2 or (asks_yes_or_no(question) and not text.rstrip().endswith("?")):
        # "A tuple is hashable if its items are" says yes.
        return text, False
    # Each sentence of a question may be copied alone; one of two words is hardly a copy.
    parts = [asked, *(p for s in sentences(question) if len(p := frozenset(content_stems(s))) > 2)]
    every = sentences(text)
    kept = [s for s in every if not _restates_any(s, parts)]
    if len(kept) == len(every):
        return text, False
    rest = "\n".join(kept)
    return ("", True) if not kept or _restates_any(rest, parts) else (rest, True)


def _restates_any(sentence: str, parts: Sequence[Set[str]]) -> bool:
    longest = max(map(len, parts))
    # Much longer than the question is no copy of it. Nor is what would only be costly to stem.
    if len(sentence) > _MAX_COPY_CHARACTERS * longest:
        return False
    heads = {s[:2] for part in parts for s in part}
    content = {w for w in words(sentence) if is_content(w)}
    if sum(w[:2] in heads for w in content) * 2 < len(content):
        return False
    stems = content_stems(sentence)
    return any(_restates(stems, part) for part in parts)


def _restates(sentence: Sequence[str], question: Set[str]) -> bool:
    """Whether a sentence, as content stems, is the question over again, lightly edited at most."""
    distinct = set(sentence) - _ASKING
    if len(distinct) < 2 or not question:
        return False
    shared = len(distinct & question)
    return shared * 5 >= len(question) * 3 and (len(distinct) - shared) * 5 <= len(distinct)
