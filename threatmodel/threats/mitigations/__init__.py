"""Mitigations and the threats they treat."""
