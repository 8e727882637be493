"""Writes of models, analyses, decisions and mitigations; each is one transaction and leaves an event."""
