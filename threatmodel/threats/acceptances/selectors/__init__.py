"""Reads of acceptances."""
