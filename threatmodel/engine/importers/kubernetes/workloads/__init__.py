"""Pods and their containers: security, environment, volumes, probes, resources."""
