"""Backups that files show: what makes them, their schedules, and the stores that they copy."""
