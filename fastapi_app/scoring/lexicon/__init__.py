"""Word lists that people may extend: one entry a line, lines that begin with # are comments."""

from pathlib import Path

_FOLDER = Path(__file__).parent


def lines(name: str) -> list[str]:
    text = (_FOLDER / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def pairs(name: str, between: str) -> list[tuple[str, str]]:
    """What stands left and right of the sign ``between`` on each line."""
    parts = [line.partition(between) for line in lines(name)]
    return [(left.strip(), right.strip()) for left, _, right in parts]
