"""Endpoints of attack paths."""
