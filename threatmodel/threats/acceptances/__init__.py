"""Acceptance of risk: a request, the decision of another person, and what ends it."""
