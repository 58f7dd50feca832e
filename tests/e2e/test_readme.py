"""The README's flow, run as it is printed there and compared with the answers it shows.

`UPDATE_README=1 make test PYTEST=tests/e2e/test_readme.py` writes today's answers into the README.
"""

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support.services import REPOSITORY, System

README = REPOSITORY / "README.md"
STEP = re.compile(r"```bash\n(?P<command>.*?)```\n```json\n(?P<answer>.*?)```\n", re.DOTALL)
DOCUMENTED = "http://localhost:5001"
# What differs from run to run: when it happened, and the names we give to files.
VARYING = [
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z"), "2026-11-22T10:15:00.000000Z"),
    (re.compile(r"uploads/[0-9a-f]{32}"), "uploads/0f7c5b1e9a3d4c6f8b2a1d0e5c7f9a3b"),
]


def run(command: str, url: str, folder: Path) -> Any:
    done = subprocess.run(
        ["bash", "-ec", command.replace(DOCUMENTED, url).replace("curl ", "curl -sS ")],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def steady(answer: str) -> str:
    for pattern, stand_in in VARYING:
        answer = pattern.sub(stand_in, answer)
    return answer


def test_the_flow_in_the_readme_gives_the_answers_it_shows(
    make_system: Callable[..., System], tmp_path: Path
) -> None:
    text = README.read_text(encoding="utf-8")
    shown = [match["answer"] for match in STEP.finditer(text)]
    with make_system() as system:
        commands = [match["command"] for match in STEP.finditer(text)]
        found = [run(command, system.flask.url, tmp_path) for command in commands]
    answers = [steady(json.dumps(answer, indent=2, ensure_ascii=False)) + "\n" for answer in found]
    if os.environ.get("UPDATE_README"):
        README.write_text(with_answers(text, answers), encoding="utf-8")
        return

    assert len(shown) == 6
    assert shown == answers


def with_answers(text: str, answers: list[str]) -> str:
    rest = iter(answers)
    return STEP.sub(lambda step: f"```bash\n{step['command']}```\n```json\n{next(rest)}```\n", text)
