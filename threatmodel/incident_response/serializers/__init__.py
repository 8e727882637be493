"""Shapes of playbooks and runs."""
