"""Both OpenAPI documents are valid, complete, and say what the contract says."""

import json
import subprocess
import sys
from typing import Any

import pytest
import requests
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.support.services import REPOSITORY, System, clean_environment

Operation = tuple[str, str]

# Every status that the contract names for a request that reaches the operation. Beside them each
# can refuse a host (400), and those that change something a page of another site (403).
FLASK: dict[Operation, set[int]] = {
    ("post", "/interviews/create"): {201, 400, 409, 413, 415, 422, 503},
    ("get", "/interviews"): {200, 422, 503},
    ("get", "/interviews/{interview_id}"): {200, 404, 503},
    ("get", "/interviews/{interview_id}/questions"): {200, 404, 503},
    ("put", "/interviews/{interview_id}/complete"): {200, 202, 404, 503},
    ("post", "/interviews/{interview_id}/evaluate"): {200, 202, 404, 409, 429, 503},
    ("get", "/interviews/{interview_id}/evaluations"): {200, 404, 422, 503},
    ("post", "/answers/create"): {200, 201, 400, 404, 409, 413, 415, 422, 503},
    ("get", "/answers/{answer_id}/file"): {200, 404, 503},
    ("get", "/skills"): {200, 503},
    ("get", "/health"): {200, 503},
    ("get", "/health/live"): {200},
}
FASTAPI: dict[Operation, set[int]] = {
    ("post", "/evaluate/interview/{interview_id}"): {200, 404, 409, 422, 429, 503},
    ("post", "/evaluate/answer"): {200, 400, 413, 415, 422, 503},
    ("get", "/results/{interview_id}"): {200, 404, 503},
    ("get", "/health"): {200, 503},
    ("get", "/health/live"): {200},
}
# What a service offers beside its API.
PAGES = {"/docs", "/docs/start.js", "/docs/assets/{name}", "/openapi.json"}

# Run in the service's own folder: both have modules of the same names.
LIST_FLASK = """
import json, re
from app import create_app
from utils.settings import Settings
rules = create_app(Settings(database_url="postgresql://nobody@127.0.0.1:1/none")).url_map.iter_rules()
print(json.dumps([
    [method.lower(), re.sub(r"<(?:\\w+:)?(\\w+)>", r"{\\1}", rule.rule)]
    for rule in rules for method in rule.methods - {"HEAD", "OPTIONS"}
]))
"""
LIST_FASTAPI = """
import json, re
from starlette.routing import Route
from main import create_app
from utils.settings import Settings
routes = create_app(Settings(database_url="postgresql://nobody@127.0.0.1:1/none")).routes
print(json.dumps([
    [method.lower(), re.sub(r":\\w+}", "}", route.path)]
    for route in routes if isinstance(route, Route) for method in route.methods - {"HEAD"}
]))
"""


@pytest.fixture(scope="module", params=["flask", "fastapi"])
def service(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def document(service: str, system: System) -> dict[str, Any]:
    found: dict[str, Any] = requests.get(
        f"{getattr(system, service).url}/openapi.json", timeout=30
    ).json()
    return found


@pytest.fixture
def contract(service: str) -> dict[Operation, set[int]]:
    return {"flask": FLASK, "fastapi": FASTAPI}[service]


def test_the_document_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(document).validate()
    assert document["openapi"].startswith("3.1.")


def test_every_route_is_in_the_document_with_every_status_of_the_contract(
    document: dict[str, Any], contract: dict[Operation, set[int]]
) -> None:
    documented = {
        (method, path): {int(status) for status in operation["responses"]}
        for (method, path), operation in operations_of(document).items()
    }

    assert documented == {
        (method, path): statuses | ({400} if method == "get" else {400, 403})
        for (method, path), statuses in contract.items()
    }


def test_the_service_has_no_other_routes(service: str, contract: dict[Operation, set[int]]) -> None:
    script = {"flask": LIST_FLASK, "fastapi": LIST_FASTAPI}[service]
    printed = subprocess.run(
        [sys.executable, "-c", script],
        cwd=REPOSITORY / f"{service}_app",
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    routes = {(method, path) for method, path in json.loads(printed)}

    assert {route for route in routes if not is_page(route[1])} == set(contract)


def test_every_failure_is_documented_as_a_problem(document: dict[str, Any]) -> None:
    for (method, path), operation in operations_of(document).items():
        for status, answer in operation["responses"].items():
            kinds = {
                kind: content["schema"].get("$ref", "").rpartition("/")[2]
                for kind, content in answer["content"].items()
            }
            if int(status) >= 400:
                assert kinds == {"application/problem+json": "Problem"}, (method, path, status)
            else:
                assert "application/problem+json" not in kinds, (method, path, status)


def test_every_reference_leads_somewhere_and_every_model_is_used(document: dict[str, Any]) -> None:
    models = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}

    assert set(references_in(document)) == models


def test_every_operation_says_what_it_does(document: dict[str, Any]) -> None:
    for operation in operations_of(document).values():
        assert operation["summary"]
        assert operation["operationId"]


def operations_of(document: dict[str, Any]) -> dict[Operation, dict[str, Any]]:
    return {
        (method, path): operation
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }


def is_page(path: str) -> bool:
    return path in PAGES or path.startswith("/docs")


def references_in(part: Any) -> list[str]:
    if isinstance(part, list):
        return [found for item in part for found in references_in(item)]
    if not isinstance(part, dict):
        return []
    own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
    return own + [found for item in part.values() for found in references_in(item)]
