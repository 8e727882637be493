"""Endpoints of sessions and their cards."""
