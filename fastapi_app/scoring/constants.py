"""Constants of the offline engine, by ``benchmarks/scoring/fit.py``: do not edit."""

from scoring.model import Constants

SHIPPED = Constants(
    weights=(0.19, 0.139, 0.206, 0.094),
    means=(0.543, 0.549, -0.527, 0.303),
    spreads=(0.197, 0.196, 0.596, 0.197),
)
