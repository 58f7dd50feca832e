"""Reads damaged copies of the innocent PDFs: `python -m tests.reading.damage NUMBER [SEED]`.

Whatever else than Unreadable comes of it is printed as an exception.
"""

import random
import re
import sys
from pathlib import Path

from tests.support.loading import service_modules

DOCUMENTS = Path(__file__).parent / "innocent" / "documents"
MAX_BYTES = 20_000  # larger ones take long
ODD_VALUES = (
    *(b"nan", b"inf", b"-1", b"0", b"1e38", b"99999999999", b"-99999999999", b"0.00001"),
    *(b"null", b"true", b"(x)", b"<D800>", b"[]", b"<< >>", b"/None", b"1 0 R", b"999 0 R"),
)
VALUE = re.compile(rb"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])|/[A-Za-z]+")
MAX_DAMAGES = 3


def damaged(content: bytes, rng: random.Random) -> bytes:
    """With values that are odd, or bytes that are others."""
    changed = bytearray(content)
    for _ in range(rng.randint(1, MAX_DAMAGES)):
        values = [found.span() for found in VALUE.finditer(changed)]
        if rng.random() < 0.7 and values:
            start, end = rng.choice(values)
            changed[start:end] = rng.choice(ODD_VALUES)
        else:
            at = rng.randrange(len(changed))
            changed[at : at + 2] = rng.randbytes(rng.randint(0, 3))
    return bytes(changed)


def main(number: int, seed: int = 1) -> None:
    rng = random.Random(seed)
    contents = [file.read_bytes() for file in sorted(DOCUMENTS.glob("*.pdf"))]
    small = [content for content in contents if len(content) <= MAX_BYTES]
    with service_modules("fastapi_app") as load:
        read_pdf, unreadable = load("reading.pdf").read_pdf, load("reading.result").Unreadable
        for _ in range(number):
            try:
                read_pdf(damaged(rng.choice(small), rng))
            except unreadable:
                continue
    print(f"{number} read")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
