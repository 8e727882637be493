"""Reads of mitigations."""
