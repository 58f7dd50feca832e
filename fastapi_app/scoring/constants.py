"""Constants of the offline engine, by ``benchmarks/scoring/fit.py``: do not edit."""

from scoring.model import Constants

SHIPPED = Constants(
    weights=(0.189, 0.138, 0.205, 0.094),
    means=(0.542, 0.549, -0.552, 0.303),
    spreads=(0.198, 0.196, 0.605, 0.198),
)
