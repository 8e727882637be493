"""Responses to incidents: playbooks that are run on elements of a model."""
