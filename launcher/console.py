import contextlib
import sys
from typing import TextIO


def say(text: str, *, to: TextIO | None = None) -> None:
    # The terminal may be gone (SIGHUP, a closed pipe): that must not keep us from stopping.
    with contextlib.suppress(OSError, ValueError):
        print(f"launcher: {text}", file=to or sys.stdout, flush=True)


def complain(text: str) -> None:
    say(text, to=sys.stderr)
