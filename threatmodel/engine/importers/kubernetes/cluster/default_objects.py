"""What every cluster makes by itself, left out of a dump where it says nothing of the system that runs there.

Each namespace gets an account `default` and the certificate of the cluster, the API server its own Service
and dozens of roles for its controllers; OpenShift adds accounts and bindings that build and deploy, and
logins for its registry. They are kept where a user changed them, or where the system uses them.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.importers.kubernetes.manifest.kinds import WORKLOAD_KINDS
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.model.struct_base import Record


class _Defaults(Record, frozen=True, forbid_unknown_fields=True):
    """The content of default_objects.yaml."""

    certificates: frozenset[str]
    control_plane: dict[str, frozenset[str]]
    namespaces: frozenset[str]
    accounts: frozenset[str]
    openshift_bindings: frozenset[str]
    open_roles: frozenset[str]
    all_callers: frozenset[str]


_DEFAULTS: Final = load_data(Path(__file__).with_name("default_objects.yaml"), _Defaults)
_NAME_LABEL: Final = "kubernetes.io/metadata.name"
_API_SERVER: Final = ("default", "kubernetes")  # the Service of the API server, and its endpoints
_LEADER: Final = "control-plane.alpha.kubernetes.io/leader"  # a lock, from before there were Leases
_BOOTSTRAP: Final = "kubernetes.io/bootstrapping"
TOKEN_TYPE: Final = "kubernetes.io/service-account-token"  # noqa: S105 - a type of Secrets
_RELEASE: Final = re.compile(r"sh\.helm\.release\.v1\.(?P<release>.+)\.v(?P<number>\d{1,9})")
# A token as clusters before 1.24 made one for each account, and a login for the registry as OpenShift does;
# the letters are those of their random endings.
_CREDENTIAL: Final = re.compile(r"(?P<account>.+)-(?:token|dockercfg)-[bcdfghjklmnpqrstvwxz2456789]{5}")
_LOGIN_TYPE: Final = "kubernetes.io/dockercfg"
_OPENSHIFT: Final = "openshift.io/"  # before the keys of its annotations
_BINDINGS: Final = ("ClusterRoleBinding", "RoleBinding")
_Key = tuple[str, str]


def is_certificate_of_the_cluster(kind: str, name: str) -> bool:
    """Whether it is a ConfigMap that is in every namespace, with nothing but certificates in it."""
    return kind == "ConfigMap" and name in _DEFAULTS.certificates


def is_generated_for(account: str, secret: str) -> bool:
    """Whether a Secret has the name of a credential that clusters make for each account."""
    named = _CREDENTIAL.fullmatch(secret)
    return named is not None and named["account"] == account


def without_default_objects(objects: Sequence[KubernetesObject]) -> list[KubernetesObject]:
    """Return the objects without those that only say that there is a cluster."""
    if not any(found.kind in _CHECKS or found.kind == "Namespace" for found in objects):
        return list(objects)
    uses = _Uses(objects)
    kept = [found for found in objects if found.kind not in _CHECKS or not _CHECKS[found.kind](found, uses)]
    inhabited = {found.namespace for found in kept}
    return [found for found in kept if found.kind != "Namespace" or _says_something(found, inhabited)]


class _Uses:
    """What the workloads of the input use, and the subjects of its own bindings; each computed on demand."""

    def __init__(self, objects: Sequence[KubernetesObject]) -> None:
        self._objects = objects

    @cached_property
    def _pods(self) -> list[tuple[str, Section]]:
        """The specifications of pods, each with its namespace."""
        return [(one.namespace, _pod(one)) for one in self._objects if one.kind in WORKLOAD_KINDS]

    @cached_property
    def accounts(self) -> set[_Key]:
        """The accounts that workloads run as."""
        return {
            (namespace, pod.name("serviceAccountName") or pod.name("serviceAccount") or "default")
            for namespace, pod in self._pods
        }

    @cached_property
    def volumes(self) -> set[_Key]:
        """The Secrets that pods mount."""
        return {
            (namespace, volume.section("secret").name("secretName"))
            for namespace, pod in self._pods
            for volume in pod.sections("volumes")
            if "secret" in volume
        }

    @cached_property
    def releases(self) -> dict[_Key, int]:
        """The newest number of each release of Helm, by namespace and name."""
        newest: dict[_Key, int] = {}
        for found in self._objects:
            if found.kind == "Secret" and (release := _RELEASE.fullmatch(found.name)):
                key = found.namespace, release["release"]
                newest[key] = max(newest.get(key, 0), int(release["number"]))
        return newest

    @cached_property
    def _bindings(self) -> list[KubernetesObject]:
        """Those that the system made itself."""
        return [one for one in self._objects if one.kind in _BINDINGS and not _is_default_binding(one, self)]

    @cached_property
    def bound(self) -> set[_Key]:
        """The accounts that bindings name."""
        return {account for binding in self._bindings for account in _accounts(binding)}

    @cached_property
    def roles(self) -> set[str]:
        """The roles that are bound."""
        return {binding.root.section("roleRef").name() for binding in self._bindings}


def _pod(found: KubernetesObject) -> Section:
    """The specification of the pods of a workload."""
    if found.kind == "Pod":
        return found.spec
    spec = found.spec.section("jobTemplate").section("spec") if found.kind == "CronJob" else found.spec
    return spec.section("template").section("spec")


# --- whether an object says nothing, by kind ----------------------------------------------------------


def _is_config(found: KubernetesObject, _uses: _Uses) -> bool:
    if found.name in _DEFAULTS.certificates or found.name in _DEFAULTS.control_plane.get(found.namespace, ()):
        return True
    return _LEADER in found.metadata.section("annotations") and "data" not in found.root


def _is_secret(found: KubernetesObject, uses: _Uses) -> bool:
    if found.root.text("type") in {TOKEN_TYPE, _LOGIN_TYPE}:
        is_made = _CREDENTIAL.fullmatch(found.name) is not None
        return is_made and (found.namespace, found.name) not in uses.volumes
    release = _RELEASE.fullmatch(found.name)
    return release is not None and int(release["number"]) < uses.releases[found.namespace, release["release"]]


def _is_account(found: KubernetesObject, uses: _Uses) -> bool:
    key = (found.namespace, found.name)
    if key in uses.accounts or key in uses.bound:
        return False
    if found.name not in _DEFAULTS.accounts and found.namespace != "kube-system":
        return False
    named = (*found.root.sections("secrets"), *found.root.sections("imagePullSecrets"))
    is_bare = all(is_generated_for(found.name, entry.name()) for entry in named)
    annotated = any(not key.startswith(_OPENSHIFT) for key in found.metadata.section("annotations"))
    return is_bare and not annotated and "automountServiceAccountToken" not in found.root


def _is_service(found: KubernetesObject, _uses: _Uses) -> bool:
    return (found.namespace, found.name) == _API_SERVER and "selector" not in found.spec


def _is_endpoints(found: KubernetesObject, _uses: _Uses) -> bool:
    return (found.namespace, found.name) == _API_SERVER


def _is_binding(found: KubernetesObject, uses: _Uses) -> bool:
    return _is_default_binding(found, uses)


def _is_role(found: KubernetesObject, uses: _Uses) -> bool:
    return _is_bootstrapped(found) and found.name not in uses.roles


_CHECKS: Final[Mapping[str, Callable[[KubernetesObject, _Uses], bool]]] = {
    "ConfigMap": _is_config,
    "Secret": _is_secret,
    "ServiceAccount": _is_account,
    "Service": _is_service,
    "Endpoints": _is_endpoints,
    "EndpointSlice": _is_endpoints,
    "ClusterRole": _is_role,
    "Role": _is_role,
    "ClusterRoleBinding": _is_binding,
    "RoleBinding": _is_binding,
}


def _is_bootstrapped(found: KubernetesObject) -> bool:
    return _BOOTSTRAP in found.metadata.section("labels")


def _is_default_binding(found: KubernetesObject, uses: _Uses) -> bool:
    """Whether the cluster made it, no one was added to it, and no workload gets anything by it."""
    others = [one.name() for one in found.root.sections("subjects") if one.text("kind") != "ServiceAccount"]
    if found.kind == "RoleBinding" and found.name in _DEFAULTS.openshift_bindings:
        own = all(key[1] in _DEFAULTS.accounts and key not in uses.accounts for key in _accounts(found))
        return own and all(name == f"system:serviceaccounts:{found.namespace}" for name in others)
    if not _is_bootstrapped(found):
        return False
    if any(key in uses.accounts or key[0] != "kube-system" for key in _accounts(found)):
        return False
    callers = _DEFAULTS.all_callers
    allowed = callers if found.name in _DEFAULTS.open_roles else frozenset()
    return all(name.startswith("system:") and (name not in callers or name in allowed) for name in others)


def _accounts(binding: KubernetesObject) -> Iterator[_Key]:
    for subject in binding.root.sections("subjects"):
        if subject.text("kind") == "ServiceAccount":
            yield subject.name("namespace") or binding.namespace or "default", subject.name()


def _says_something(namespace: KubernetesObject, inhabited: Iterable[str]) -> bool:
    if namespace.name not in _DEFAULTS.namespaces or namespace.name in inhabited:
        return True
    labels = set(namespace.metadata.section("labels")) - {_NAME_LABEL}
    return bool(labels) or "annotations" in namespace.metadata
