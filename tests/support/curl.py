"""The specification's curl commands, word for word, run by a shell with the real curl."""

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CREATE = """\
curl -X POST http://localhost:5001/interviews/create \\
  -H "Content-Type: application/json" \\
  -d '{
    "candidate_name": "John Doe",
    "email": "john@example.com",
    "phone": "99999",
    "skill": "python"
  }'
"""
QUESTIONS = "curl http://localhost:5001/interviews/6/questions\n"
TEXT_ANSWER = """\
curl -X POST http://localhost:5001/answers/create \\
  -F "interview_id=6" \\
  -F "question_id=1" \\
  -F "answer_text=List comprehensions allow concise list creation."
"""
FILE_ANSWER = """\
curl -X POST http://localhost:5001/answers/create \\
  -F "interview_id=6" \\
  -F "question_id=2" \\
  -F "answer_text=Here is my file answer" \\
  -F "file=@sample.txt"
"""
COMPLETE = "curl -X PUT http://localhost:5001/interviews/6/complete\n"
DASHBOARD = "curl http://localhost:5001/interviews/6\n"

SAMPLE = "A decorator takes a function and returns another, which wraps it.\n"


@dataclass
class Terminal:
    """Where a person types the commands. `sample.txt` is in their folder."""

    folder: Path
    port: int = 5001
    interview_id: int = 6

    def __post_init__(self) -> None:
        (self.folder / "sample.txt").write_text(SAMPLE)

    def types(self, command: str) -> Any:
        """What the command prints, as JSON. Nothing is replaced but the port and the id."""
        command = command.replace("localhost:5001", f"localhost:{self.port}")
        command = re.sub(r"(interviews/|interview_id=)6\b", rf"\g<1>{self.interview_id}", command)
        run = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert run.returncode == 0, run.stderr
        return json.loads(run.stdout)
