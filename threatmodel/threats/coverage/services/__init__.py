"""Writes of coverage grids."""
