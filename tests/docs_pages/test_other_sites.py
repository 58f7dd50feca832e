"""What a page of another site can do with the services of whoever looks at it: nothing."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.docs_pages.conftest import needs_chromium
from tests.support.client import Client
from tests.support.database import query
from tests.support.services import System, json_of

pytestmark = needs_chromium

# Each of these reaches a service that does not look where requests come from.
ATTACK = """async ({flask, fastapi, id, question}) => {
    const answer = () => {
        const form = new FormData();
        form.append("interview_id", id);
        form.append("question_id", question);
        form.append("answer_text", "theirs");
        return form;
    };
    const hidden = {method: "POST", mode: "no-cors"};
    const attempts = [
        fetch(`${flask}/answers/create`, {...hidden, body: answer()}),
        fetch(`${flask}/interviews/${id}/evaluate`, hidden),
        fetch(`${fastapi}/evaluate/interview/${id}`, hidden),
        fetch(`${flask}/interviews/${id}/complete`, {method: "PUT"}),
        fetch(`${flask}/interviews`),
        fetch(`${flask}/interviews/${id}`),
        fetch(`${fastapi}/results/${id}`),
        fetch(`${flask}/interviews`, {mode: "no-cors"}),
    ];
    const ended = await Promise.allSettled(attempts);
    return Promise.all(ended.map(async one => one.value ? await one.value.text() : ""));
}"""
SUBMIT = """({flask, id, question}) => {
    const form = document.createElement("form");
    form.method = "POST";
    form.enctype = "multipart/form-data";
    form.action = `${flask}/answers/create`;
    for (const [name, value] of [["interview_id", id], ["question_id", question],
                                 ["answer_text", "theirs"]]) {
        const field = document.createElement("input");
        [field.name, field.value] = [name, value];
        form.append(field);
    }
    document.body.append(form);
    form.submit();
}"""


class OtherSite(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!DOCTYPE html><title>Another site</title><body></body>")

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def other_port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), OtherSite) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


@pytest.fixture
def target(system: System, client: Client) -> dict[str, Any]:
    """A completed interview, evaluated once, and one that is still being answered."""
    interview_id = client.created(email="victim@example.com")
    question = client.questions(interview_id)[0]["question_id"]
    json_of(client.answer(interview_id, question, "mine"), 201)
    return {
        "flask": system.flask.url,
        "fastapi": system.fastapi.url,
        "id": interview_id,
        "question": question,
    }


def state(system: System, interview_id: int) -> Any:
    tables = {"interviews": "id", "interview_answers": "interview_id"}
    tables |= {"interview_results": "interview_id", "evaluation_requests": "interview_id"}
    return [
        query(system.database_url, f"SELECT * FROM {table} WHERE {column} = {interview_id}")
        for table, column in tables.items()
    ]


# Another site altogether, and another port of the machine, which a browser calls the same site.
@pytest.mark.parametrize("host", ["evil.example", "localhost", "127.0.0.1"])
def test_a_page_of_another_origin_changes_nothing_and_reads_nothing(
    page: Page, other_port: int, system: System, client: Client, target: dict[str, Any], host: str
) -> None:
    done = client.created()
    json_of(client.complete(done), 200)
    before = state(system, target["id"]), state(system, done)
    page.goto(f"http://{host}:{other_port}/")

    read = [page.evaluate(ATTACK, {**target, "id": id}) for id in (target["id"], done)]

    assert (state(system, target["id"]), state(system, done)) == before
    assert read == [[""] * 8] * 2


def test_a_form_on_another_page_changes_nothing(
    page: Page, other_port: int, system: System, target: dict[str, Any]
) -> None:
    before = state(system, target["id"])
    page.goto(f"http://evil.example:{other_port}/")

    with page.expect_navigation():
        page.evaluate(SUBMIT, target)

    assert json.loads(page.inner_text("body"))["code"] == "cross_site_request"
    assert state(system, target["id"]) == before


def test_a_name_that_is_made_to_mean_this_machine_reads_nothing(
    page: Page, system: System, target: dict[str, Any]
) -> None:
    """DNS rebinding: the browser takes such a page and the service for one site."""
    for service in (system.flask, system.fastapi):
        port = service.url.rpartition(":")[2]
        for path in ("/interviews", f"/interviews/{target['id']}", "/docs"):
            page.goto(f"http://rebind.example:{port}{path}")
            assert json.loads(page.inner_text("body"))["code"] == "host_not_allowed"
