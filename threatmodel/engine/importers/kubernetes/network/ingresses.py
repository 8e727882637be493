"""Ingresses: which hosts and paths lead from outside to which Services."""

import re
from collections.abc import Iterator, Set
from typing import Final

from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.network.ingress_annotations import encrypting, is_private
from threatmodel.engine.importers.kubernetes.network.routed_paths import routed_paths
from threatmodel.engine.importers.products.annotations import INGRESS_FACTS
from threatmodel.engine.importers.products.ingress_proxy_settings import (
    HOST_ALIASES,
    MIRRORS,
    PLAIN_HTTP,
    ends_directive,
    has_optional_certificates,
    injects_configuration,
    is_raw_configuration,
)
from threatmodel.engine.model import Fact, Source
from threatmodel.engine.model.struct_base import Record

_CLASS_ANNOTATION: Final = "kubernetes.io/ingress.class"
_HOST_NAME: Final = re.compile(r"[\w*.-]{1,253}")
_HOST_OF_URL: Final = re.compile(r"https?://(?:[^/@\s]{0,200}@)?([\w.-]{1,253})", re.IGNORECASE)
_CLIENT_CERTIFICATES: Final = "/auth-tls-secret"
# AWS Load Balancer Controller, "Ingress annotations", Authentication.
_ALB_LOGIN: Final = "alb.ingress.kubernetes.io/auth-type"
_ALB_WITHOUT_LOGIN: Final = "alb.ingress.kubernetes.io/auth-on-unauthenticated-request"
_LOGIN: Final = "authentication"
_OFF: Final = frozenset({"", "false", "none", "0", "off"})


class IngressBackend(Record, frozen=True):
    """A Service that an Ingress leads to, on a port given by number or name."""

    namespace: str
    service: str
    port: str
    host: str
    line: int
    tls: bool


class Guard(Record, frozen=True):
    """A check in front of everything that an entry point leads to: the fact that holds then, and why."""

    fact: str
    section: Section
    why: str


class Ingress(Record, frozen=True):
    """An Ingress, its hosts and where they lead; `private` when it is not reached from the internet."""

    object: KubernetesObject
    backends: tuple[IngressBackend, ...]
    secrets: tuple[str, ...]
    hosts: tuple[str, ...]
    tls: bool
    private: bool
    guards: tuple[Guard, ...] = ()

    def facts(self, services: Set[tuple[str, str]]) -> dict[str, Fact]:
        """Return what is known of the Ingress; `services` are those that the files declare."""
        spec = self.object.spec
        annotations = self.object.metadata.section("annotations")
        facts = {
            "hosts": spec.stated("rules", list(dict.fromkeys((*self.hosts, *_aliases(annotations))))),
            "tls": self._tls(annotations),
            "snippets": _snippets(annotations),
            "injected_configuration": _injected(annotations, spec),
            "gateway": spec.defaulted(value=False, why="An Ingress is not a mesh gateway."),
            "dangling_backends": self._dangling(services),
        }
        if "ingressClassName" in spec:
            facts["class"] = spec.stated("ingressClassName", spec.text("ingressClassName"))
        elif _CLASS_ANNOTATION in annotations:
            facts["class"] = annotations.stated(_CLASS_ANNOTATION, annotations.text(_CLASS_ANNOTATION))
        for name in INGRESS_FACTS:
            if key := _set_by(annotations, name):
                facts[name] = annotations.inferred(value=True, why=_is_set(key), key=key)
        if paths := routed_paths(_paths(spec)):
            facts["routed_paths"] = spec.stated("rules", list(paths))
        plain = next((k for k, v in PLAIN_HTTP.items() if annotations.text(k).strip().lower() == v), "")
        if plain and self.tls:
            facts["plain_http"] = annotations.stated(plain, value=True)
        if mirror := _mirror(annotations):
            facts["mirrored_to"] = mirror
        for guard in self.guards:
            facts[guard.fact] = guard.section.inferred(value=True, why=guard.why)
        return facts

    def login(self) -> str:
        """Return why callers of all its backends have to say who they are, else an empty string."""
        key = _set_by(self.object.metadata.section("annotations"), _LOGIN)
        return _is_set(key) if key else next((one.why for one in self.guards if one.fact == _LOGIN), "")

    def _tls(self, annotations: Section) -> Fact:
        spec, key = self.object.spec, encrypting(annotations)
        if key:
            why = f"The annotation {key} enables encryption on all listeners."
            return annotations.inferred(value=True, why=why, key=key)
        if "tls" in spec or self.tls:
            return spec.stated("tls", self.tls)
        why = f"The {self.object.kind} has no tls section, so it serves plain HTTP."
        return spec.defaulted(value=False, why=why)

    def _dangling(self, services: Set[tuple[str, str]]) -> Fact:
        missing = sorted({b.service for b in self.backends if (b.namespace, b.service) not in services})
        if not missing:
            return self.object.spec.defaulted([], "All of its backend Services are declared in the files.")
        return self.object.spec.stated("rules", list(missing))


def read_ingress(found: KubernetesObject) -> Ingress:
    """Read an Ingress of any API version."""
    spec = found.spec
    tls_entries = spec.sections("tls")
    tls_hosts = {host.strip().lower() for entry in tls_entries for host, _line in entry.texts("hosts")}
    annotations = found.metadata.section("annotations")
    encrypted = bool(encrypting(annotations))
    covers_all = encrypted or any("hosts" not in entry for entry in tls_entries)
    backends = tuple(_backends(found, tls_hosts, covers_all=covers_all))
    hosts = tuple(dict.fromkeys(backend.host for backend in backends)) or ("*",)
    secrets = tuple(dict.fromkeys(name for entry in tls_entries if (name := entry.name("secretName"))))
    tls = all(_has_tls(host, tls_hosts, covers_all=covers_all) for host in hosts)
    named = spec.text("ingressClassName") or annotations.text(_CLASS_ANNOTATION)
    return Ingress(found, backends, secrets, hosts, tls, is_private(named.strip(), annotations))


def _backends(found: KubernetesObject, tls_hosts: set[str], *, covers_all: bool) -> Iterator[IngressBackend]:
    spec = found.spec

    def backend(section: Section, host: str) -> Iterator[IngressBackend]:
        service, port = _service_and_port(section)
        if service:
            tls = _has_tls(host, tls_hosts, covers_all=covers_all)
            yield IngressBackend(found.namespace, service, port, host, section.line, tls)

    for key in ("defaultBackend", "backend"):
        if key in spec:
            yield from backend(spec.section(key), "*")
    for rule in spec.sections("rules"):
        host = rule.text("host").strip().lower() or "*"
        for path in rule.section("http").sections("paths"):
            yield from backend(path.section("backend"), host)


def _paths(spec: Section) -> Iterator[str]:
    """The paths of all rules; any path where a backend is the default one, or a rule names none."""
    if "defaultBackend" in spec or "backend" in spec:
        yield "/"
    for rule in spec.sections("rules"):
        for path in rule.section("http").sections("paths"):
            yield path.text("path") or "/"


def _service_and_port(backend: Section) -> tuple[str, str]:
    """Return name and port, as networking.k8s.io/v1 nests them or as the versions before it did."""
    if "service" in backend:
        service = backend.section("service")
        port = service.section("port")
        return service.name(), port.number_or_text("number") or port.text("name")
    return backend.name("serviceName"), backend.number_or_text("servicePort")


def _has_tls(host: str, tls_hosts: set[str], *, covers_all: bool) -> bool:
    return covers_all or host in tls_hosts or f"*.{host.partition('.')[2]}" in tls_hosts


def _set_by(annotations: Section, fact: str) -> str:
    """The annotation that makes a fact of an Ingress true, if any."""
    keys = (k for k in INGRESS_FACTS[fact] if annotations.text(k).strip().lower() not in _OFF)
    return next((key for key in keys if not _is_optional(key, annotations)), "")


def _is_optional(key: str, annotations: Section) -> bool:
    """Whether a login is offered and requests without one are let through all the same."""
    if key.endswith(_CLIENT_CERTIFICATES):
        return has_optional_certificates(dict(annotations.scalars()))
    return key == _ALB_LOGIN and annotations.text(_ALB_WITHOUT_LOGIN).strip().lower() == "allow"


def _is_set(key: str) -> str:
    return f"The annotation {key} is set."


def _snippets(annotations: Section) -> Fact:
    named = sorted(key for key in annotations if is_raw_configuration(key))
    if not named:
        return annotations.defaulted([], "No annotation injects raw proxy configuration.")
    return annotations.stated(named[0], list(named), tuple(annotations.line_of(key) for key in named))


def _injected(annotations: Section, spec: Section) -> Fact:
    """Name the annotations and paths whose value leaves its directive; the values themselves are not kept."""
    found = {
        key: annotations.line_of(key)
        for key, value in sorted(annotations.scalars())
        if injects_configuration(key, value)
    }
    for rule in spec.sections("rules"):
        for path in rule.section("http").sections("paths"):
            if ends_directive(path.text("path")):
                found.setdefault("path", path.line_of("path"))
    if not found:
        return annotations.defaulted([], "No annotation or path contains what ends a directive.")
    place = Source("file", spec.file, next(iter(found.values())))
    return Fact(list(found), place, tuple(found.values()))


def _aliases(annotations: Section) -> Iterator[str]:
    """The further host names that annotations give; patterns name no host."""
    for key in HOST_ALIASES:
        for name in annotations.text(key).replace(",", " ").split():
            if _HOST_NAME.fullmatch(name):
                yield name.lower()


def _mirror(annotations: Section) -> Fact | None:
    """Return the host that gets a copy of all requests."""
    for key in MIRRORS:
        text = annotations.text(key).strip()
        host = _HOST_OF_URL.match(text)
        if host:
            return annotations.stated(key, host[1].lower())
    return None
