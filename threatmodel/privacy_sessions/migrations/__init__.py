"""Migrations of the privacy_sessions app."""
