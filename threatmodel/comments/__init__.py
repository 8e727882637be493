"""Threads of comments on models, elements and flows, and mentions in them."""
