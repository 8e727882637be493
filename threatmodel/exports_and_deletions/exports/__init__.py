"""What people and teams take along, as JSON."""
