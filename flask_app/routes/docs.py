"""The OpenAPI document, and a page to try it that needs no other host."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, send_from_directory

from utils.openapi import document

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Interviews - API</title>
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
<link rel="icon" href="/docs/assets/favicon.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script>SwaggerUIBundle({url: "/openapi.json", dom_id: "#swagger-ui"})</script>
</body>
</html>
"""

docs = Blueprint("docs", __name__)


@cache
def assets() -> Path:
    """Swagger UI's files from fastapi-offline, not imported: that would import FastAPI too."""
    package = find_spec("fastapi_offline")
    if package is None or package.origin is None:
        raise RuntimeError("fastapi-offline is not installed: pip install -r requirements.txt")
    return Path(package.origin).parent / "static"


@docs.get("/openapi.json")
def openapi() -> dict[str, Any]:
    return document()


@docs.get("/docs")
def page() -> Response:
    return Response(PAGE, mimetype="text/html")


@docs.get("/docs/assets/<path:name>")
def asset(name: str) -> Response:
    return send_from_directory(assets(), name)
