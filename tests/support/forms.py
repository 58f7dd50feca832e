"""Forms written out by hand: no library sends what is not right."""

import requests

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
