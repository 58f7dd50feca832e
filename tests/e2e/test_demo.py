"""`make demo`, as a newcomer runs it."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.services import REPOSITORY, System, clean_environment, free_port


def demo(port: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "launcher.demo"],
        cwd=REPOSITORY,
        env={**clean_environment(), "FLASK_PORT": str(port)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def answers_in(output: str) -> list[tuple[str, Any]]:
    """Each answer's status line, and its JSON below."""
    found = re.findall(r"^(\d{3} [\w ]+)\n(\{.*?^\})", output, re.MULTILINE | re.DOTALL)
    return [(status, json.loads(body)) for status, body in found]


def test_the_demo_conducts_an_interview_and_shows_every_request(system: System) -> None:
    run = demo(system.flask_port)

    assert (run.returncode, run.stderr) == (0, "")
    answers = answers_in(run.stdout)
    statuses = ["201 Created", "200 OK", "201 Created", "201 Created", "200 OK", "200 OK"]
    assert [status for status, _ in answers] == statuses
    dashboard = answers[-1][1]
    assert dashboard["interview"]["id"] == answers[0][1]["interview_id"]
    assert [answer["file_name"] for answer in dashboard["answers"]] == [None, "sample.txt"]
    assert all(answer["score"] > 0 for answer in dashboard["answers"])
    assert dashboard["evaluation_status"] == "evaluated"


def test_the_commands_that_the_demo_shows_can_be_copied_into_a_shell(
    system: System, tmp_path: Path
) -> None:
    shown = demo(system.flask_port).stdout.split("\n\n")
    create, with_file = shown[1], shown[10]

    for command in (create, with_file):
        run = subprocess.run(
            ["bash", "-c", command.replace("curl", "curl --silent")],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        printed = json.loads(run.stdout)
        if command is create:
            assert printed["message"] == "Interview created"
        else:
            # That interview was completed by the demo itself.
            assert printed["code"] == "interview_completed"
            assert (tmp_path / "sample.txt").read_text().startswith("A decorator")


def test_without_the_services_the_demo_says_in_a_sentence_what_to_do() -> None:
    port = free_port()

    run = demo(port)

    assert run.returncode == 1
    assert run.stderr == (
        f"launcher: The interview service does not answer at http://127.0.0.1:{port}: "
        "start everything with make run, then try again.\n"
    )


def test_the_demo_tells_another_program_from_the_interview_service(system: System) -> None:
    run = demo(system.fastapi_port)

    assert run.returncode == 1
    assert "The demo ends here, because this was refused: Create an interview." in run.stderr
