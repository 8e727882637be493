"""Reads for the REST API of the architecture."""
