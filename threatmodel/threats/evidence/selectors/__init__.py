"""Reads of evidence."""
