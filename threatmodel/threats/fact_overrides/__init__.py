"""Facts that people state against the files, and their confirmations."""
