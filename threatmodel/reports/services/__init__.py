"""What is written of reports."""
