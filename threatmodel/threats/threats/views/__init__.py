"""Endpoints of threats."""
