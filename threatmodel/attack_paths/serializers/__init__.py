"""The shapes of attack paths in the API."""
