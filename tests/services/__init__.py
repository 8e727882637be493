"""Private PostgreSQL and Redis servers for the tests: `python -m tests.services COMMAND...`."""
