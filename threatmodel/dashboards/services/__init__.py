"""Writes of dashboards."""
