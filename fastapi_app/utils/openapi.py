"""The OpenAPI document where it differs from what FastAPI would write by itself."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel

from utils.errors import Problem


def problems(*refusals: int) -> dict[int | str, dict[str, Any]]:
    """Problem documents as the documented answers; any endpoint may find the database away."""
    return {status: {"model": Problem} for status in sorted({*refusals, 503})}


def describe(app: FastAPI, requests: dict[str, type[BaseModel]]) -> Callable[[], dict[str, Any]]:
    """app.openapi with problems as application/problem+json, and with the models of `requests`."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema:
            return app.openapi_schema
        document = plain()
        for name, model in requests.items():
            document["components"]["schemas"][name] = model.model_json_schema(mode="validation")
        for operations in document["paths"].values():
            for operation in operations.values():
                correct_problems(operation["responses"])
        return document

    return openapi


def correct_problems(answers: dict[str, Any]) -> None:
    for answer in answers.values():
        content = answer.get("content", {})
        schema = content.get("application/json", {}).get("schema", {})
        if schema.get("$ref", "").endswith("/Problem"):
            content["application/problem+json"] = content.pop("application/json")
