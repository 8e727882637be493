"""The words of Threagile for what Bulkhead knows of elements and flows."""

from typing import Final

from threatmodel.engine.analysis.flow_origin import is_encrypted
from threatmodel.engine.exporters.interchange.dfd import DfdRole
from threatmodel.engine.exporters.interchange.facts import fact_of
from threatmodel.engine.model import CATALOGUE, Element, Flow

_TYPES: Final = {"actor": "external-entity", "process": "process", "store": "datastore"}
_TECHNOLOGIES: Final = {
    "web": "web-application",
    "api": "web-service-rest",
    "worker": "batch-processing",
    "database": "database",
    "cache": "database",
    "queue": "message-queue",
    "proxy": "reverse-proxy",
    "admin-ui": "web-application",
    "monitoring": "monitoring",
    "logging": "monitoring",
    "build": "build-pipeline",
    "registry": "artifact-registry",
    "identity": "identity-provider",
    "storage": "file-server",
}
_TECHNOLOGY_OF_KIND: Final = {
    "actor": "client-system",
    "datastore": "database",
    "queue": "message-queue",
    "ci-pipeline": "build-pipeline",
    "source-repository": "sourcecode-repository",
    "registry": "artifact-registry",
    "image": "artifact-registry",
    "volume": "block-storage",
    "log-sink": "monitoring",
    "secret": "vault",
    "config": "local-file-system",
    "ingress": "reverse-proxy",
    "service": "load-balancer",
    "node": "container-platform",
}
_CONTAINERS: Final = CATALOGUE.containers | {"workload"}
_CLASSES: Final = {
    "public": "public",
    "internal": "internal",
    "confidential": "confidential",
    "restricted": "strictly-confidential",
}
_CRITICALITIES: Final = {
    "low": "operational",
    "medium": "important",
    "high": "critical",
    "critical": "mission-critical",
}
_BOUNDARIES: Final = {
    "namespace": "network-policy-namespace-isolation",
    "cloud-account": "network-cloud-provider",
    "network": "network-virtual-lan",
    "internet": "network-on-prem",
}
# By protocol: the word without and with encryption.
_PROTOCOLS: Final = {
    "http": ("http", "https"),
    "https": ("https", "https"),
    "ws": ("ws", "wss"),
    "grpc": ("binary", "binary-encrypted"),
    "mqtt": ("mqtt", "mqtt"),
    "postgresql": ("sql-access-protocol", "sql-access-protocol-encrypted"),
    "mysql": ("sql-access-protocol", "sql-access-protocol-encrypted"),
    "sql": ("sql-access-protocol", "sql-access-protocol-encrypted"),
    "mongodb": ("nosql-access-protocol", "nosql-access-protocol-encrypted"),
    "redis": ("nosql-access-protocol", "nosql-access-protocol-encrypted"),
    "nosql": ("nosql-access-protocol", "nosql-access-protocol-encrypted"),
    "amqp": ("binary", "binary-encrypted"),
    "kafka": ("binary", "binary-encrypted"),
    "tcp": ("binary", "binary-encrypted"),
    "tls": ("binary-encrypted", "binary-encrypted"),
    "ssh": ("ssh", "ssh"),
    "smtp": ("smtp", "smtp-encrypted"),
    "imap": ("imap", "imap-encrypted"),
    "pop3": ("pop3", "pop3-encrypted"),
    "ftp": ("ftp", "ftps"),
    "ldap": ("ldap", "ldaps"),
    "nfs": ("nfs", "nfs"),
    "smb": ("smb", "smb-encrypted"),
    "jdbc": ("jdbc", "jdbc-encrypted"),
    "odbc": ("odbc", "odbc-encrypted"),
    "xmpp": ("xmpp", "xmpp"),
}


def asset_type(role: DfdRole) -> str:
    """Return the type of a technical asset."""
    return _TYPES[role]


def technology_of(element: Element) -> str:
    """Return the technology of an asset, by its purpose, else by its kind."""
    known = _TECHNOLOGIES.get(fact_of(element, "purpose"))
    return known or _TECHNOLOGY_OF_KIND.get(element.kind, "unknown-technology")


def machine_of(element: Element) -> str:
    """Return what the asset runs in."""
    return "container" if element.kind in _CONTAINERS else "virtual"


def classification_of(known: str | None) -> str:
    """Return the confidentiality for a classification; without one, internal."""
    return _CLASSES.get(known or "", "internal")


def criticality_of(element: Element) -> str:
    """Return integrity and availability of an asset by its criticality; without one, operational."""
    return _CRITICALITIES.get(fact_of(element, "criticality"), "operational")


def boundary_type(zone: Element) -> str:
    """Return the type of a trust boundary."""
    return _BOUNDARIES.get(zone.kind, "execution-environment")


def protocol_word(flow: Flow) -> str:
    """Return the protocol of a link, the encrypted one where the flow is known to be encrypted."""
    plain, encrypted = _PROTOCOLS.get(str(fact_of(flow, "protocol") or ""), ("", ""))
    if is_encrypted(flow) is True:
        return encrypted or "binary-encrypted"
    return plain or "unknown-protocol"


def authentication_of(flow: Flow) -> str:
    """Return how the caller authenticates; how, Bulkhead does not know."""
    return "credentials" if fact_of(flow, "authenticated") is True else "none"
