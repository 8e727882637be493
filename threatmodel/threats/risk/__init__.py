"""Risk of threats: the matrix of a team, the method of a model, and what mitigations leave of it."""
