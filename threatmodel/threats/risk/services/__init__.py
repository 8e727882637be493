"""Writes of risk."""
