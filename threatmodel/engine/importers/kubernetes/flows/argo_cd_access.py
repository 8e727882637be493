"""Whether the server of Argo CD lets in callers without a login, by its ConfigMaps."""

from collections.abc import Iterable, Mapping
from typing import Final

from threatmodel.engine.importers.kubernetes.cluster.graph_writer import GraphWriter
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.workloads.pods import Workload

_Objects = Mapping[tuple[str, str], KubernetesObject]

_ANONYMOUS: Final = "users.anonymous.enabled"
_ROLE: Final = "policy.default"
_READS_ALONE: Final = "role:readonly"


def add_anonymous_access(graph: GraphWriter, configs: _Objects, workloads: Iterable[Workload]) -> None:
    """Add that everybody is let in where anonymous users are on and have a role.

    Without a role they may do nothing. Source: Argo CD, "User Management" and "RBAC Configuration".
    """
    for workload in workloads:
        settings = configs.get((workload.namespace, "argocd-cm"))
        roles = configs.get((workload.namespace, "argocd-rbac-cm"))
        if settings is None or roles is None or not _is_server(workload):
            continue
        data, role = settings.root.section("data"), roles.root.section("data").text(_ROLE).strip()
        if not role or data.text(_ANONYMOUS).strip().lower() != "true":
            continue
        why = (
            f"{_ANONYMOUS} of {settings.title} lets in callers without a login, with {role} of {roles.title}."
        )
        facts = {"authentication_required": data.inferred(value=False, why=why, key=_ANONYMOUS)}
        if role != _READS_ALONE:
            facts["login_switch"] = data.stated(_ANONYMOUS, _ANONYMOUS)
            facts["login_disabled"] = data.inferred(value=True, why=why, key=_ANONYMOUS)
        graph.builder.add_facts(workload.uid, facts)


def _is_server(workload: Workload) -> bool:
    return any(
        one.product is not None
        and one.product.name == "Argo CD"
        and one.name.endswith("server")
        and not one.name.endswith("repo-server")
        for one in workload.containers
    )
