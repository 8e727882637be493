"""A running web server in this process, with people and a model."""

from tests.pubsub.test_delivery import model, people, port

__all__ = ["model", "people", "port"]
