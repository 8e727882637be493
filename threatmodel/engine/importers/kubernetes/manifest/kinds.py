"""Which Kubernetes kinds are understood, by kind and API group; versions make no difference."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.importers.products.operators import POD_KINDS, groups
from threatmodel.engine.model.struct_base import Record


class _Remedy(Record, frozen=True, forbid_unknown_fields=True):
    kind: str
    group: str
    remedy: str


class _Kinds(Record, frozen=True, forbid_unknown_fields=True):
    """The content of kinds.yaml."""

    workloads: frozenset[str]
    run_to_completion: frozenset[str]
    read: dict[str, frozenset[str]]
    ignored: dict[str, frozenset[str]]
    remedies: tuple[_Remedy, ...]
    unnamed: frozenset[str]
    cluster_scoped: frozenset[str]


_DATA: Final = load_data(Path(__file__).with_name("kinds.yaml"), _Kinds)
_REMEDIES: Final = {(one.kind, one.group): one.remedy for one in _DATA.remedies}

WORKLOAD_KINDS: Final = _DATA.workloads
RUN_TO_COMPLETION: Final = _DATA.run_to_completion
CLUSTER_SCOPED: Final = _DATA.cluster_scoped
UNNAMED: Final = _DATA.unnamed
GROUPS: Final[Mapping[str, frozenset[str]]] = {**groups(), **_DATA.read}
"""Kinds that are read, and the API groups in which the name means that kind."""


def looks_like_kubernetes(document: object) -> bool:
    """Whether a document is meant as a Kubernetes object.

    `kind` alone decides for a kind we know; otherwise apiVersion must be beside it.
    """
    if not isinstance(document, dict):
        return False
    kind = document.get("kind")
    if not isinstance(kind, str) or not kind:
        return False
    return isinstance(document.get("apiVersion"), str) or kind in GROUPS or kind == "List"


def is_understood(kind: str, group: str) -> bool:
    """Whether objects of this kind and API group are read."""
    return group in GROUPS.get(kind, frozenset())


def is_custom(kind: str, group: str) -> bool:
    """Whether a kind is one that an operator brings, in a group that has the name of a domain."""
    return "." in group and not group.endswith(".k8s.io") and group not in _DATA.read.get(kind, frozenset())


def is_ignored(kind: str, group: str) -> bool:
    """Whether objects of this kind and API group are left out without a word."""
    return group in _DATA.ignored.get(kind, frozenset())


def remedy(kind: str, group: str) -> str:
    """Return what to do so that objects of a kind that is not read are covered; empty when nothing helps."""
    return _REMEDIES.get((kind, group), "")


def runs_pods(kind: str) -> bool:
    """Whether objects of a kind that is read hold a pod template.

    Kinds that others define are read where they hold one, and for nothing else (Rollout, Knative's Service);
    of some it is known where else they say what they run (operated_pods.py).
    """
    return kind in WORKLOAD_KINDS or kind in POD_KINDS or kind not in GROUPS


def foreign_kind(kind: str, group: str) -> str:
    """Return the name of a kind that others define, with its group where the name alone means another one."""
    return f"{kind}.{group}" if kind in GROUPS else kind


def api_group(api_version: str) -> str:
    """Return the group of an apiVersion; the core group is the empty text."""
    group, slash, _version = api_version.rpartition("/")
    return group if slash else ""
