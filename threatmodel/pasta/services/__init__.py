"""Writes of what people state in the stages, and of the state of stages."""
