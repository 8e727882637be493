"""The addresses of reports."""
