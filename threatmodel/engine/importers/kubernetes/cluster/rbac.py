"""Permissions in the Kubernetes API: roles, bindings and the rules each account ends up with."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.importers.kubernetes.manifest.fanout_limits import FanoutLimit, FanoutLimits
from threatmodel.engine.importers.kubernetes.manifest.label_selectors import label_selector
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject, object_uid
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.model import Fact, Source
from threatmodel.engine.model.struct_base import Record


class _BuiltInRule(Record, frozen=True, forbid_unknown_fields=True):
    """One rule of a role, or the name of a role whose rules it has too."""

    verbs: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    api_groups: tuple[str, ...] = ()
    resource_names: tuple[str, ...] = ()
    includes: str = ""


class _Roles(Record, frozen=True, forbid_unknown_fields=True):
    """The content of builtin_roles.yaml."""

    roles: dict[str, tuple[_BuiltInRule, ...]]


_BUILT_IN: Final = load_data(Path(__file__).with_name("builtin_roles.yaml"), _Roles).roles
_BUILT_IN_ROLE: Final = ("kube-system", "extension-apiserver-authentication-reader")
_AGGREGATED: Final = ("admin", "edit", "view")
_AGGREGATE_LABEL: Final = "rbac.authorization.k8s.io/aggregate-to-"
_ACCOUNT_USER: Final = "system:serviceaccount:"
_ALL_ACCOUNTS: Final = ("system:serviceaccounts", "system:authenticated")

RoleKey = tuple[str, str]
"""Namespace and name of a role; the namespace of a ClusterRole is empty."""


class RoleRule(Record, frozen=True):
    """One rule of a role and the line it is on (0 for a rule that Kubernetes ships)."""

    verbs: tuple[str, ...]
    resources: tuple[str, ...]
    api_groups: tuple[str, ...]
    resource_names: tuple[str, ...]
    line: int = 0

    def record(self, role: str, scope: str) -> dict[str, Any]:
        """Return the rule as the catalogue's `rules` fact holds it."""
        return {
            "verbs": list(self.verbs),
            "resources": list(self.resources),
            "api_groups": list(self.api_groups),
            "resource_names": list(self.resource_names),
            "role": role,
            "scope": scope,
        }


@dataclass(slots=True)
class Role:
    """A role with its rules (None: not known) and who is bound to it."""

    key: RoleKey
    rules: tuple[RoleRule, ...] | None
    built_in: bool
    origin: Section
    subjects: list[dict[str, Any]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """Role or ClusterRole."""
        return "Role" if self.key[0] else "ClusterRole"

    @property
    def uid(self) -> str:
        """The uid of its element."""
        return object_uid(self.key[0], self.kind, self.key[1])

    def facts(self) -> dict[str, Fact]:
        """Return what is known of the role."""
        scope = self.key[0] or "cluster"
        facts = {
            "scope": Fact("namespace" if self.key[0] else "cluster", self.source()),
            "built_in": Fact(self.built_in, self.source()),
            "subjects": Fact(sorted(self.subjects, key=_subject_order), self.source()),
        }
        if self.rules is not None:
            records = [rule.record(self.key[1], scope) for rule in self.rules]
            lines = tuple(rule.line for rule in self.rules)
            facts["rules"] = Fact(records, self.source(), lines if all(lines) else ())
        return facts

    def source(self) -> Source:
        """Where the role is defined, or why it is known."""
        file, line = self.origin.file, self.origin.line
        if self.built_in:
            return Source(
                "default", file, line, why="A built-in Kubernetes role; a binding in the files names it."
            )
        if self.rules is None:
            return Source("inferred", file, line, why="A binding names this role, but no file declares it.")
        return Source("file", file, line)


class Grant(Record, frozen=True):
    """A role granted to a subject within a scope: `cluster` or the name of a namespace."""

    role: Role
    scope: str
    file: str
    line: int


@dataclass(slots=True)
class Permissions:
    """Every role, and the grants by service account and by group."""

    roles: dict[RoleKey, Role]
    by_account: dict[tuple[str, str], list[Grant]] = field(default_factory=lambda: defaultdict(list))
    by_group: dict[str, list[Grant]] = field(default_factory=lambda: defaultdict(list))
    budget: FanoutLimit = field(default_factory=lambda: FanoutLimits().permissions)

    def grants(self, namespace: str, account: str) -> list[Grant]:
        """Return what a service account holds itself and through the groups that contain it."""
        held = [self.by_account.get((namespace, account), ())]
        if self.by_group:
            groups = (f"system:serviceaccounts:{namespace}", *_ALL_ACCOUNTS)
            held += [self.by_group.get(group, ()) for group in groups]
        flat = [grant for grants in held for grant in grants]
        if not flat or not self.budget.spend(len(flat)):
            return []
        return sorted(flat, key=lambda grant: (grant.role.uid, grant.scope, grant.file, grant.line))

    def rules_fact(self, grants: Sequence[Grant]) -> Fact | None:
        """Return the rules that grants give an account, or None when all its roles are unknown."""
        if self.budget.refused:
            return None
        if not grants:
            why = "No binding in the files names this account, and Kubernetes grants nothing by default."
            return Fact([], Source("default", why=why))
        known = [grant for grant in grants if grant.role.rules is not None]
        if not self.budget.spend(sum(len(grant.role.rules or ()) for grant in known)):
            return None
        if not known:
            return None
        records: list[dict[str, Any]] = []
        for grant in known:
            records += (rule.record(grant.role.key[1], grant.scope) for rule in grant.role.rules or ())
        unique = list({repr(record): record for record in records}.values())
        why = "The bindings in the files grant it " + ", ".join(sorted({g.role.key[1] for g in known})) + "."
        return Fact(unique, Source("inferred", known[0].file, known[0].line, why=why))


def resolve_permissions(
    roles: Iterable[KubernetesObject], bindings: Iterable[KubernetesObject], budget: FanoutLimit
) -> Permissions:
    """Resolve aggregated roles, bindings and built-in roles."""
    permissions = Permissions(_declared_roles(roles), budget=budget)
    for binding in bindings:
        _bind(permissions, binding)
    return permissions


def _declared_roles(objects: Iterable[KubernetesObject]) -> dict[RoleKey, Role]:
    declared = {(found.namespace, found.name): found for found in objects}
    own = {
        key: tuple(_rule(rule) for rule in found.root.sections("rules")) for key, found in declared.items()
    }
    roles = {}
    for key, found in declared.items():
        rules = own[key] + _aggregated(found, declared, own)
        roles[key] = Role(key, rules, built_in=False, origin=found.root)
    return roles


def _rule(section: Section) -> RoleRule:
    def words(key: str) -> tuple[str, ...]:
        return tuple(text.strip() for text, _line in section.texts(key))

    urls = tuple(url if url.startswith("/") else f"/{url}" for url in words("nonResourceURLs"))
    return RoleRule(
        verbs=tuple(verb.lower() for verb in words("verbs")),
        resources=tuple(resource.lower() for resource in words("resources")) + urls,
        api_groups=words("apiGroups"),
        resource_names=words("resourceNames"),
        line=section.line,
    )


def _aggregated(
    found: KubernetesObject,
    declared: Mapping[RoleKey, KubernetesObject],
    own: Mapping[RoleKey, tuple[RoleRule, ...]],
) -> tuple[RoleRule, ...]:
    """Return the rules a ClusterRole collects from others by their labels."""
    selectors = [
        label_selector(section)
        for section in found.root.section("aggregationRule").sections("clusterRoleSelectors")
    ]
    if not selectors:
        return ()
    rules: list[RoleRule] = []
    for key, other in sorted(declared.items()):
        labels = other.metadata.pairs("labels")
        if other is not found and not key[0] and any(all(r.holds(labels) for r in s) for s in selectors):
            rules += own[key]
    return tuple(rules)


def _bind(permissions: Permissions, binding: KubernetesObject) -> None:
    reference = binding.root.section("roleRef")
    name = reference.name()
    if not name:
        binding.root.place.warn(binding.root.line, f"{binding.title} names no role; it is ignored.")
        return
    namespaced = reference.text("kind") == "Role" and bool(binding.namespace)
    key = (binding.namespace if namespaced else "", name)
    role = permissions.roles.get(key) or _undeclared(permissions, key, reference)
    scope = binding.namespace or "cluster"
    for subject in binding.root.sections("subjects"):
        _give(permissions, Grant(role, scope, subject.file, subject.line), subject, binding)


def _undeclared(permissions: Permissions, key: RoleKey, reference: Section) -> Role:
    namespace, name = key
    built_in = name.startswith("system:") if not namespace else key == _BUILT_IN_ROLE
    shipped = name in _BUILT_IN and (not namespace or built_in)
    rules: tuple[RoleRule, ...] | None = None
    if shipped:
        rules = _shipped_rules(name) + _added_by_label(permissions, name)
    role = Role(key, rules, built_in=built_in or shipped, origin=reference)
    permissions.roles[key] = role
    return role


def _shipped_rules(name: str) -> tuple[RoleRule, ...]:
    rules: list[RoleRule] = []
    for raw in _BUILT_IN[name]:
        if raw.includes:
            rules += _shipped_rules(raw.includes)
        else:
            rules.append(RoleRule(raw.verbs, raw.resources, raw.api_groups, raw.resource_names))
    return tuple(rules)


def _added_by_label(permissions: Permissions, name: str) -> tuple[RoleRule, ...]:
    """Return the rules that ClusterRoles of the files add to admin, edit or view by their labels."""
    if name not in _AGGREGATED:
        return ()
    labels = [_AGGREGATE_LABEL + known for known in _AGGREGATED[_AGGREGATED.index(name) :]]
    rules: list[RoleRule] = []
    for key, role in sorted(permissions.roles.items()):
        own = role.origin.section("metadata").pairs("labels") if not key[0] and not role.built_in else {}
        if any(own.get(label) == "true" for label in labels):
            rules += role.rules or ()
    return tuple(rules)


def _give(permissions: Permissions, grant: Grant, subject: Section, binding: KubernetesObject) -> None:
    kind, name = subject.text("kind"), subject.name()
    if not name:
        subject.place.warn(subject.line, f"{binding.title} has a subject without a name; ignored.")
        return
    namespace = ""
    if kind == "User" and name.startswith(_ACCOUNT_USER) and name.count(":") == 3:
        kind, namespace, name = "ServiceAccount", *name.removeprefix(_ACCOUNT_USER).split(":")
    elif kind == "ServiceAccount":
        namespace = subject.name("namespace") or binding.namespace or "default"
    if kind == "ServiceAccount":
        permissions.by_account[(namespace, name)].append(grant)
    elif kind == "Group":
        permissions.by_group[name].append(grant)
    grant.role.subjects.append(
        {
            "kind": kind or "User",
            "name": name,
            "namespace": namespace,
            "binding": binding.name,
            "scope": grant.scope,
        }
    )


def _subject_order(subject: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(subject[key] for key in ("kind", "namespace", "name", "scope", "binding"))
