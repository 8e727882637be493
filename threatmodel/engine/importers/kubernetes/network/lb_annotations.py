"""What annotations say of the load balancers that clouds and proxies make for an Ingress.

Sources: AWS Load Balancer Controller, "Ingress annotations" (scheme, certificate-arn, listen-ports,
ssl-redirect); Google Kubernetes Engine, "Ingress for internal Application Load Balancers"; Traefik,
"Kubernetes Ingress", router.tls.
"""

import re
from typing import Final

from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section

_ALB: Final = "alb.ingress.kubernetes.io/"
_GKE_CERTIFICATES: Final = (
    "networking.gke.io/managed-certificates",
    "ingress.gcp.kubernetes.io/pre-shared-cert",
)
_GKE_PLAIN: Final = "kubernetes.io/ingress.allow-http"
_TRAEFIK_TLS: Final = "traefik.ingress.kubernetes.io/router.tls"
_PRIVATE_CLASSES: Final = frozenset({"alb", "gce-internal"})
_PLAIN_LISTENER: Final = re.compile(r'"HTTP"', re.IGNORECASE)


def is_private(ingress_class: str, annotations: Section) -> bool:
    """Whether the load balancer is reached from inside of the network only; those of AWS are unless told."""
    scheme = annotations.text(f"{_ALB}scheme").strip().lower()
    return scheme != "internet-facing" if scheme else ingress_class in _PRIVATE_CLASSES


def encrypting(annotations: Section) -> str:
    """The annotation by which every listener is encrypted, though no tls section says so; else nothing."""
    certificate = f"{_ALB}certificate-arn"
    if annotations.text(certificate):
        plain = _PLAIN_LISTENER.search(annotations.text(f"{_ALB}listen-ports"))
        redirects = annotations.text(f"{_ALB}ssl-redirect")
        return certificate if redirects or not plain else ""
    if annotations.text(_TRAEFIK_TLS).strip().lower() == "true":
        return _TRAEFIK_TLS
    if annotations.text(_GKE_PLAIN).strip().lower() == "false":
        return next((key for key in _GKE_CERTIFICATES if annotations.text(key)), "")
    return ""
