"""What threatens each model, what is asked, and what the team does about it."""
