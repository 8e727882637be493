"""Writes of sessions: starting, dealing, votes, recorded threats, finishing."""
