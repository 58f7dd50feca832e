"""What is done around every request so that no page of another site can use this service."""

from flask import Flask, Response, request

from utils.browsers import is_from_another_site, is_meant_for_us, protecting_headers
from utils.errors import CrossSiteRequest, HostNotAllowed
from utils.settings import Settings


def set_up_protection(app: Flask, settings: Settings) -> None:
    def refuse_other_sites() -> None:
        if not is_meant_for_us(request.headers, settings.allowed_hosts):
            raise HostNotAllowed
        if is_from_another_site(request.method, request.scheme, request.headers):
            raise CrossSiteRequest

    app.before_request(refuse_other_sites)
    app.after_request(add_protecting_headers)


def add_protecting_headers(response: Response) -> Response:
    response.headers.update(protecting_headers(request.path))
    return response
