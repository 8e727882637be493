"""Endpoints that show the architecture with the counts of its threats."""
