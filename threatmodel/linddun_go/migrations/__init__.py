"""Migrations of the linddun_go app."""
