"""Endpoints of risk."""
