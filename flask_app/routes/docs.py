"""The OpenAPI document, and a page to try it."""

from typing import Any

from flask import Blueprint, Response, send_from_directory

from utils.openapi import document
from utils.swagger import PAGE, START, assets

docs = Blueprint("docs", __name__)


@docs.get("/openapi.json")
def openapi() -> dict[str, Any]:
    return document()


@docs.get("/docs")
def page() -> Response:
    return Response(PAGE.format(title="Interviews"), mimetype="text/html")


@docs.get("/docs/start.js")
def start() -> Response:
    return Response(START, mimetype="text/javascript")


@docs.get("/docs/assets/<path:name>")
def asset(name: str) -> Response:
    return send_from_directory(assets(), name)
