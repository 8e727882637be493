"""Endpoints of the stages."""
