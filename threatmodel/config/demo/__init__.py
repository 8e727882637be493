"""The demo team: load.py writes it, the other modules write one part each."""
