"""Reads of threats."""
