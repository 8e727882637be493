"""Writes of decisions."""
