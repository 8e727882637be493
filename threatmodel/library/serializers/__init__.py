"""Shapes of the library in the REST API."""
