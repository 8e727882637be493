"""Namespaces: their Pod Security level, default deny and quotas. A namespace only implied is added too."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from threatmodel.engine.importers.kubernetes.cluster.policy_engines import NO_REJECTIONS, PodRejections
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section, SourceFile
from threatmodel.engine.importers.kubernetes.network.mesh import Mesh
from threatmodel.engine.importers.kubernetes.network.network_policies import PodIsolation
from threatmodel.engine.importers.yaml.reader import YamlMap
from threatmodel.engine.model import Fact, Source

_ENFORCE: Final = "pod-security.kubernetes.io/enforce"
_ENFORCED_VERSION: Final = "pod-security.kubernetes.io/enforce-version"
_LEVELS: Final = frozenset({"privileged", "baseline", "restricted"})
_RESOURCES: Final = ("cpu", "memory")
_NAME_LABEL: Final = "kubernetes.io/metadata.name"  # every namespace carries it


@dataclass(slots=True)
class Namespaces:
    """What the files say of each namespace, whether or not they declare it."""

    declared: Mapping[tuple[str, str], KubernetesObject]
    quotas: Mapping[tuple[str, str], KubernetesObject]
    limit_ranges: Mapping[tuple[str, str], KubernetesObject]
    isolation: PodIsolation
    mesh: Mesh
    rejections: PodRejections = NO_REJECTIONS
    _quota_by_name: dict[str, KubernetesObject] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for quota in self.quotas.values():
            self._quota_by_name.setdefault(quota.namespace, quota)

    def source(self, name: str) -> Source:
        """Where a namespace comes from."""
        found = self.declared.get(("", name))
        if found is not None:
            return found.source
        return Source(
            "inferred", why=f"Objects in the files are in namespace {name}, which no file declares."
        )

    def facts(self, name: str) -> dict[str, Fact]:
        """Return what is known of a namespace."""
        found = self.declared.get(("", name))
        section = found.root if found else Section(YamlMap(), 0, SourceFile(""))
        facts = {
            "declared": section.stated("kind", value=True)
            if found
            else Fact(value=False, source=self.source(name)),
            **self.isolation.namespace_facts(name, section),
            **self.mesh.namespace_facts(name, found),
            **self.rejections.namespace_facts(name),
            "resource_quota": self._quota(name, section),
        }
        if found is not None:
            labels = found.metadata.section("labels")
            facts["pss_enforce"] = _level(labels, found.root)
            if version := labels.text(_ENFORCED_VERSION).strip():
                facts["pss_enforce_version"] = labels.stated(_ENFORCED_VERSION, version)
        return facts

    def default_limits(self) -> dict[str, dict[str, Fact]]:
        """Return, by namespace, the limits that a LimitRange gives to containers that set none."""
        limits: dict[str, dict[str, Fact]] = {}
        for found in self.limit_ranges.values():
            for entry in found.spec.sections("limits"):
                default = entry.section("default")
                for resource in _RESOURCES if entry.text("type") == "Container" else ():
                    if resource in default:
                        why = f"LimitRange {found.name} sets a default limit for containers."
                        fact = default.inferred(value=True, why=why, key=resource)
                        limits.setdefault(found.namespace, {})[resource] = fact
        return limits

    def _quota(self, name: str, section: Section) -> Fact:
        quota = self._quota_by_name.get(name)
        if quota is not None:
            return quota.spec.stated("hard", value=True)
        return section.defaulted(value=False, why="No ResourceQuota in the files limits the namespace.")


def _level(labels: Section, root: Section) -> Fact:
    level = labels.text(_ENFORCE).strip()
    if level in _LEVELS:
        return labels.stated(_ENFORCE, level)
    return root.defaulted("not-set", "No label enforces a Pod Security level, so every pod is admitted.")


def namespace_labels(
    names: Iterable[str], declared: Mapping[tuple[str, str], KubernetesObject]
) -> dict[str, dict[str, str]]:
    """Return the labels of these namespaces and of all that are declared, as selectors see them."""
    return {
        name: {
            **(declared["", name].metadata.pairs("labels") if ("", name) in declared else {}),
            _NAME_LABEL: name,
        }
        for name in sorted({*names, *(name for _, name in declared)})
    }
