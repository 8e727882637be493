"""Writes proposals and what people decide about them."""
