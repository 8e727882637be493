"""Changes of assessments and their findings."""
