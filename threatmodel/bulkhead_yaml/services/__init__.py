"""Writes of the model as text."""
