"""What a worker process owes its parent."""

import os
import signal
import threading

LOOK_SECONDS = 1.0


def end_with_parent() -> None:
    """End this worker soon after the process that started it is gone, however that went.

    A killed parent cannot tell its workers, and one that lives on would hold the port for ever.
    """
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            look.wait(LOOK_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)

    look = threading.Event()
    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
