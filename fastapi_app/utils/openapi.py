"""The OpenAPI document where it differs from what FastAPI would write by itself."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from utils.browsers import SAFE_METHODS
from utils.errors import Problem


def problems(*refusals: int) -> dict[int | str, dict[str, Any]]:
    """Problem documents as the documented answers; any endpoint may find the database away."""
    return {status: {"model": Problem} for status in sorted({*refusals, 503})}


REQUEST_ID = {"required": True, "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,128}$"}}
RETRY_AFTER = {"required": True, "schema": {"type": "integer", "minimum": 1}}
PROBLEM = {
    "description": "Refused",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
ID = {"type": "integer", "format": "int64", "minimum": 1}


def describe(app: FastAPI, requests: dict[str, type[BaseModel]]) -> Callable[[], dict[str, Any]]:
    """app.openapi with what FastAPI cannot say, and with the models of `requests`."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = complete(deepcopy(plain()), requests)
        return app.openapi_schema

    return openapi


def complete(document: dict[str, Any], requests: dict[str, type[BaseModel]]) -> dict[str, Any]:
    schemas = document["components"]["schemas"]
    for name, model in requests.items():
        schemas[name] = model.model_json_schema(mode="validation")
    for operations in document["paths"].values():
        for method, operation in operations.items():
            complete_operation(method, operation)
    # FastAPI's own shape for a bad request, which nothing here answers with.
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    return document


def complete_operation(method: str, operation: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", []):
        parameter["schema"] = ID if parameter["in"] == "path" else without_null(parameter["schema"])
    answers = operation["responses"]
    if model_of(answers.get("422", {})) == "HTTPValidationError":
        # Added for the id in the path, but a bad one is a 404.
        del answers["422"]
    # Any request can name another host, and one that changes something come from another site.
    for status in ["400"] if method.upper() in SAFE_METHODS else ["400", "403"]:
        answers.setdefault(status, deepcopy(PROBLEM))
    for status, answer in answers.items():
        answer["headers"] = {"X-Request-ID": REQUEST_ID}
        if status in {"429", "503"}:
            answer["headers"]["Retry-After"] = RETRY_AFTER
        if model_of(answer) == "Problem":
            answer["content"]["application/problem+json"] = answer["content"].pop(
                "application/json"
            )


def without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter that is not given is left out; it is never null."""
    kinds = [kind for kind in schema.get("anyOf", []) if kind != {"type": "null"}]
    if len(kinds) != 1:
        return schema
    return {"title": schema["title"], **kinds[0]}


def model_of(answer: dict[str, Any]) -> str:
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    return str(schema.get("$ref", "")).rpartition("/")[2]
