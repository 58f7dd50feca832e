"""What every engine does before it judges: read the text, leave out what speaks to the grader, and
recognise what is no answer at all."""

from dataclasses import dataclass, replace
from functools import lru_cache

from scoring import remarks
from scoring.bare_values import stems_for_orders
from scoring.contract import Rubric
from scoring.features import Answer, coverage, reference_of
from scoring.grader_talk import without_grader_talk
from scoring.hidden_characters import hides_characters
from scoring.languages import is_in_another_language
from scoring.long_answers import MAX_CHARACTERS, closest_passages
from scoring.non_answers import is_gibberish, is_non_answer, shares_nothing
from scoring.question_copy import without_restated_question
from scoring.words import content_stems, is_content, words

ADDRESSED_TO_GRADER = "addressed_to_grader"

_ABOUT_CHARACTERS = frozenset(("unicod", "invis", "homoglyph"))
"""Where one of these is in the rubric, people show such characters."""

_NO_ANSWER = 0.0
_QUESTION_COPIED = 5.0
_COVERS_REFERENCE = 0.6
_MAX_KEPT_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True)
class Screened:
    """What is left of an answer to judge, and what was noticed.

    ``rest`` is ``text`` without the sentences that only restate the question, ``left_out`` the
    number of words that spoke to the grader. A text that ``shares_nothing`` has no word in common
    with rubric, question or English grammar.
    """

    text: str
    rest: str
    left_out: int
    shares_nothing: bool
    flags: tuple[str, ...]

    @property
    def restates_question(self) -> bool:
        return self.rest != self.text


@dataclass(frozen=True, slots=True)
class Settled:
    """The points of what is no answer, and why."""

    points: float
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _RubricWords:
    """``telling`` and ``stems`` are those of its beginning, ``known`` all stems that an answer may
    share with it."""

    telling: frozenset[str]
    stems: frozenset[str]
    known: frozenset[str]


def _words_of(rubric: Rubric) -> _RubricWords:
    is_short = len(rubric.text) <= _MAX_KEPT_CHARACTERS
    return _kept_rubric_words(rubric) if is_short else _rubric_words(rubric)


@lru_cache(maxsize=128)
def _kept_rubric_words(rubric: Rubric) -> _RubricWords:
    """Many answers are compared with the same rubric."""
    return _rubric_words(rubric)


def _rubric_words(rubric: Rubric) -> _RubricWords:
    beginning = rubric.text[:MAX_CHARACTERS]
    texts = (*rubric.reference_answers, *rubric.key_points)
    stems = (s for text in (rubric.question, *texts) for s in content_stems(text))
    return _RubricWords(
        telling=frozenset(filter(is_content, words(beginning))),
        stems=frozenset(content_stems(beginning)),
        known=frozenset(stems) | stems_for_orders(texts),
    )


@dataclass(frozen=True, slots=True)
class Reading:
    text: str
    words: list[str]
    left_out: int
    flags: tuple[str, ...]


def without_blanks(rubric: Rubric) -> Rubric:
    return replace(
        rubric,
        reference_answers=tuple(r for r in rubric.reference_answers if words(r)),
        key_points=tuple(p for p in rubric.key_points if words(p)),
    )


def screen(text: str, rubric: Rubric) -> Screened | Settled:
    """The text ready to be judged, or the verdict on what is no answer."""
    if not text.strip():
        return Settled(_NO_ANSWER, ("empty",))
    reading = read(text, rubric)
    texts = (*rubric.reference_answers, *rubric.key_points)
    if not reading.words or is_non_answer(reading.text, rubric.question, texts):
        return Settled(_NO_ANSWER, (*reading.flags, "not_an_answer"))
    is_strange = shares_nothing(reading.words, _words_of(rubric).known)
    if (
        is_strange
        and is_gibberish(reading.text, reading.words)
        and not is_in_another_language(reading.text)
    ):
        return Settled(_NO_ANSWER, (*reading.flags, "gibberish"))
    rest, _ = without_restated_question(reading.text, rubric.question)
    if not words(rest):
        if not _covers_a_reference(reading, rubric):
            return Settled(_QUESTION_COPIED, (*reading.flags, "question_copied"))
        rest = reading.text
    return Screened(reading.text, rest, reading.left_out, is_strange, reading.flags)


def read(answer: str, rubric: Rubric) -> Reading:
    """The part of an answer that is read, without what speaks to the grader."""
    flags: list[str] = []
    text = closest_passages(answer, _words_of(rubric).telling)
    if len(text) < len(answer):
        flags.append("truncated")
    rubric_stems = _words_of(rubric).stems
    if hides_characters(text) and not rubric_stems & _ABOUT_CHARACTERS:
        flags.append("hidden_characters")
    everything = text
    text, was_addressed = without_grader_talk(text, rubric_stems)
    if was_addressed:
        flags.append(ADDRESSED_TO_GRADER)
    found = words(text)
    left_out = len(words(everything)) - len(found) if was_addressed else 0
    return Reading(text, found, left_out, (*flags, *remarks.about_text(text, rubric)))


def _covers_a_reference(reading: Reading, rubric: Rubric) -> bool:
    """A short reference may say little that the question did not: "TCP is connection-oriented"."""
    texts = (*rubric.reference_answers, *rubric.key_points)
    answer = Answer(reading.text, texts, rubric.question, left_out=reading.left_out)
    return any(
        coverage(answer, reference_of(text, frozenset())) >= _COVERS_REFERENCE for text in texts
    )
