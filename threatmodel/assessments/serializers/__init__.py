"""Shapes of assessments and findings."""
