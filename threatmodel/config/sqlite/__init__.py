"""SQLite as Django speaks it, with a queue for the writers of one process (base.py)."""
