"""What the offline engine's constants come from, and how well engines agree with people."""

import sys
from pathlib import Path

# The evaluator's packages are top-level ones, as they are for the service itself.
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "fastapi_app"))
