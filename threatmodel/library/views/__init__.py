"""Endpoints of the library."""
