"""Shapes of coverage in the REST API."""
