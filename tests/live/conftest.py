"""A running web server in this process, with people and a model."""

from tests.jobs.test_live import model, people, port

__all__ = ["model", "people", "port"]
