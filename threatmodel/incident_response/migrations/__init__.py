"""Migrations of the response app."""
