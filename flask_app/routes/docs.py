"""The OpenAPI document, and a page to try it that needs no other host."""

from importlib.resources import files
from pathlib import Path
from typing import Any

import fastapi_offline
from flask import Blueprint, Response, send_from_directory

from utils.openapi import document

# The files of Swagger UI, as that package brings them along.
ASSETS = Path(str(files(fastapi_offline))) / "static"
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


@docs.get("/openapi.json")
def openapi() -> dict[str, Any]:
    return document()


@docs.get("/docs")
def page() -> Response:
    return Response(PAGE, mimetype="text/html")


@docs.get("/docs/assets/<path:name>")
def asset(name: str) -> Response:
    return send_from_directory(ASSETS, name)
