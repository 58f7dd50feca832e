"""The Postman collection, run by newman."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.services import REPOSITORY, System

HERE = Path(__file__).parent
COLLECTION = HERE / "interviews.postman_collection.json"
ENVIRONMENT = HERE / "local.postman_environment.json"
NEWMAN = REPOSITORY / ".cache" / "newman" / "node_modules" / ".bin" / "newman"

needs_newman = pytest.mark.skipif(
    not NEWMAN.exists() or shutil.which("node") is None,
    reason="newman is not there: install Node.js (with npm), then `make test` fetches it",
)


@needs_newman
def test_every_request_of_the_collection_gets_the_answer_it_expects(system: System) -> None:
    run = subprocess.run(
        [
            *(NEWMAN, "run", COLLECTION),
            *("--environment", ENVIRONMENT),
            *("--env-var", f"flask_url={system.flask.url}"),
            *("--env-var", f"fastapi_url={system.fastapi.url}"),
            *("--working-dir", HERE),  # where the files to upload are
            *("--color", "off", "--disable-unicode"),
        ],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr


def test_every_request_of_the_collection_has_assertions() -> None:
    requests = list(requests_in(json.loads(COLLECTION.read_text())["item"]))

    without = [request["name"] for request in requests if "pm.test(" not in script_of(request)]

    assert len(requests) > 40
    assert without == []


def test_the_collection_is_for_the_default_ports_with_and_without_its_environment() -> None:
    collection = json.loads(COLLECTION.read_text())["variable"]
    environment = json.loads(ENVIRONMENT.read_text())["values"]
    expected = {"flask_url": "http://127.0.0.1:5001", "fastapi_url": "http://127.0.0.1:8000"}

    assert {item["key"]: item["value"] for item in environment} == expected
    assert expected.items() <= {item["key"]: item["value"] for item in collection}.items()


def requests_in(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for item in items:
        yield from requests_in(item["item"]) if "item" in item else [item]


def script_of(request: dict[str, Any]) -> str:
    return "\n".join(
        line
        for event in request.get("event", [])
        if event["listen"] == "test"
        for line in event["script"]["exec"]
    )
