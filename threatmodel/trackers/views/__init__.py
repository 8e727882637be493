"""Endpoints of trackers, links and proposals."""
