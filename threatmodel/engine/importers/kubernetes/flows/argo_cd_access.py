"""Whether the server of Argo CD lets in callers without a login, by its ConfigMaps."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from threatmodel.engine.importers.kubernetes.cluster.graph_writer import GraphWriter
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.workloads.pods import Workload

_Objects = Mapping[tuple[str, str], KubernetesObject]

_ANONYMOUS: Final = "users.anonymous.enabled"
_ROLE: Final = "policy.default"
_POLICIES: Final = "policy.csv"
_READS_ALONE: Final = "role:readonly"
_BUILT_IN: Final = frozenset({"role:admin", _READS_ALONE})


def add_anonymous_access(graph: GraphWriter, configs: _Objects, workloads: Iterable[Workload]) -> None:
    """Add that everybody is let in where anonymous users are on and have a role.

    Without a role they may do nothing. Source: Argo CD, "User Management" and "RBAC Configuration".
    """
    for workload in workloads:
        settings = configs.get((workload.namespace, "argocd-cm"))
        roles = configs.get((workload.namespace, "argocd-rbac-cm"))
        if settings is None or roles is None or not _is_server(workload):
            continue
        data, access = settings.root.section("data"), roles.root.section("data")
        role = access.text(_ROLE).strip()
        if not _has_rights(role, access.text(_POLICIES)) or data.text(_ANONYMOUS).strip().lower() != "true":
            continue
        why = (
            f"{_ANONYMOUS} of {settings.title} lets in callers without a login, with {role} of {roles.title}."
        )
        facts = {"authentication_required": data.inferred(value=False, why=why, key=_ANONYMOUS)}
        if role != _READS_ALONE:
            facts["login_switch"] = data.stated(_ANONYMOUS, _ANONYMOUS)
            facts["login_disabled"] = data.inferred(value=True, why=why, key=_ANONYMOUS)
        graph.builder.add_facts(workload.uid, facts)


def _has_rights(role: str, policies: str) -> bool:
    """Whether it is a role of Argo CD or one that the policies give something."""
    return bool(role) and (
        role in _BUILT_IN or role in re.findall(r"^\s*[pg]\s*,\s*([^,\s]+)", policies, re.MULTILINE)
    )


def _is_server(workload: Workload) -> bool:
    return any(
        one.product is not None
        and one.product.name == "Argo CD"
        and one.name.endswith("server")
        and not one.name.endswith("repo-server")
        for one in workload.containers
    )
