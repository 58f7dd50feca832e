import http.client
from urllib.parse import urlsplit

_TIMEOUT_SECONDS = 2.0


def health_problem(url: str) -> str | None:
    """None when `url` answers 200, else why it is not well, to stand in brackets."""
    parts = urlsplit(url)
    # Not urllib.request: it would ask a proxy from the environment.
    connection = http.client.HTTPConnection(parts.netloc, timeout=_TIMEOUT_SECONDS)
    try:
        connection.request("GET", parts.path)
        status = connection.getresponse().status
    except TimeoutError:
        return f"no answer within {_TIMEOUT_SECONDS:g} seconds"
    except (OSError, http.client.HTTPException) as error:
        return getattr(error, "strerror", None) or type(error).__name__
    finally:
        connection.close()
    return None if status == http.client.OK else f"it answers {status}"
