"""Forms written out by hand: no library sends what is not right."""

import requests

from tests.support.client import assert_problem

BOUNDARY = b"edge"
MULTIPART = "multipart/form-data; boundary=edge"


def raw_part(parameters: str | bytes, content: str | bytes = b"", *headers: str | bytes) -> bytes:
    """`parameters` is what stands behind `form-data; `; `headers` come after it."""
    lines = [b"Content-Disposition: form-data; " + raw(parameters), *map(raw, headers)]
    return b"\r\n".join([b"--" + BOUNDARY, *lines, b"", raw(content)]) + b"\r\n"


def field(name: str, content: str | bytes, *headers: str | bytes) -> bytes:
    return raw_part(f'name="{name}"', content, *headers)


def file(parameters: str | bytes, content: str | bytes = b"A text.", name: str = "file") -> bytes:
    return raw_part(f'name="{name}"; '.encode() + raw(parameters), content)


def raw(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text


def post_form(url: str, *parts: bytes, content_type: str = MULTIPART) -> requests.Response:
    return requests.post(
        url,
        data=b"".join(parts) + b"--" + BOUNDARY + b"--\r\n",
        headers={"Content-Type": content_type},
        timeout=30,
    )


def errors_of(response: requests.Response) -> dict[str, str]:
    """What is said of each field, where some of them are refused."""
    errors = response.json()["errors"]
    found = {error["field"]: error["message"] for error in errors}
    assert_problem(response, 422, "validation_failed", set(found))
    assert len(found) == len(errors), "one error for each field"
    return found
