"""Writes of trackers, links and proposals, and what is exchanged with trackers."""
