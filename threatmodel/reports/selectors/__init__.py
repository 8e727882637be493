"""What is read for reports."""
