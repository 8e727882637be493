"""Reads of the model as text."""
