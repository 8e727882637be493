"""Writes of webhooks and deliveries, and their sending."""
