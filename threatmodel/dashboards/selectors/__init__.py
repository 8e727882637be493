"""Reads of dashboards."""
