"""Reads of trackers, links and proposals."""
