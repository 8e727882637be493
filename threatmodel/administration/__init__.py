"""What administrators of an instance see and do: users, teams, quotas, figures; no content of models."""
