"""How much of the documents in a folder is read, compared with what other readers find there."""

import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
# The evaluator's packages are top-level ones, as they are for the service itself.
sys.path.insert(0, str(REPOSITORY / "fastapi_app"))
