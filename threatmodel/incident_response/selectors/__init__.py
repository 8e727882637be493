"""Reads of playbooks and runs."""
