"""Fills the steps of a response playbook with what a model says of the element that was attacked."""
