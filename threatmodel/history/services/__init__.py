"""Writes of the history."""
