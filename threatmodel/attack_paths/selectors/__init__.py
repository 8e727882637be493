"""Reads of attack paths. What a person may see goes through the model."""
