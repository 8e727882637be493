"""Shapes of threats in the REST API."""
