"""Writes about threats."""
