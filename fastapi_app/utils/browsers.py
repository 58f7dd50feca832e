"""What keeps other people's pages out of this service when a browser beside it shows them.

A page can have the browser send requests anywhere. Where they are meant for, and from which page
they come, the browser says in headers that no page can forge; other clients send no such header.
Flask's TRUSTED_HOSTS and Starlette's TrustedHostMiddleware look at the host alone, and the latter
refuses in a shape of its own.
"""

import re
from typing import Protocol

# No other machine can be meant by these, so they count whatever else is set.
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
ANY_HOST = "*"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_PAGES = frozenset({"same-origin", "none"})  # none: typed into the address bar
HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?")
USUAL_PORT = {"http": ":80", "https": ":443"}

PAGE = "/docs"
ASSETS = "/docs/assets/"
NOTHING_RUNS = "default-src 'none'; frame-ancestors 'none'"
# What Swagger UI needs: its own files, pictures inside its style sheet, and the API.
OWN_FILES_RUN = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Headers(Protocol):
    """Of a request; names in any case."""

    def get(self, key: str, /) -> str | None: ...


def split_hosts(value: object) -> object:
    """Names separated by blanks or commas, without ports; * stands for any."""
    if not isinstance(value, str):
        return value
    names = [in_brackets(name.lower()) for name in value.replace(",", " ").split()]
    if odd := [name for name in names if name != ANY_HOST and name_of(name) != name]:
        raise ValueError(f"{', '.join(odd)}: expected names such as evaluator, without a port")
    return frozenset(names)


def in_brackets(name: str) -> str:
    """An IPv6 address as it stands in a Host header."""
    return f"[{name}]" if name.count(":") > 1 and not name.startswith("[") else name


def name_of(host: str) -> str | None:
    """The name in a Host header, in lower case; None for what can be none."""
    found = HOST.fullmatch(host.lower())
    return found[1] if found else None


def is_meant_for_us(headers: Headers, allowed: frozenset[str]) -> bool:
    """By the Host header alone, which every browser sends: neither an address in the request line
    nor X-Forwarded-Host changes anything."""
    name = name_of(headers.get("Host") or "")
    return name in LOOPBACK or name in allowed or ANY_HOST in allowed


def is_from_another_site(method: str, scheme: str, headers: Headers) -> bool:
    """Whether a page of somebody else's asks for a change. Its reading is the browser's matter: it
    hands no answer over that does not say who may have it."""
    site, origin = headers.get("Sec-Fetch-Site"), headers.get("Origin")
    if method in SAFE_METHODS:
        return False
    if site is not None and site not in OWN_PAGES:
        return True
    # Behind a proxy that ends TLS the scheme is another one; then the browser's word has to do.
    schemes = ("http", "https") if site == "same-origin" else (scheme,)
    host = (headers.get("Host") or "").lower()
    return origin is not None and origin not in [origin_of(one, host) for one in schemes]


def origin_of(scheme: str, host: str) -> str:
    """As a browser writes it: the usual port is left out."""
    return f"{scheme}://{host.removesuffix(USUAL_PORT.get(scheme, ''))}"


def protecting_headers(path: str) -> dict[str, str]:
    """The headers of every answer. Only Swagger UI's files may be kept: all else is personal."""
    headers = {
        "Content-Security-Policy": OWN_FILES_RUN if path == PAGE else NOTHING_RUNS,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return headers if path.startswith(ASSETS) else {**headers, "Cache-Control": "no-store"}
