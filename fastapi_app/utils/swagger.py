"""The page to try the API, which needs no other host and no script inside itself."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title} - API</title>
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
<link rel="icon" href="/docs/assets/favicon.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
START = 'SwaggerUIBundle({url: "/openapi.json", dom_id: "#swagger-ui"})\n'


@cache
def assets() -> Path:
    """Swagger UI's files from fastapi-offline, of which nothing else is used."""
    package = find_spec("fastapi_offline")
    if package is None or package.origin is None:
        raise RuntimeError("fastapi-offline is not installed: pip install -r requirements.txt")
    return Path(package.origin).parent / "static"
