"""Migrations of the pasta app."""
