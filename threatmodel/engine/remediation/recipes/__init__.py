"""Changes that depend on what the evidence of a threat lists: one function for each name in rules.yaml."""
