"""Shapes of the history in the REST API."""
