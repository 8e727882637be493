"""Endpoints of the architecture."""
