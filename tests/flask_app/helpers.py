"""What the tests of the interview service look at again and again."""

import json

import requests

from tests.support.client import Client
from tests.support.database import query
from tests.support.services import System

TABLES = (
    "candidates",
    "interviews",
    "asked_questions",
    "interview_answers",
    "interview_results",
    "evaluation_requests",
)


def stored(system: System) -> dict[str, tuple[int, str]]:
    """What the service has written to each table: the number of rows, and a digest of them all."""
    parts = (
        f"SELECT '{table}', count(*), md5(string_agg(t::text, '' ORDER BY t::text))"
        f" FROM {table} AS t"
        for table in TABLES
    )
    rows = query(system.database_url, " UNION ALL ".join(parts))
    return {table: (number, digest) for table, number, digest in rows}


def stored_files(system: System) -> set[str]:
    """The names in the upload folder, those of files that are still arriving included."""
    return {path.name for path in system.uploads.iterdir()} if system.uploads.exists() else set()


def first_question(client: Client, interview_id: int) -> int:
    question_id: int = client.questions(interview_id)[0]["question_id"]
    return question_id


def post_json(
    client: Client, path: str, content: object, content_type: str = "application/json"
) -> requests.Response:
    """Bytes go out as they are, anything else as JSON."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return client.request("POST", path, data=body, headers={"Content-Type": content_type})


def part(name: str, content: str | bytes, disposition: str = "") -> bytes:
    """One part of a multipart body, its headers written out by hand."""
    content = content.encode() if isinstance(content, str) else content
    head = f'Content-Disposition: form-data; name="{name}"{disposition}\r\n\r\n'
    return b"--edge\r\n" + head.encode() + content + b"\r\n"


def post_parts(client: Client, *parts: bytes) -> requests.Response:
    return client.request(
        "POST",
        "/answers/create",
        data=b"".join(parts) + b"--edge--\r\n",
        headers={"Content-Type": "multipart/form-data; boundary=edge"},
    )
