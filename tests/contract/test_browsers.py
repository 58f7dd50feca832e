"""Neither service lets a page of another site use it through a browser on the same machine."""

import socket
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
import requests

from tests.support.client import PERSON, Client, assert_problem
from tests.support.database import query
from tests.support.loading import service_modules
from tests.support.services import Process, System, json_of

SERVICES = ["flask", "fastapi"]
ADDRESSES = ["/health", "/health/live", "/docs", "/docs/assets/swagger-ui.css", "/openapi.json"]


@pytest.fixture(params=SERVICES)
def service(request: pytest.FixtureRequest, system: System) -> Process:
    found: Process = getattr(system, request.param)
    return found


def port_of(service: Process) -> int:
    return urlsplit(service.url).port or 0


def get(service: Process, path: str, **headers: str) -> requests.Response:
    return requests.get(f"{service.url}{path}", headers=headers, timeout=30)


def say(service: Process, head: str) -> bytes:
    """The first line of the answer to a request that is written out by hand."""
    with socket.create_connection(("127.0.0.1", port_of(service)), timeout=30) as line:
        line.sendall(head.replace("\n", "\r\n").encode())
        return line.makefile("rb").readline()


@pytest.mark.parametrize("name", ["localhost", "LocalHost", "127.0.0.1", "[::1]"])
@pytest.mark.parametrize("port", ["", ":80", ":5001", ":65535"])
def test_a_loopback_name_is_answered_with_any_port(service: Process, name: str, port: str) -> None:
    assert get(service, "/health/live", Host=f"{name}{port}").status_code == 200


@pytest.mark.parametrize("path", [*ADDRESSES, "/", "/nothing", "/interviews", "/results/1"])
def test_another_host_is_refused_at_every_address(service: Process, path: str) -> None:
    response = get(service, path, Host="rebind.example")

    document = assert_problem(response, 400, "host_not_allowed")
    assert "ALLOWED_HOSTS" in document["detail"]


@pytest.mark.parametrize(
    "host",
    [
        *("rebind.example", "rebind.example:5001", "localhost.rebind.example", "127.0.0.1.nip.io"),
        *("rebind.example#localhost", "localhost@rebind.example", "localhost:5001@rebind.example"),
        *("0.0.0.0", "127.0.0.2", "[::2]", "localhost, rebind.example", "localhost:5001:1", ""),
    ],
)
def test_a_host_that_only_looks_like_ours_is_refused(service: Process, host: str) -> None:
    assert_problem(get(service, "/health/live", Host=host), 400, "host_not_allowed")


def test_a_request_that_names_no_host_is_refused(service: Process) -> None:
    assert b" 400 " in say(service, "GET /health/live HTTP/1.0\n\n")


def test_a_request_that_names_two_hosts_is_refused(service: Process) -> None:
    hosts = [("localhost", "evil.example"), ("evil.example", "localhost"), ("localhost",) * 2]
    for one, other in hosts:
        with socket.create_connection(("127.0.0.1", port_of(service)), timeout=30) as line:
            line.sendall(
                b"GET /health/live HTTP/1.1\r\nHost: %b\r\nHost: %b\r\nConnection: close\r\n\r\n"
                % (one.encode(), other.encode())
            )
            answer = line.makefile("rb").read()
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert b'"code":"malformed_request"' in answer


def test_neither_the_request_line_nor_a_forwarded_host_vouches_for_another(
    service: Process,
) -> None:
    asked = "GET http://localhost/health/live HTTP/1.1\nHost: rebind.example\n\n"
    forwarded = {"X-Forwarded-Host": "localhost", "Forwarded": "host=localhost"}

    assert b" 400 " in say(service, asked)
    assert get(service, "/health/live", Host="rebind.example", **forwarded).status_code == 400
    forwarded = {"X-Forwarded-Host": "rebind.example", "Forwarded": "host=rebind.example"}
    assert get(service, "/health/live", **forwarded).status_code == 200


OTHER_PAGES = [
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:1"},
    {"Origin": "http://127.0.0.1"},
    {"Origin": "https://127.0.0.1:{port}"},
    {"Origin": "http://127.0.0.1:{port}.evil.example"},
    {"Origin": "http://127.0.0.1:{port}", "Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.example"},
    {"Sec-Fetch-Site": "anything"},
]
OWN_PAGES = [
    {},
    {"Origin": "http://127.0.0.1:{port}"},
    {"Origin": "http://127.0.0.1:{port}", "Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    # A proxy in front ends TLS.
    {"Origin": "https://127.0.0.1:{port}", "Sec-Fetch-Site": "same-origin"},
]


def headers_of(page: dict[str, str], service: Process) -> dict[str, str]:
    return {name: value.format(port=port_of(service)) for name, value in page.items()}


@pytest.mark.parametrize("page", OTHER_PAGES, ids=str)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_page_of_another_site_can_change_nothing(
    service: Process, method: str, page: dict[str, str]
) -> None:
    for path in ("/interviews/create", "/interviews/1/complete", "/evaluate/interview/1", "/no"):
        response = requests.request(
            method, f"{service.url}{path}", headers=headers_of(page, service), timeout=30
        )
        assert_problem(response, 403, "cross_site_request")


@pytest.mark.parametrize("page", OWN_PAGES, ids=str)
def test_its_own_page_and_a_client_without_a_browser_can(
    service: Process, page: dict[str, str]
) -> None:
    answer = {"answer_text": "text", "interview_id": 2_000_000_000, "question_id": 1}
    path, status = {"flask": ("/answers/create", 404), "fastapi": ("/evaluate/answer", 200)}[
        service.name
    ]

    response = requests.post(
        f"{service.url}{path}", json=answer, headers=headers_of(page, service), timeout=30
    )

    assert response.status_code == status


def test_a_page_of_another_site_leaves_answers_and_evaluations_alone(
    system: System, client: Client
) -> None:
    interview_id = client.created()
    question_id = client.questions(interview_id)[0]["question_id"]
    json_of(client.answer(interview_id, question_id, "mine"), 201)
    evil = Client(system.flask.url)
    evil.http.headers["Origin"] = "http://evil.example"

    refused = [evil.answer(interview_id, question_id, "theirs"), evil.complete(interview_id)]

    assert [response.status_code for response in refused] == [403, 403]
    seen = client.dashboard(interview_id)
    assert [answer["answer_text"] for answer in seen["answers"]] == ["mine"]
    assert seen["interview"]["status"] == "ongoing"
    rows = query(
        system.database_url,
        f"SELECT count(*) FROM evaluation_requests WHERE interview_id = {interview_id}",
    )
    assert rows == [(0,)]


def test_a_page_of_another_site_may_ask_and_its_browser_keeps_the_answer_from_it(
    service: Process,
) -> None:
    """Without a header that lets another origin have it, a browser hands nothing over."""
    response = get(service, "/health", Origin="http://evil.example")

    assert response.status_code == 200
    assert not [name for name in response.headers if name.startswith("Access-Control-")]
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("path", [*ADDRESSES, "/docs/start.js", "/nothing", "/docs/assets/no"])
def test_every_answer_says_what_a_browser_may_do_with_it(service: Process, path: str) -> None:
    headers = get(service, path).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    if path != "/docs":
        assert policy == "default-src 'none'; frame-ancestors 'none'"
    if not path.startswith("/docs/assets/"):
        assert headers["Cache-Control"] == "no-store"


def test_nothing_of_a_person_is_kept_by_a_browser_or_a_proxy(
    system: System, client: Client
) -> None:
    interview_id = client.created()
    question_id = client.questions(interview_id)[0]["question_id"]
    saved = json_of(client.answer(interview_id, question_id, file=("cv.txt", b"mine")), 201)
    json_of(client.complete(interview_id), 200)
    own = f"/interviews/{interview_id}"

    answers = [
        client.create(),
        client.create(email="wrong"),
        *(client.get(f"{own}{path}") for path in ("", "/questions", "/evaluations")),
        client.get("/interviews"),
        client.get(f"/answers/{saved['answer_id']}/file"),
        requests.get(f"{system.fastapi.url}/results/{interview_id}", timeout=30),
        requests.post(f"{system.fastapi.url}/evaluate/answer", json={}, timeout=30),
    ]

    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store", answer.url
        assert answer.headers["X-Content-Type-Options"] == "nosniff", answer.url


def test_further_names_are_answered_and_loopback_stays(make_system: Callable[..., System]) -> None:
    with make_system(ALLOWED_HOSTS="Interviews.example.org, evaluator ::2") as system:
        for service in (system.flask, system.fastapi):
            for host in ("interviews.example.org:8443", "evaluator", "[::2]:1", "localhost"):
                assert get(service, "/health/live", Host=host).status_code == 200, host
            for host in ("example.org", "a.evaluator", "rebind.example"):
                assert get(service, "/health/live", Host=host).status_code == 400, host


def test_a_star_allows_any_host_and_no_foreign_page(make_system: Callable[..., System]) -> None:
    with make_system(ALLOWED_HOSTS="*") as system:
        for service in (system.flask, system.fastapi):
            assert get(service, "/health/live", Host="any.example").status_code == 200
        response = requests.post(
            f"{system.flask.url}/interviews/create",
            json=PERSON,
            headers={"Origin": "http://evil.example"},
            timeout=30,
        )
        assert_problem(response, 403, "cross_site_request")


@pytest.mark.parametrize("folder", ["flask_app", "fastapi_app"])
@pytest.mark.parametrize("wrong", ["evaluator:8000", "http://evaluator", "*.example.org"])
def test_a_name_that_can_be_none_is_refused_at_the_start(folder: str, wrong: str) -> None:
    with service_modules(folder) as load:
        settings = load("utils.settings").Settings
        with pytest.raises(ValueError, match="without a port"):
            settings(_env_file=None, database_url="postgresql://u@h/d", allowed_hosts=wrong)


def test_an_evaluator_that_does_not_know_its_name_says_so_and_the_interview_waits(
    make_system: Callable[..., System],
) -> None:
    # 127.0.0.2 is this machine too, by a name that is not among those allowed.
    system = make_system(EVALUATION_MAX_ATTEMPTS="1", EVALUATION_RETRY_THREADS="0")
    system.flask.environment = {
        **system.flask.environment,
        "FASTAPI_URL": f"http://127.0.0.2:{system.fastapi_port}",
    }
    system.fastapi.command += ["--host", "0.0.0.0"]
    with system:
        client = Client(system.flask.url)
        evaluation = json_of(client.complete(client.created()), 202)["evaluation"]

    assert evaluation["status"] == "pending"
    assert "127.0.0.2" in evaluation["detail"]
    assert "ALLOWED_HOSTS" in evaluation["detail"]
