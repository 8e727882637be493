"""What annotations say of the load balancers that clouds and proxies make for an Ingress."""

from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.products.annotations import INGRESS_LOAD_BALANCER, Condition, Encryption


def is_private(ingress_class: str, annotations: Section) -> bool:
    """Whether the load balancer is reached from inside of the network only, by its scheme or its class."""
    known = INGRESS_LOAD_BALANCER
    scheme = annotations.text(known.scheme.annotation).strip().lower()
    return scheme != known.scheme.public if scheme else ingress_class in known.private_classes


def encrypting(annotations: Section) -> str:
    """The annotation by which every listener is encrypted, though no tls section says so; else nothing."""
    for encryption in INGRESS_LOAD_BALANCER.encrypted_by:
        key = next((key for key in encryption.annotations if _is_set(annotations, key, encryption)), "")
        if key and (encryption.when is None or _holds(annotations, encryption.when)):
            plain = encryption.plain is not None and _holds(annotations, encryption.plain)
            return key if not plain or annotations.text(encryption.redirect) else ""
    return ""


def _is_set(annotations: Section, key: str, encryption: Encryption) -> bool:
    text = annotations.text(key)
    return text.strip().lower() == encryption.value if encryption.value else bool(text)


def _holds(annotations: Section, condition: Condition) -> bool:
    text = annotations.text(condition.annotation).strip().lower()
    return text == condition.equals if condition.equals else condition.holds in text
