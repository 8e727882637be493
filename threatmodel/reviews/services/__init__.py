"""Writes of sessions, their notes, sign-offs and plans."""
