"""API tokens: credentials with which programs use the API for a person, within one team or model."""
