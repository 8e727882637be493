"""Endpoints of playbooks and runs."""
