"""Writes of notices, preferences and mails."""
