"""Derived facts of roles and accounts: where they apply, and which cluster-admin accounts are in reach."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import msgspec

from threatmodel.engine.analysis.fact_lookup import FactLookup, Values
from threatmodel.engine.analysis.host_control import runs_host_control
from threatmodel.engine.library import taxonomies
from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.model.yaml_data import read_data

_CLUSTER: Final = "cluster"
_ACCOUNT: Final = "service-account"
_RUNNING: Final = frozenset(
    {"*", "pods", "deployments", "daemonsets", "statefulsets", "jobs", "cronjobs", "pods/exec"}
)
_MAX_NAMED: Final = 5  # accounts that are named; one is enough to take over the cluster

_FRAMEWORKS: Final = Path(taxonomies.__file__).with_name("frameworks")


class _Permission(Record, frozen=True, forbid_unknown_fields=True):
    """One permission of such a file: one of the verbs on one of the resources.

    With `names`, it counts as well for objects of one of these names alone.
    """

    verbs: frozenset[str]
    resources: frozenset[str]
    api_groups: frozenset[str]
    names: frozenset[str] = frozenset()

    def is_granted(self, rule: Mapping[str, Any]) -> bool:
        """Whether a rule grants it for every object, or for one of the names."""
        parts = ("verbs", "resources", "api_groups")
        named = rule["resource_names"]
        return not (named and self.names.isdisjoint(named)) and all(
            "*" in rule[part] or not getattr(self, part).isdisjoint(rule[part]) for part in parts
        )


Account = tuple[str, str]
"""Namespace (empty: none around it) and name of a service account."""


def role_facts(facts: FactLookup, uid: str) -> Values:
    """Return whom a role is bound to, where, and what follows from it.

    `used_by_workloads_alone`: each subject is an account whose token a workload of the model has, and
    `used_by_powerful_workloads` if each of them may also read all secrets, or change what runs.
    `used_by_jobs_alone`: these workloads are Jobs, which run once and end.
    `used_by_host_workloads`: each subject is an account with which only workloads run that control their
    host, whether they have its token or not: what they may be is decided as they are created.
    `takes_over`: what it allows gives control of the whole cluster, or its subjects have that anyway.
    `admin_accounts` names accounts with cluster-admin permissions in the namespaces where the role
    applies. Subjects that have these permissions themselves gain nothing and do not count.
    `takes_accounts`: where there are some, whether what it allows gives the token of any account there.
    """
    subjects = facts.fact(uid, "subjects") or ()
    holders = facts.model.related_to_uids("bound_to", uid)
    own_scope = _own_scope(facts, uid)
    scopes = {subject["scope"] for subject in subjects} if subjects else {own_scope} if holders else set()
    used_alone = _is_used_by_workloads_alone(facts, subjects, holders)
    admins = _admins_in_reach(facts, uid, subjects, holders, own_scope)
    return {
        "bound": bool(scopes),
        "bound_cluster_wide": _CLUSTER in scopes,
        "used_by_workloads_alone": used_alone,
        "used_by_powerful_workloads": used_alone
        and all(any(map(_is_broad, facts.fact(one, "rules") or ())) for one in holders),
        "used_by_jobs_alone": used_alone and _are_jobs(facts, holders),
        "used_by_host_workloads": _are_accounts(subjects, holders) and _control_hosts(facts, holders),
        "takes_over": (_CLUSTER in scopes and takes_over(facts.fact(uid, "rules") or ()))
        or _is_held_by_admins(facts, subjects, holders),
        "admin_accounts": admins,
        "takes_accounts": bool(admins) and _gives(facts.fact(uid, "rules") or (), "account-takeover"),
    }


def _is_used_by_workloads_alone(
    facts: FactLookup, subjects: Collection[Mapping[str, str]], holders: Collection[str]
) -> bool:
    model = facts.model
    return _are_accounts(subjects, holders) and all(
        any(facts.fact(user, "token_mounted") is True for user in model.related_to_uids("runs_as", holder))
        for holder in holders
    )


def _are_accounts(subjects: Collection[Mapping[str, str]], holders: Collection[str]) -> bool:
    """Whether each subject of a role is an account of the model; without subjects, whether one has it."""
    return len(holders) >= max(len(subjects), 1)


def _control_hosts(facts: FactLookup, holders: Iterable[str]) -> bool:
    """Whether workloads run with each of these accounts, and all of them control their host."""
    users = [facts.model.related_to_uids("runs_as", holder) for holder in holders]
    return all(users) and all(facts.cached(runs_host_control, user) for some in users for user in some)


def _are_jobs(facts: FactLookup, holders: Iterable[str]) -> bool:
    users = (user for holder in holders for user in facts.model.related_to_uids("runs_as", holder))
    return all(facts.fact(user, "controller") == "Job" for user in users)


def _is_broad(rule: Mapping[str, Any]) -> bool:
    """Whether a permission reads all secrets of the cluster or changes pods, for every object."""
    if rule["resource_names"] or not {"", "*", "apps", "batch"} & {*rule["api_groups"]}:
        return False
    verbs, resources = {*rule["verbs"]}, {*rule["resources"]}
    reads = rule["scope"] == _CLUSTER and {"secrets", "*"} & resources and {"list", "watch", "*"} & verbs
    return bool(reads or (_RUNNING & resources and {"create", "update", "patch", "*"} & verbs))


def _is_held_by_admins(
    facts: FactLookup, subjects: Collection[Mapping[str, str]], holders: Collection[str]
) -> bool:
    admins = facts.cached(_admin_accounts, _ACCOUNT)
    return _are_accounts(subjects, holders) and all(_account(facts, one) in admins for one in holders)


def account_facts(facts: FactLookup, uid: str) -> Values:
    """Return `used`, and `admin_scopes`: where another account has cluster-admin permissions.

    These are the namespaces of such accounts, and the cluster; none for an account that has them itself.
    `reaches_admin`: it may use or take over the accounts in one of these. `creates_tokens`: it may create a
    token of any account in the cluster, and read it.
    """
    admins = facts.cached(_admin_accounts, _ACCOUNT)
    is_admin = bool(admins) and _account(facts, uid) in admins
    scopes = facts.cached(_admin_scopes, _ACCOUNT) if admins and not is_admin else []
    rules = facts.fact(uid, "rules") or ()
    held = [rule for rule in rules if rule["scope"] in scopes]
    everywhere = [rule for rule in rules if rule["scope"] == _CLUSTER]
    return {
        "used": bool(facts.model.related_to_uids("runs_as", uid)),
        "admin_scopes": scopes,
        "reaches_admin": _gives(held, "account-takeover"),
        "creates_tokens": _gives(everywhere, "token-creation"),
    }


def _admin_scopes(facts: FactLookup, kind: str) -> list[str]:
    return sorted({_CLUSTER, *(namespace for namespace, _name in facts.cached(_admin_accounts, kind))})


def _own_scope(facts: FactLookup, uid: str) -> str:
    """The namespace around the role, or cluster."""
    namespace = facts.model.enclosing(uid, "namespace")
    return facts.name(namespace) if namespace else _CLUSTER


def _admins_in_reach(
    facts: FactLookup,
    uid: str,
    subjects: Iterable[Mapping[str, str]],
    holders: Iterable[str],
    own_scope: str,
) -> list[str]:
    admins = facts.cached(_admin_accounts, _ACCOUNT)
    if not admins:
        return []
    grants = [((subject["namespace"], subject["name"]), subject["scope"]) for subject in subjects]
    grants = grants or [(_account(facts, holder), own_scope) for holder in holders]
    is_admin = takes_over(facts.fact(uid, "rules") or ())
    scopes = {scope for subject, scope in grants if subject not in admins}
    scopes -= {_CLUSTER} if is_admin else set()
    reached = {name for namespace, name in admins if scopes & {_CLUSTER, namespace}}
    return sorted(reached)[:_MAX_NAMED]


def _admin_accounts(facts: FactLookup, kind: str) -> frozenset[Account]:
    """The accounts that may do everything in the whole cluster, or grant themselves that."""
    return frozenset(
        _account(facts, uid)
        for uid in facts.model.of_kind(kind)
        if takes_over(facts.fact(uid, "rules") or ())
    )


def _account(facts: FactLookup, uid: str) -> Account:
    namespace = facts.model.enclosing(uid, "namespace")
    return (facts.name(namespace) if namespace else "", facts.name(uid))


def takes_over(rules: Iterable[Mapping[str, Any]]) -> bool:
    """Whether permissions in the whole cluster give control of it."""
    held = [rule for rule in rules if rule["scope"] == _CLUSTER]
    return _gives(held, "cluster-takeover")


def _gives(held: Sequence[Mapping[str, Any]], takeover: str) -> bool:
    """Whether permissions are all that one entry of the file needs."""
    return bool(held) and any(
        all(any(wanted.is_granted(rule) for rule in held) for wanted in together)
        for together in _takeovers(takeover)
    )


@cache
def _takeovers(name: str) -> tuple[tuple[_Permission, ...], ...]:
    return msgspec.convert(read_data(_FRAMEWORKS / f"{name}.yaml"), tuple[tuple[_Permission, ...], ...])
