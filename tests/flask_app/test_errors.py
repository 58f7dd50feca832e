"""Every way to fail in one shape, the id of the request, the log, and the health of the service."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg2
import pytest
import requests

from launcher.postgres import PostgresServer
from tests.flask_app.helpers import post_json
from tests.support.client import PERSON, Client, assert_problem
from tests.support.services import System, json_of
from tests.support.waiting import wait_until

MADE = re.compile(r"[0-9a-f]{32}")
VIEWS = [
    ("POST", "/interviews/create"),
    ("POST", "/answers/create"),
    ("GET", "/interviews"),
    ("GET", "/interviews/1"),
    ("GET", "/interviews/1/questions"),
    ("PUT", "/interviews/1/complete"),
    ("POST", "/interviews/1/evaluate"),
    ("GET", "/interviews/1/evaluations"),
    ("GET", "/skills"),
    ("GET", "/answers/1/file"),
]


class TestAddresses:
    @pytest.mark.parametrize(
        "path",
        [
            "/",
            "/nothing",
            "/interviews/1/nothing",
            "/Interviews",
            "/interviews//1",
            "/%00",
            "/%FF",
            "/%0d%0aSet-Cookie:x",
            "/.env",
            "/app.py",
            "/uploads/",
        ],
    )
    @pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
    def test_an_unknown_address_is_a_404(self, client: Client, method: str, path: str) -> None:
        document = assert_problem(client.request(method, path), 404, "not_found")

        assert document["title"] == "Not Found"
        assert document["detail"] == ("There is nothing at this URL. /docs lists what there is.")

    @pytest.mark.parametrize("path", ["/interviews", "/interviews/1", "/answers/create", "/docs"])
    @pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
    def test_a_url_with_a_slash_at_its_end_is_another_and_names_the_one_without(
        self, client: Client, method: str, path: str
    ) -> None:
        response = client.request(method, f"{path}/", allow_redirects=False)

        assert assert_problem(response, 404, "not_found")["detail"] == (
            f"There is nothing at this URL, but there is without the slash at its end: {path}."
        )

    @pytest.mark.parametrize("name", ["nothing.js", "%00", "../app.py", "%2e%2e%2f%2e%2e%2fapp.py"])
    def test_no_file_but_those_of_the_page_is_an_asset(self, client: Client, name: str) -> None:
        assert_problem(client.get(f"/docs/assets/{name}"), 404, "not_found")

    @pytest.mark.parametrize(
        "bad",
        [
            *("abc", "-1", "+1", "1.0", "1e3", "0x1", "%20", "%00", "1%00"),
            *("\N{ARABIC-INDIC DIGIT ONE}", str(2**63), "9" * 20, "9" * 3000),
        ],
    )
    @pytest.mark.parametrize(
        ("method", "path"), [(method, path) for method, path in VIEWS if "/1" in path]
    )
    def test_an_id_that_can_be_none_is_a_404(
        self, client: Client, method: str, path: str, bad: str
    ) -> None:
        response = client.request(method, path.replace("/1", f"/{bad}"))

        assert_problem(response, 404, "not_found")

    @pytest.mark.parametrize(("taken", "path"), [*VIEWS, ("GET", "/health")])
    def test_another_method_is_a_405_that_says_which_are_taken(
        self, client: Client, taken: str, path: str
    ) -> None:
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - {taken}:
            response = client.request(method, path)

            document = assert_problem(response, 405, "method_not_allowed")
            allowed = {word.strip() for word in response.headers["Allow"].split(",")}
            assert allowed - {"HEAD", "OPTIONS"} == {taken}
            assert document["title"] == "Method Not Allowed"

    def test_a_method_nobody_knows_is_a_405(self, client: Client) -> None:
        assert_problem(client.request("BREW", "/skills"), 405, "method_not_allowed")

    def test_a_connection_survives_a_body_that_nobody_read(self, client: Client) -> None:
        session = requests.Session()

        for _ in range(150):  # without care, some in a hundred were lost
            response = session.post(f"{client.url}/nothing", data=b"{}", timeout=10)
            assert response.status_code == 404


class TestRequestId:
    @pytest.mark.parametrize("given", ["a", "A-z_0.9", "x" * 127, "x" * 128, "..", "-"])
    def test_a_sane_one_is_returned(self, client: Client, given: str) -> None:
        headers = {"X-Request-ID": given}

        fine = client.get("/skills", headers=headers)
        failed = client.get("/nothing", headers=headers)

        assert fine.headers["X-Request-ID"] == given
        assert assert_problem(failed, 404, "not_found")["request_id"] == given

    @pytest.mark.parametrize(
        "given",
        ["", "x" * 129, "a b", "a\tb", "a/b", "a,b", '"a"', "<a>", "%0a", b"\xe9", b"\xff\xfe"],
    )
    def test_another_one_is_replaced(self, client: Client, given: str | bytes) -> None:
        response = client.get("/nothing", headers={"X-Request-ID": given})

        assert MADE.fullmatch(response.headers["X-Request-ID"])
        assert_problem(response, 404, "not_found")

    def test_two_of_them_are_replaced_by_one(self, client: Client) -> None:
        response = client.get("/skills", headers={"X-Request-ID": "one, two"})

        assert MADE.fullmatch(response.headers["X-Request-ID"])

    def test_without_one_each_request_gets_its_own(self, client: Client) -> None:
        made = [client.get("/skills").headers["X-Request-ID"] for _ in range(3)]

        assert len(set(made)) == 3
        assert all(MADE.fullmatch(one) for one in made)

    @pytest.mark.parametrize(("method", "path"), [*VIEWS, ("GET", "/health"), ("GET", "/docs")])
    def test_every_answer_has_one(self, client: Client, method: str, path: str) -> None:
        response = client.request(method, path, headers={"X-Request-ID": "mine"})

        assert response.headers["X-Request-ID"] == "mine"

    def test_it_reaches_the_evaluator_and_the_logs_of_both(
        self, client: Client, system: System
    ) -> None:
        interview_id = client.created()

        client.request(
            "PUT", f"/interviews/{interview_id}/complete", headers={"X-Request-ID": "trace-me"}
        )

        ours = f"flask INFO [trace-me] access: PUT /interviews/{interview_id}/complete 200"
        theirs = f"fastapi INFO [trace-me] access: POST /evaluate/interview/{interview_id} 200"
        wait_until(lambda: ours in system.flask.log.read_text(), what="a line in our log")
        wait_until(lambda: theirs in system.fastapi.log.read_text(), what="a line in its log")


class TestLog:
    def test_every_statement_is_logged_with_its_time_and_the_id_of_the_request(
        self, small_client: Client, small: System
    ) -> None:
        headers = {"X-Request-ID": "show-me-the-sql"}

        small_client.request(
            "POST",
            "/interviews/create",
            json={**PERSON, "candidate_name": "Nobody Elsewhere"},
            headers=headers,
        )

        lines = [
            line for line in small.flask.log.read_text().splitlines() if "[show-me-the-sql]" in line
        ]
        assert any(re.search(r" sql: \d+\.\d ms .*INSERT INTO candidates", line) for line in lines)
        assert "Nobody Elsewhere" not in small.flask.log.read_text()

    def test_no_statement_is_logged_unless_asked_for(self, client: Client, system: System) -> None:
        client.get("/skills")

        assert " sql: " not in system.flask.log.read_text()

    def test_an_address_cannot_forge_a_line(self, client: Client, system: System) -> None:
        client.get("/%0aflask%20ERROR%20%5Bforged%5D%20access:%20all%20is%20lost")

        lines = system.flask.log.read_text().splitlines()
        assert not [line for line in lines if line.startswith("flask ERROR [forged]")]


class TestHealth:
    def test_it_is_ok_when_service_and_database_work(self, client: Client) -> None:
        body = json_of(client.get("/health"), 200)

        assert (body["status"], body["database"]) == ("ok", "ok")

    def test_the_process_lives(self, client: Client, down: System) -> None:
        for url in (client.url, down.flask.url):
            assert json_of(Client(url).get("/health/live"), 200) == {"status": "ok"}

    def test_without_a_database_it_is_a_503_that_says_when_to_come_back(self, down: System) -> None:
        response = Client(down.flask.url).get("/health")

        assert_problem(response, 503, "unavailable")
        assert response.headers["Retry-After"] == "2"


class TestDatabaseDown:
    @pytest.mark.parametrize(("method", "path"), VIEWS)
    def test_every_view_answers_503_with_retry_after_and_no_secret(
        self, down: System, method: str, path: str
    ) -> None:
        client = Client(down.flask.url)
        if path == "/interviews/create":
            response = client.create()
        elif path == "/answers/create":
            response = client.answer(1, 1, "t")
        else:
            response = client.request(method, path)

        document = assert_problem(response, 503, "unavailable")
        assert response.headers["Retry-After"] == "2"
        assert document["detail"] == (
            "The database does not answer just now. Try again in a moment."
        )
        assert document["title"] == "Service Unavailable"

    def test_what_needs_no_database_is_answered_as_ever(self, down: System) -> None:
        client = Client(down.flask.url)

        assert_problem(client.get("/nothing"), 404, "not_found")
        assert_problem(post_json(client, "/interviews/create", b"{"), 400, "malformed_body")
        assert_problem(client.create(email="x"), 422, "validation_failed", {"email"})

    def test_neither_answers_nor_log_show_the_password(self, down: System) -> None:
        answer = Client(down.flask.url).get("/skills")

        assert "secret-word" not in answer.text
        assert "secret-word" not in down.flask.log.read_text()

    def test_the_service_recovers_with_its_database(
        self, lonely: System, lonely_client: Client, server: PostgresServer
    ) -> None:
        json_of(lonely_client.get("/skills"), 200)

        with away(server, lonely):
            answers = [lonely_client.get("/skills") for _ in range(3)]
            health = lonely_client.get("/health")

        for answer in answers:
            assert_problem(answer, 503, "unavailable")
            assert answer.headers["Retry-After"] == "2"
        assert health.status_code == 503
        assert json_of(lonely_client.get("/skills"), 200)
        assert json_of(lonely_client.get("/health"), 200)["status"] == "ok"


@contextmanager
def away(server: PostgresServer, system: System) -> Iterator[None]:
    """The database takes no connection, and those there were are cut."""
    name = urlsplit(system.database_url).path.removeprefix("/")
    connection = psycopg2.connect(server.url("postgres"))
    connection.autocommit = True
    cursor = connection.cursor()
    try:
        cursor.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        yield
    finally:
        cursor.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        connection.close()
