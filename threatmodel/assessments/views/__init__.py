"""Endpoints of assessments."""
