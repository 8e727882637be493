"""Writes of attack paths."""
