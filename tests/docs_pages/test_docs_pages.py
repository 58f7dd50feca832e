"""Both /docs pages in a real browser that can reach nothing but this machine."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.docs_pages.conftest import needs_chromium
from tests.support.services import System

PATIENCE = 30_000  # milliseconds, for a busy machine
pytestmark = needs_chromium


class Visitor:
    """A page, with what it asked for elsewhere and what it complained about."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked_elsewhere: list[str] = []
        self.complaints: list[str] = []
        page.route("**/*", self._refuse_other_hosts)
        page.on("console", lambda line: self._note(line.type == "error", line.text))
        page.on("pageerror", lambda error: self._note(True, str(error)))
        page.on("response", lambda it: self._note(it.status >= 400, f"{it.status} {it.url}"))

    def opens(self, url: str) -> None:
        self.page.goto(url)
        expect(self.page.locator(".swagger-ui .info .title")).to_be_visible(timeout=PATIENCE)

    def operations(self) -> set[tuple[str, str]]:
        shown = self.page.locator(".opblock-summary").all()
        return {
            (
                block.locator(".opblock-summary-method").inner_text(),
                # Between the parts of a path the page puts characters that let it break.
                block.locator(".opblock-summary-path").inner_text().replace("\u200b", ""),
            )
            for block in shown
        }

    def _refuse_other_hosts(self, route: Route) -> None:
        url = urlsplit(route.request.url)
        if url.hostname == "127.0.0.1" or url.scheme == "data":
            route.continue_()
        else:
            self.asked_elsewhere.append(route.request.url)
            route.abort()

    def _note(self, is_complaint: bool, text: str) -> None:
        if is_complaint:
            self.complaints.append(text)


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    page = browser.new_page(viewport={"width": 1200, "height": 1000})
    visitor = Visitor(page)
    yield visitor
    page.close()
    assert visitor.asked_elsewhere == []
    assert visitor.complaints == []


def test_the_page_of_the_interview_service_shows_its_operations(
    visitor: Visitor, system: System
) -> None:
    visitor.opens(f"{system.flask.url}/docs")

    assert visitor.operations() == {
        ("POST", "/interviews/create"),
        ("GET", "/interviews"),
        ("GET", "/interviews/{interview_id}"),
        ("GET", "/interviews/{interview_id}/questions"),
        ("PUT", "/interviews/{interview_id}/complete"),
        ("POST", "/interviews/{interview_id}/evaluate"),
        ("GET", "/interviews/{interview_id}/evaluations"),
        ("POST", "/answers/create"),
        ("GET", "/answers/{answer_id}/file"),
        ("GET", "/skills"),
        ("GET", "/health"),
        ("GET", "/health/live"),
    }


def test_the_page_of_the_evaluator_shows_its_operations(visitor: Visitor, system: System) -> None:
    visitor.opens(f"{system.fastapi.url}/docs")

    assert visitor.operations() == {
        ("POST", "/evaluate/interview/{interview_id}"),
        ("POST", "/evaluate/answer"),
        ("GET", "/results/{interview_id}"),
        ("GET", "/health"),
        ("GET", "/health/live"),
    }


def test_an_operation_that_changes_something_can_be_tried_out_on_the_page(
    visitor: Visitor, system: System
) -> None:
    visitor.opens(f"{system.fastapi.url}/docs")
    operation = visitor.page.locator(".opblock", has=visitor.page.get_by_text("/evaluate/answer"))

    operation.locator(".opblock-summary").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()

    row = operation.locator(".live-responses-table tbody tr.response")
    expect(row.locator(".response-col_status")).to_contain_text("200", timeout=PATIENCE)


def test_an_operation_can_be_tried_out_on_the_page(visitor: Visitor, system: System) -> None:
    visitor.opens(f"{system.flask.url}/docs")
    operation = visitor.page.locator(".opblock", has=visitor.page.get_by_text("/skills"))

    operation.locator(".opblock-summary").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()

    row = operation.locator(".live-responses-table tbody tr.response")
    expect(row.locator(".response-col_status")).to_contain_text("200", timeout=PATIENCE)
    expect(row.locator(".response-col_description")).to_contain_text('"skill": "python"')
