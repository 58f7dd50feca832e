import contextlib
import sys
from typing import TextIO

PREFIX = "launcher: "


def say(text: str, *, to: TextIO | None = None) -> None:
    # The terminal may be gone (SIGHUP, a closed pipe): that must not keep us from stopping.
    with contextlib.suppress(OSError, ValueError):
        print(f"{PREFIX}{text}", file=to or sys.stdout, flush=True)


def complain(text: str) -> None:
    say(text, to=sys.stderr)
