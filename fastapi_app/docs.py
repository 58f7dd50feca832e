"""A page to try the API. FastAPI's own has a script inside, which the page's policy forbids."""

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles

from utils.swagger import PAGE, START, assets


async def page() -> Response:
    return HTMLResponse(PAGE.format(title="Evaluator"))


async def start() -> Response:
    return Response(START, media_type="text/javascript")


def add_docs(app: FastAPI) -> None:
    app.get("/docs", include_in_schema=False)(page)
    app.get("/docs/start.js", include_in_schema=False)(start)
    app.mount("/docs/assets", StaticFiles(directory=assets()))
