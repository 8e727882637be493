"""Service accounts, declared or only used, and roles, with what they allow."""

from collections.abc import Iterable, Mapping

from threatmodel.engine.importers.kubernetes.cluster.configmaps_secrets import ConfigReferences
from threatmodel.engine.importers.kubernetes.cluster.default_objects import is_generated_for
from threatmodel.engine.importers.kubernetes.cluster.graph_writer import GraphWriter
from threatmodel.engine.importers.kubernetes.cluster.rbac import Permissions
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject, object_uid
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.products.annotations import CLOUD_IDENTITY
from threatmodel.engine.model import Fact, Source


def write_roles(graph: GraphWriter, permissions: Permissions) -> None:
    """Add every role that is declared or bound."""
    for role in permissions.roles.values():
        namespace, name = role.key
        source = role.source()
        parent = graph.namespace(namespace) if namespace else graph.cluster()
        graph.element(role.uid, "role", name, parent, role.facts(), source)


def write_accounts(
    graph: GraphWriter,
    declared: Mapping[tuple[str, str], KubernetesObject],
    pods: Iterable[tuple[tuple[str, str], Section]],
    permissions: Permissions,
    references: ConfigReferences,
) -> None:
    """Add every service account that is declared, used by a pod or named in a binding.

    `pods` are those of the workloads, each with the namespace and name of the account it runs as.
    """
    users: dict[tuple[str, str], Section] = {}
    for account, pod in pods:
        users.setdefault(account, pod)
    for key in sorted({*declared, *users, *permissions.by_account}):
        _write_account(graph, key, declared.get(key), users.get(key), permissions)
    for found in declared.values():
        for section in (*found.root.sections("secrets"), *found.root.sections("imagePullSecrets")):
            if section.name() and not _is_left_out(found, section.name(), references):
                references.use(graph, found.uid, "Secret", found.namespace, section.name(), section)


def _is_left_out(account: KubernetesObject, secret: str, references: ConfigReferences) -> bool:
    """Whether the cluster made it for the account, and no pod of the files mounts it."""
    declared = references.declared.get("Secret", {})
    return is_generated_for(account.name, secret) and (account.namespace, secret) not in declared


def _write_account(
    graph: GraphWriter,
    key: tuple[str, str],
    declared: KubernetesObject | None,
    user: Section | None,
    permissions: Permissions,
) -> None:
    namespace, name = key
    source = _source(key, declared, user, permissions)
    facts = {
        "declared": Fact(declared is not None, source),
        "default_account": Fact(name == "default", source),
        "automount_token": _automount(declared, source),
    }
    if declared is not None:
        annotations = declared.metadata.section("annotations")
        for annotation in CLOUD_IDENTITY:
            if annotation in annotations:
                facts["cloud_identity"] = annotations.stated(annotation, annotations.text(annotation)[:300])
    grants = permissions.grants(namespace, name)
    rules = permissions.rules_fact(grants)
    if rules is not None:
        facts["rules"] = rules
    uid = object_uid(namespace, "ServiceAccount", name)
    graph.element(uid, "service-account", name, graph.namespace(namespace), facts, source)
    for grant in grants:
        graph.relation("bound_to", uid, grant.role.uid)


def _automount(declared: KubernetesObject | None, source: Source) -> Fact:
    value = declared.root.flag("automountServiceAccountToken") if declared else None
    if declared is not None and value is not None:
        return declared.root.stated("automountServiceAccountToken", value)
    why = "The account does not opt out, so pods get its token."
    return Fact(value=True, source=Source("default", source.file, source.line, why=why))


def _source(
    key: tuple[str, str],
    declared: KubernetesObject | None,
    user: Section | None,
    permissions: Permissions,
) -> Source:
    if declared is not None:
        return declared.source
    if user is not None:
        why = "A pod runs as this account, and no file declares it."
        return Source("inferred", user.place.file, user.line, why=why)
    grant = permissions.by_account[key][0]
    return Source(
        "inferred", grant.file, grant.line, why="A binding names this account, and no file declares it."
    )
