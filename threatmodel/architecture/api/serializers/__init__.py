"""Shapes of the REST API of the architecture."""
