"""Reads of assessments and their findings."""
