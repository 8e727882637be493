"""Reads across all teams: who there is, how much they hold, and what runs."""
