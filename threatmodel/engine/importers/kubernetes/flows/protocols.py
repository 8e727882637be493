"""What is spoken on a Service's port, and whether it is encrypted, as far as names and numbers tell."""

from typing import Final

from threatmodel.engine.importers.call_inference import WELL_KNOWN_PORTS

_NAMES: Final = {
    "amqp": "amqp",
    "amqps": "amqp",
    "cassandra": "cql",
    "dns": "dns",
    "ftp": "ftp",
    "grpc": "grpc",
    "grpcs": "grpc",
    "h2c": "http",
    "http": "http",
    "http2": "http",
    "https": "https",
    "kafka": "kafka",
    "kubernetes.io/h2c": "http",
    "kubernetes.io/ws": "http",
    "kubernetes.io/wss": "https",
    "ldap": "ldap",
    "ldaps": "ldaps",
    "memcached": "memcached",
    "mongo": "mongodb",
    "mongodb": "mongodb",
    "mqtt": "mqtt",
    "mysql": "mysql",
    "nats": "nats",
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "redis": "redis",
    "smtp": "smtp",
    "ssh": "ssh",
    "tls": "tls",
    "web": "http",
    "ws": "http",
    "wss": "https",
}
"""Protocols by what appProtocol and the names of ports call them (Kubernetes and Istio conventions)."""

_ENCRYPTED: Final = {"https": True, "ldaps": True, "ssh": True, "tls": True, "http": False}


def protocol_of_name(name: str) -> str:
    """Return the protocol that an appProtocol or a port's name stands for, else nothing.

    A name may carry more, as in http-metrics; then its first part counts, as Istio reads it.
    """
    text = name.strip().lower()
    return _NAMES.get(text) or _NAMES.get(text.partition("-")[0], "")


def protocol_of_port(port: int) -> str:
    """Return what is usually spoken on a port, else nothing."""
    return WELL_KNOWN_PORTS.get(port, "")


def is_encrypted(protocol: str) -> bool | None:
    """Whether a protocol is encrypted by itself; None when it may be either."""
    return _ENCRYPTED.get(protocol)
