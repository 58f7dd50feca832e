"""What all makers use: a folder of its own for each document, and the list of makers."""

import os
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

Maker: TypeAlias = Callable[[Path], bytes]  # in an empty folder
MAKERS: dict[str, Maker] = {}
EPOCH = "1767225600"  # every document says it was made then
SECONDS = 180


def made(name: str) -> Callable[[Maker], Maker]:
    def keep(maker: Maker) -> Maker:
        MAKERS[name] = maker
        return maker

    return keep


def make(name: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return MAKERS[name](Path(folder))


def run(folder: Path, *command: str, **environment: str) -> None:
    ended = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"SOURCE_DATE_EPOCH": EPOCH, "HOME": str(folder)} | environment,
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    if ended.returncode != 0:
        raise RuntimeError(f"{command}: {ended.stdout.decode()[-2000:]}{ended.stderr.decode()}")


def page(body: str, style: str = "", language: str = "en", direction: str = "ltr") -> str:
    """An HTML document."""
    return (
        f'<!DOCTYPE html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">'
        f"<title>Answer</title><style>{style}</style></head><body>{body}</body></html>"
    )


def paragraphs(texts: tuple[str, ...]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)
