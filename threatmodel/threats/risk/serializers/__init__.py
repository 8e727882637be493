"""The shapes of risk in the API."""
