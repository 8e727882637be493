"""Writes of acceptances."""
