"""What the model is sent. The wording is in ``prompts/``, under a version of its own."""

import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

from scoring.contract import Kind
from scoring.long_answers import MAX_CHARACTERS

VERSION = "rubric-3"

_FOLDER = Path(__file__).parent / "prompts"
_PARTS = "\n---\n"
_MARKER_BYTES = 16


@dataclass(frozen=True, slots=True)
class Task:
    """An answer to judge, ready to be shown to the model, and the points to judge it by."""

    question: str
    references: tuple[str, ...]
    points: tuple[str, ...]
    answer: str
    kind: Kind = "knowledge"


@dataclass(frozen=True, slots=True)
class Prompt:
    system: str
    user: str


def prompt(task: Task) -> Prompt:
    """The task in words, with a fresh marker around the answer that nobody could foresee."""
    system, user, about_experience = _template()
    filling = {
        "about": f"\n{about_experience}\n" if task.kind == "experience" else "",
        "marker": secrets.token_hex(_MARKER_BYTES),
        "count": str(len(task.points)),
        "question": task.question.strip() or "(not given)",
        "references": "\n\n".join(task.references)[:MAX_CHARACTERS] or "(not given)",
        "points": "\n".join(
            f"{number}. {' '.join(point.split())}" for number, point in enumerate(task.points, 1)
        ),
        "answer": task.answer.strip(),
    }
    return Prompt(Template(system).substitute(filling), Template(user).substitute(filling))


@cache
def _template() -> tuple[str, str, str]:
    """Instructions, task, and what is said beside them of a story from the candidate's work."""
    text = (_FOLDER / f"{VERSION}.md").read_text(encoding="utf-8")
    system, user, about_experience = (part.strip() for part in text.split(_PARTS))
    return system, user, about_experience
