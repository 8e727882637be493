"""Open questions about facts, and their answers."""
