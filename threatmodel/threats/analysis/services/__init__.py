"""Services of analyses."""
