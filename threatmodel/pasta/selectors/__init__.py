"""Reads of the stages and of what people write in them."""
