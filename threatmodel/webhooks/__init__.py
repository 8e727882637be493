"""What other programs are told: the webhooks of a team."""
