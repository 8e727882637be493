"""Flows: calls, entry points, monitoring, and the policies evaluated on them."""
