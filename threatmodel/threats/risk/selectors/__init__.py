"""Reads of risk."""
