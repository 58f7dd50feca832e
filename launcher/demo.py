"""`make demo`: conducts one interview against the running services and shows every request."""

import json
import sys
from dataclasses import dataclass
from http import HTTPStatus
from shlex import quote
from typing import Any

import requests

from launcher.console import complain
from launcher.errors import LauncherError
from launcher.settings import load_settings

# More than completing an interview waits for its evaluation.
_TIMEOUT_SECONDS = 60

_PERSON = {
    "candidate_name": "John Doe",
    "email": "john@example.com",
    "phone": "99999",
    "skill": "python",
}
_TEXT = (
    "A list comprehension builds a list from an iterable in one expression, with an optional if "
    "that filters the items. With side effects I write a plain for loop instead."
)
_FILE = (
    "A decorator is a callable that takes a function and returns another one in its place; "
    "functools.wraps keeps its name and docstring.\n"
)


def main() -> int:
    try:
        play(load_settings().flask_base_url)
    except LauncherError as error:
        complain(str(error))
        return 1
    return 0


def play(url: str) -> None:
    """Raises LauncherError when the services do not do their part."""
    service = _Service(url)
    interview = service.sends("Create an interview", "POST", "/interviews/create", json=_PERSON)
    path = f"/interviews/{interview['interview_id']}"
    questions = service.sends("Get its questions", "GET", f"{path}/questions")["questions"]
    first, second = ({**interview, **question} for question in questions[:2])
    service.sends(
        "Answer the first with text", "POST", "/answers/create", form=_answer(first, _TEXT)
    )
    service.sends(
        "Answer the second with a file",
        "POST",
        "/answers/create",
        form=_answer(second, "Here is my file answer"),
        file=("sample.txt", _FILE),
    )
    service.sends("Complete the interview, which has it evaluated", "PUT", f"{path}/complete")
    service.sends("See the dashboard", "GET", path)


def _answer(question: dict[str, Any], text: str) -> dict[str, str]:
    return {
        "interview_id": str(question["interview_id"]),
        "question_id": str(question["question_id"]),
        "answer_text": text,
    }


@dataclass
class _Service:
    url: str
    requests_shown: int = 0

    def sends(
        self,
        title: str,
        method: str,
        path: str,
        *,
        json: dict[str, str] | None = None,
        form: dict[str, str] | None = None,
        file: tuple[str, str] | None = None,
    ) -> Any:
        """Shows the request and the answer, and returns what is in it."""
        self.requests_shown += 1
        print(f"\n{self.requests_shown}. {title}\n")
        print(_command(method, f"{self.url}{path}", json, form, file))
        parts: dict[str, Any] = {name: (None, value) for name, value in (form or {}).items()}
        if file is not None:
            parts["file"] = file
        response = self._answer(method, path, json=json, files=parts or None)
        print(f"\n{response.status_code} {HTTPStatus(response.status_code).phrase}")
        return _shown(response, title)

    def _answer(self, method: str, path: str, **body: Any) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False  # a proxy from the environment knows nothing of this machine
            try:
                return session.request(
                    method, f"{self.url}{path}", timeout=_TIMEOUT_SECONDS, **body
                )
            except requests.RequestException:
                raise LauncherError(
                    f"The interview service does not answer at {self.url}: "
                    "start everything with make run, then try again."
                ) from None


def _shown(response: requests.Response, title: str) -> Any:
    try:
        answer = response.json()
    except requests.JSONDecodeError:
        raise LauncherError(
            f"What listens at {response.url} is not the interview service: set FLASK_PORT to "
            "the port it has."
        ) from None
    print(json.dumps(answer, indent=2, ensure_ascii=False))
    if response.status_code >= HTTPStatus.BAD_REQUEST:
        raise LauncherError(f"The demo ends here, because this was refused: {title}.")
    return answer


def _command(
    method: str,
    url: str,
    body: dict[str, str] | None,
    form: dict[str, str] | None,
    file: tuple[str, str] | None,
) -> str:
    """The same request for a shell, to be copied."""
    words = ["curl", url] if method == "GET" else ["curl", "-X", method, url]
    lines = [" ".join(words)]
    if body is not None:
        lines.append('-H "Content-Type: application/json"')
        lines.append(f"-d {quote(json.dumps(body, indent=2))}")
    lines += [f"-F {quote(f'{name}={value}')}" for name, value in (form or {}).items()]
    before = ""
    if file is not None:
        name, content = file
        before = f"echo {quote(content.rstrip())} > {name}\n"
        lines.append(f"-F {quote(f'file=@{name}')}")
    return before + " \\\n  ".join(lines)


if __name__ == "__main__":
    sys.exit(main())
