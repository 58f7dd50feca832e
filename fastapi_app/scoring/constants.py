"""Constants of the offline engine, by ``benchmarks/scoring/fit.py``: do not edit."""

from scoring.model import Constants

SHIPPED = Constants(
    weights=(0.188, 0.137, 0.205, 0.093),
    means=(0.543, 0.549, -0.577, 0.303),
    spreads=(0.197, 0.196, 0.601, 0.197),
)
