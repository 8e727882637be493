"""Shapes of sessions, minutes and plans."""
