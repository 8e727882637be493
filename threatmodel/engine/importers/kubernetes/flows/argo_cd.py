"""Argo CD: each project is a pipeline that brings repositories into namespaces, with what limits it."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from threatmodel.engine.importers.kubernetes.cluster.graph_writer import CLUSTER, GraphWriter
from threatmodel.engine.importers.kubernetes.flows.flow_candidates import Candidate
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject, object_uid
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.workloads.pods import Workload
from threatmodel.engine.importers.products.registries import PUBLIC_SOURCE_HOSTS
from threatmodel.engine.importers.redaction import redacted_path
from threatmodel.engine.model import Fact, Source
from threatmodel.engine.model.struct_base import Record

_Objects = Mapping[tuple[str, str], KubernetesObject]
_ByKind = Mapping[str, _Objects]

_THIS_CLUSTER: Final = frozenset({"https://kubernetes.default.svc", "in-cluster", ""})
_COMMIT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_VERSION: Final = re.compile(r"v?\d+\.\d+\.\d+(?:[-+][\w.+-]{1,60})?")
_SHORT_ADDRESS: Final = re.compile(r"(?:[\w.-]{1,64}@)?([\w.-]{1,253}):(?!//)([\w./~-]{1,500})")
_PROTOCOLS: Final = {"https": True, "http": False, "ssh": True, "git": False, "oci": True}
_DEFAULT_PROJECT: Final = "default"
_BUILT_IN: Final = "Argo CD creates the default project, which allows everything unless a file limits it."
_ALL: Final = "*"
_LONGEST: Final = 300


class _Repository(Record, frozen=True):
    """Where sources come from; `is_chart` when it is a repository of charts and not of sources."""

    uid: str
    name: str
    host: str
    protocol: str
    is_chart: bool


class _Delivery(Record, frozen=True):
    """One source that an Application brings to one destination."""

    object: KubernetesObject
    source: Section
    destination: Section
    policy: Section
    repository: _Repository

    @property
    def namespace(self) -> str:
        """The namespace it deploys to; empty when the manifests say."""
        return self.destination.name("namespace")

    @property
    def is_here(self) -> bool:
        """Whether it deploys to the cluster of the files."""
        return _is_here(self.destination)

    def record(self) -> dict[str, Any]:
        """Return it as the catalogue's `deliveries` fact holds it."""
        automated = self.policy.section("automated")
        is_automatic = "automated" in self.policy and automated.flag("enabled") is not False
        revision = self.source.text("targetRevision", "HEAD").strip()[:_LONGEST]
        fixed = _COMMIT if not self.repository.is_chart else _VERSION
        return {
            "application": self.object.name,
            "repository": self.repository.name,
            "revision": revision,
            "fixed": fixed.fullmatch(revision) is not None,
            "namespace": self.namespace,
            "here": self.is_here,
            "automatic": is_automatic,
            "prunes": is_automatic and automated.flag("prune") is True,
            "self_heals": is_automatic and automated.flag("selfHeal") is True,
        }


@dataclass(slots=True)
class Deliveries:
    """What the Applications of the files deploy, by namespace and name of their project."""

    by_kind: _ByKind
    by_project: dict[tuple[str, str], list[_Delivery]]

    def write(self, graph: GraphWriter, workloads: Mapping[str, Workload]) -> None:
        """Add the projects as pipelines, their repositories, and where they deploy to."""
        for key in sorted({*self.by_project, *self.by_kind.get("AppProject", {})}):
            self._write_project(graph, key, self.by_project.get(key, []))
        self._limit_controllers(graph, workloads)

    def flows(self) -> Iterator[Candidate]:
        """Yield from where each project reads what it deploys."""
        for key, deliveries in self.by_project.items():
            for delivery in deliveries:
                repository = delivery.repository
                yield Candidate(
                    _project_uid(key),
                    repository.uid,
                    f"Application {delivery.object.name} deploys from {repository.name}.",
                    delivery.source.file,
                    delivery.source.line_of("repoURL"),
                    protocol=repository.protocol,
                    encrypted=_PROTOCOLS.get(repository.protocol),
                )

    def _write_project(
        self, graph: GraphWriter, key: tuple[str, str], deliveries: Sequence[_Delivery]
    ) -> None:
        found = self.by_kind.get("AppProject", {}).get(key)
        source = found.source if found else _implied(key, deliveries)
        uid, name = _project_uid(key), f"Argo CD project {key[1]}"
        facts = {**_limits(key[1], found), **_deployed(deliveries)}
        graph.element(uid, "ci-pipeline", name, graph.cluster(), facts, source)
        for delivery in deliveries:
            _write_repository(graph, delivery)
            if delivery.is_here:
                place = graph.namespace(delivery.namespace) if delivery.namespace else CLUSTER
                graph.relation("deploys", uid, place)

    def _limit_controllers(self, graph: GraphWriter, workloads: Mapping[str, Workload]) -> None:
        """Add to the controller of Argo CD whether its projects limit where it takes sources from."""
        projects = list(self.by_kind.get("AppProject", {}).values())
        if not projects:
            return
        for workload in workloads.values():
            if not any(_is_controller(container.name, container.image) for container in workload.containers):
                continue
            open_ = self._open_projects(workload.namespace)
            said = open_[0] if open_ else projects[0]
            why = "Its projects define the allowed repositories."
            fact = said.spec.inferred(not open_, why, "sourceRepos")
            graph.builder.add_facts(workload.uid, {"sources_restricted": fact})

    def _open_projects(self, namespace: str) -> list[KubernetesObject]:
        return [
            found
            for (place, _), found in self.by_kind.get("AppProject", {}).items()
            if place == namespace and _names_all(found.spec, "sourceRepos")
        ]


def read_deliveries(by_kind: _ByKind) -> Deliveries:
    """Read Applications, and the templates of ApplicationSets as far as no parameter is in them."""
    by_project: dict[tuple[str, str], list[_Delivery]] = defaultdict(list)
    for kind in ("Application", "ApplicationSet"):
        for found in by_kind.get(kind, {}).values():
            spec = found.spec.section("template").section("spec") if kind == "ApplicationSet" else found.spec
            project = spec.name("project") or _DEFAULT_PROJECT
            for delivery in _deliveries(found, spec):
                by_project[found.namespace, project].append(delivery)
    return Deliveries(by_kind, dict(by_project))


def _deliveries(found: KubernetesObject, spec: Section) -> Iterator[_Delivery]:
    sources = spec.sections("sources") or ([spec.section("source")] if "source" in spec else [])
    for source in sources:
        repository = _repository(source)
        if repository is not None:
            yield _Delivery(
                found, source, spec.section("destination"), spec.section("syncPolicy"), repository
            )


def _repository(source: Section) -> _Repository | None:
    url = source.text("repoURL").strip()
    if not url or "{{" in url:
        return None
    protocol, host, path = _parts(url, is_chart="chart" in source)
    if not host:
        return None
    path = redacted_path(path.strip("/").removesuffix(".git"))[:_LONGEST]
    if "chart" in source or protocol == "oci":
        return _Repository(f"registry:{host}", host, host, protocol, is_chart=True)
    return _Repository(f"repository:{host}/{path}", path or host, host, protocol, is_chart=False)


def _parts(url: str, *, is_chart: bool) -> tuple[str, str, str]:
    """Protocol, host and path of an address, without whatever logs in to it."""
    if "://" not in url:
        short = _SHORT_ADDRESS.fullmatch(url)
        if short is not None and not is_chart:
            return "ssh", short[1].lower(), short[2]
        url = f"oci://{url}" if is_chart else f"https://{url}"
    try:
        parts = urlsplit(url)
        return parts.scheme.lower(), (parts.hostname or "").lower(), parts.path
    except ValueError:
        return "", "", ""


# --- facts --------------------------------------------------------------------------------------------


def _limits(name: str, found: KubernetesObject | None) -> dict[str, Fact]:
    """What the project itself admits; nothing is known of one that no file declares, except the default."""
    if found is None:
        if name != _DEFAULT_PROJECT:
            return {}
        source = Source("default", why=_BUILT_IN)
        return {
            "sources_restricted": Fact(value=False, source=source),
            "destinations_restricted": Fact(value=False, source=source),
            "cluster_objects_allowed": Fact(value=True, source=source),
        }
    spec = found.spec
    places = spec.sections("destinations")
    anywhere = any(place.text("namespace") == _ALL for place in places)
    kinds = spec.sections("clusterResourceWhitelist")
    everything = any(kind.text("kind") == _ALL and kind.text("group") == _ALL for kind in kinds)
    return {
        "sources_restricted": spec.stated("sourceRepos", not _names_all(spec, "sourceRepos")),
        "destinations_restricted": spec.stated("destinations", not anywhere),
        "cluster_objects_allowed": spec.stated("clusterResourceWhitelist", everything),
        "signatures_required": spec.stated("signatureKeys", value=True)
        if spec.sections("signatureKeys")
        else spec.defaulted(value=False, why="The project does not require signed commits."),
    }


def _deployed(deliveries: Sequence[_Delivery]) -> dict[str, Fact]:
    if not deliveries:
        return {}
    ordered = sorted(deliveries, key=lambda d: (d.object.name, d.repository.name, d.source.line))
    first = ordered[0].source
    why = "It deploys to a cluster; the files do not say whether it is production."
    return {
        "deliveries": Fact(
            [delivery.record() for delivery in ordered],
            Source("file", first.file, first.line),
            tuple([delivery.source.line for delivery in ordered]),
            tuple([delivery.source.file for delivery in ordered]),
        ),
        "production_access": first.inferred(value=True, why=why),
    }


def _names_all(spec: Section, key: str) -> bool:
    return any(text.strip() == _ALL for text, _line in spec.texts(key))


def _is_here(destination: Section) -> bool:
    return (destination.text("server") or destination.text("name")).rstrip("/") in _THIS_CLUSTER


def _is_controller(name: str, image: Any) -> bool:
    return image is not None and image.repository.endswith("/argocd") and "application-controller" in name


def _project_uid(key: tuple[str, str]) -> str:
    return object_uid(key[0], "AppProject", key[1])


def _implied(key: tuple[str, str], deliveries: Sequence[_Delivery]) -> Source:
    first = min(deliveries, key=lambda d: (d.object.name, d.source.line)).object
    why = f"Applications belong to the project {key[1]}, which no file declares."
    return Source("inferred", first.root.file, first.root.line, why=why)


def _write_repository(graph: GraphWriter, delivery: _Delivery) -> None:
    repository, source = delivery.repository, delivery.source
    line = source.line_of("repoURL")
    why = f"Application {delivery.object.name} names it as a source."
    place = Source("inferred", source.file, line, why=why)
    parent = graph.builder.add_internet() if repository.host in PUBLIC_SOURCE_HOSTS else None
    if repository.is_chart:
        facts = {"host": Fact(repository.host, place)}
        graph.element(repository.uid, "registry", repository.name, None, facts, place)
    else:
        graph.element(repository.uid, "source-repository", repository.name, parent, {}, place)
