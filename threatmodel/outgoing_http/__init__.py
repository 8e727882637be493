"""Requests to hosts outside that a person of a team names: webhooks and issue trackers."""
