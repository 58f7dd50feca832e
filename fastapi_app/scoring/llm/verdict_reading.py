"""Which verdict of a reply counts: models put thoughts, drafts and quotations around theirs."""

from scoring.llm.objects import Found, Scan, scan
from scoring.llm.quotable import Quotable
from scoring.llm.thoughts import says_nothing, thoughts_in
from scoring.llm.verdict import Verdict
from scoring.llm.verdict_object import is_bare, is_meant, verdict_of


def read_verdict(
    reply: str,
    count: int,
    quotable: Quotable = Quotable(),  # noqa: B008 - it cannot be changed
    *,
    apart: str = "",
    as_last_word: bool = False,
) -> Verdict | None:
    """Points and quotes in the points' order; None for a reply that holds no verdict on exactly
    these points.

    Models put their thoughts before it, and fences or words around it. The last one that is there
    counts, outside of thoughts that are marked as such: before it may stand an example or a draft.
    Not so where a candidate's could be quoted: see ``_is_all_it_says``. ``apart`` are thoughts that
    the server set apart. ``as_last_word``: nothing may follow it.
    """
    scanned = scan(reply)
    thoughts = [] if quotable.marks else thoughts_in(scanned)
    meant = [one for one in _meant(scanned, count) if not _is_within(one, thoughts)]
    verdict = verdict_of(meant[-1].value, count) if meant else None
    if verdict is None or (as_last_word and not says_nothing(scanned.text[meant[-1].end :])):
        return None
    if quotable.verdict:
        if quotable.marks and apart:
            return None
        said = (scanned, scan(apart))
        if not _is_all_it_says(said, meant[-1], thoughts) or not _agree(said, verdict):
            return None
    return verdict


def _is_all_it_says(said: tuple[Scan, Scan], verdict: Found, thoughts: list[range]) -> bool:
    """Whatever else there is could be the model's verdict, in a shape that is not read, and this
    one quoted from the answer."""
    text = said[0].text
    around = [range(verdict.start, verdict.end), *thoughts]
    around.sort(key=lambda one: one.start)
    at, left = 0, ""
    for one in around:
        left += text[at : one.start] + "\n"
        at = max(at, one.stop)
    is_whole = all(scanned.is_whole for scanned in said)
    return is_whole and is_bare(verdict.value) and says_nothing(left + text[at:])


def _agree(said: tuple[Scan, Scan], verdict: Verdict) -> bool:
    """All there are say the same of each point, in thoughts too: where these end is a guess."""
    count = len(verdict.points)
    found = (one for scanned in said for one in _meant(scanned, count))
    return all(_judged(verdict_of(one.value, count)) == _judged(verdict) for one in found)


def _meant(scanned: Scan, count: int) -> list[Found]:
    return [one for one in scanned.found if is_meant(one.value, count)]


def _is_within(one: Found, thoughts: list[range]) -> bool:
    return any(one.start in thought for thought in thoughts)


def _judged(verdict: Verdict | None) -> list[tuple[int, bool]] | None:
    return [(one.worth, one.contradicted) for one in verdict.points] if verdict else None
