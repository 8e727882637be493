"""Writes of triage."""
