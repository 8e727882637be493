"""Open questions, one by one and on cards."""
