"""Endpoints of sessions, minutes and plans."""
