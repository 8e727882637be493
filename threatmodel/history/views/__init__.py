"""Endpoints of the history."""
