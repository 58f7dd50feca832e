"""Reading a document in a process of its own.

What takes documents apart is large, and what it is given comes from strangers: if it hangs, crashes
or wants all the memory there is, that ends one process and not the service. It may also do what a
stranger wants it to: so it has no environment, and before it sees the first byte it has given up
files, the network and other processes (worker.py).
"""

import json
import logging
import signal
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

from reading.limits import MAX_CHILDREN, MAX_SECONDS, MAX_SECONDS_IN_QUEUE
from reading.result import Reading, Unreadable
from reading.system_calls import filter_program, say_unconfined
from reading.worker import BEGUN
from utils.errors import Busy

log = logging.getLogger(__name__)

FOLDERS = [str(Path(__file__).resolve().parents[1])]
"""Where the child finds modules, beside Python's own."""
# Isolated (-I), Python looks into neither the environment nor the folder it is started in.
START = "import sys, runpy; sys.path[:0] = {}; runpy.run_module({!r}, run_name='__main__')"
TOO_LONG = "Reading the file takes too long; a person has to look at it."
DAMAGED = "The file is damaged, or takes too much memory to read; a person has to look at it."
# By which somebody stops this service, and with it our child: not the document's fault.
STOPPED = {-signal.SIGINT, -signal.SIGTERM, -signal.SIGHUP}

places = BoundedSemaphore(MAX_CHILDREN)


def read_apart(module: str, content: bytes) -> Reading:
    """What this module reads in this content. Raises Unreadable, and Busy."""
    if not places.acquire(timeout=MAX_SECONDS_IN_QUEUE):
        raise Busy("Too many documents are being read just now. Try again in a moment.")
    try:
        ended = subprocess.run(  # noqa: S603 - our own module
            command(module),
            input=content,
            capture_output=True,
            cwd="/",
            env={},
            timeout=MAX_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(TOO_LONG) from None
    except OSError as error:
        log.error("no process to read a document: %s", error)
        raise Busy("Documents cannot be read just now. Try again in a moment.") from None
    finally:
        places.release()
    return outcome(module, ended)


def command(module: str) -> list[str]:
    start = START.format(FOLDERS, module)
    return [sys.executable, "-I", "-c", start, filter_program().hex()]


def outcome(module: str, ended: subprocess.CompletedProcess[bytes]) -> Reading:
    if ended.returncode in STOPPED:
        raise Busy("Reading a document was interrupted. Try again in a moment.")
    if not ended.stdout.startswith(BEGUN):
        raise RuntimeError(f"{module} does not start: {ended.stderr.decode(errors='replace')}")
    if ended.returncode == 0:
        return parsed(ended.stdout.removeprefix(BEGUN))
    last_words = ended.stderr.decode(errors="replace").strip().rpartition("\n")[2]
    log.warning("%s ended with %d: %s", module, ended.returncode, last_words)
    raise Unreadable(TOO_LONG if ended.returncode == -signal.SIGXCPU else DAMAGED)


def parsed(answer: bytes) -> Reading:
    found = json.loads(answer)
    if found["unconfined"]:
        say_unconfined(found["unconfined"])
    if "unreadable" in found:
        raise Unreadable(found["unreadable"], found["flags"])
    return Reading(found["text"], tuple(found["flags"]))
