"""Writes of people to threats: threats of their own, and severities."""
