"""``scoring`` is a top-level package of the FastAPI service, which starts inside its folder."""

import sys
from pathlib import Path

FASTAPI_APP = str(Path(__file__).resolve().parents[2] / "fastapi_app")
if FASTAPI_APP not in sys.path:
    sys.path.append(FASTAPI_APP)
