"""Measurements, side by side in one run; never part of the tests (docs/figures.md has what was seen)."""
