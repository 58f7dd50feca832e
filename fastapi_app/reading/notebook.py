"""Jupyter notebooks: what was written in the cells, and nothing of what they put out."""

import json
from typing import Any

from reading.result import Reading, Unreadable
from reading.worker import serve

NO_NOTEBOOK = "The file is named as a notebook, but is none; a person has to look at it."


def read_notebook(content: bytes) -> Reading:
    """Raises Unreadable."""
    try:
        notebook = json.loads(content)
    except (ValueError, RecursionError):
        raise Unreadable(
            "The notebook is damaged: it is not JSON; a person has to look at it."
        ) from None
    try:
        return Reading("\n\n".join(source(cell) for cell in notebook["cells"]))
    except (KeyError, TypeError):
        raise Unreadable(NO_NOTEBOOK) from None


def source(cell: dict[str, Any]) -> str:
    """The format allows one text, or a list of its lines."""
    written = cell["source"]
    return written if isinstance(written, str) else "".join(written)


if __name__ == "__main__":
    serve(read_notebook)
