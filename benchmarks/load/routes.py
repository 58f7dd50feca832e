"""Single routes, each by itself."""

from collections.abc import Callable

from benchmarks.load.clients import Client, Scenario
from benchmarks.load.connection import get
from benchmarks.load.flow import CREATE, TEXT, answer, begin, conduct

UPLOAD = b"A line of text in a large file.\n" * (10 * 1024 * 1024 // 32)
EMPTY = "empty route"


def empty_route(client: Client) -> Callable[[], None]:
    return again(client, EMPTY, get("/"))


def dashboard(client: Client) -> Callable[[], None]:
    return again(client, "one dashboard", get(f"/interviews/{conduct(client)}"))


def questions(client: Client) -> Callable[[], None]:
    interview_id, _ = begin(client)
    return again(client, "one interview's questions", get(f"/interviews/{interview_id}/questions"))


def first_page(client: Client) -> Callable[[], None]:
    return again(client, "first page of the list", get("/interviews"))


def create(client: Client) -> Callable[[], None]:
    return again(client, "new interview", CREATE, 201)


def replace_answer(client: Client) -> Callable[[], None]:
    interview_id, asked = begin(client)
    client.do("answer", answer(interview_id, asked[0], text=TEXT), 201)
    return again(client, "answer replaced", answer(interview_id, asked[0], text=TEXT))


def upload(client: Client) -> Callable[[], None]:
    interview_id, asked = begin(client)
    client.do("answer", answer(interview_id, asked[0], text=TEXT), 201)
    return again(client, "upload of 10 MB", answer(interview_id, asked[0], file=UPLOAD))


def again(client: Client, name: str, request: bytes, status: int = 200) -> Callable[[], None]:
    def ask() -> None:
        client.do(name, request, status)

    return ask


# By the name under which each route's requests are counted.
ROUTES: dict[str, Scenario] = {
    "one dashboard": dashboard,
    "one interview's questions": questions,
    "first page of the list": first_page,
    "new interview": create,
    "answer replaced": replace_answer,
    "upload of 10 MB": upload,
}
