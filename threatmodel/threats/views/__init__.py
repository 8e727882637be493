"""Endpoints of models, architecture, threats, mitigations and the library."""
