"""The threats of a model: list, detail, and what would resolve one."""
