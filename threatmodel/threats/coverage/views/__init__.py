"""Endpoints of coverage."""
