"""One line of log for an event, each with the id of the request it belongs to."""

import logging
import re
import time
from contextvars import ContextVar
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, event

SANE_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,128}")
request_id: ContextVar[str] = ContextVar("request_id", default="-")


def accept_request_id(offered: str | None) -> str:
    """The id a client offered, when it is harmless in a log line; otherwise a new one."""
    return offered if offered and SANE_REQUEST_ID.fullmatch(offered) else uuid4().hex


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


def set_up_logging(service: str, level: str) -> None:
    handler = logging.StreamHandler()
    handler.addFilter(RequestIdFilter())
    line = f"%(asctime)s {service} %(levelname)s [%(request_id)s] %(name)s: %(message)s"
    handler.setFormatter(logging.Formatter(line))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # uvicorn's own lines go the same way; its access lines know no request id, ours do.
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    logging.getLogger("uvicorn.access").disabled = True


def log_statements(engine: Engine) -> None:
    """Log every SQL statement with how long it took. Parameters are left out: they hold names."""
    log = logging.getLogger("sql")

    @event.listens_for(engine, "before_cursor_execute", named=True)
    def start(**statement: Any) -> None:
        statement["context"].started = time.perf_counter()

    @event.listens_for(engine, "after_cursor_execute", named=True)
    def end(**statement: Any) -> None:
        spent = time.perf_counter() - statement["context"].started
        log.info("%.1f ms %s", spent * 1000, " ".join(statement["statement"].split()))
