"""Reads of triage."""
