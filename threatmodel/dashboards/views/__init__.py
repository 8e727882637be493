"""Endpoints of dashboards."""
