"""Which requests need a token of their caller, as policies of Istio demand it.

A RequestAuthentication alone turns away tokens that are wrong, and lets in requests without one: only an
AuthorizationPolicy makes a token necessary. Sources: Istio, "RequestAuthentication", "Authorization Policy".
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from threatmodel.engine.importers.kubernetes.manifest.kinds import api_group
from threatmodel.engine.importers.kubernetes.manifest.label_selectors import LabelIndex
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.kubernetes.network.mesh_authorization import ROOT_NAMESPACE
from threatmodel.engine.model.struct_base import Record

_ISTIO: Final = "security.istio.io"
_ISTIO_LABEL: Final = "istio"  # pods of its installation have istio: x and app: istio-x
_GATEWAY: Final = "Gateway"
_ANY: Final = "*"
_OUTSIDE: Final = {"sidecar.istio.io/inject": "false"}  # of pods without a proxy, which no policy reaches
_CLAIMS: Final = "request.auth."  # keys of conditions on the token


class TokenDemand(Record, frozen=True):
    """A policy that demands a token for all paths but these, which may end in an asterisk."""

    policy: KubernetesObject
    open_paths: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """The sentence that says so."""
        return f"{self.policy.title} demands a token of each caller."

    def covers(self, paths: Iterable[str]) -> bool:
        """Whether requests for these paths need a token; where paths are open, unknown ones may not."""
        asked = tuple(paths)
        if not self.open_paths:
            return True
        return bool(asked) and not any(_is_within(path, one) for path in asked for one in self.open_paths)


class TokenDemands:
    """The policies of Istio by what they are about, and what they demand together."""

    def __init__(self, policies: Iterable[KubernetesObject], workloads: LabelIndex) -> None:
        """Read AuthorizationPolicies; those of other meshes know no tokens."""
        ours = (one for one in policies if api_group(one.root.text("apiVersion")) == _ISTIO)
        self._policies = sorted(ours, key=lambda one: (one.namespace, one.name))
        self._by_namespace: defaultdict[str, list[KubernetesObject]] = defaultdict(list)
        self._by_workload: defaultdict[str, list[KubernetesObject]] = defaultdict(list)
        outside = {uid for place in workloads.namespaces() for uid in workloads.carrying(place, _OUTSIDE)}
        self._known: dict[str, TokenDemand | None] = dict.fromkeys(outside)
        for policy in self._policies:
            self._add(policy, workloads)

    def _add(self, policy: KubernetesObject, workloads: LabelIndex) -> None:
        labels = policy.spec.section("selector").pairs("matchLabels")
        if _targets(policy):
            return
        if not labels:
            self._by_namespace[policy.namespace].append(policy)
            return
        everywhere = policy.namespace == ROOT_NAMESPACE
        for place in workloads.namespaces() if everywhere else [policy.namespace]:
            for uid in workloads.carrying(place, labels):
                self._by_workload[uid].append(policy)

    def of_workload(self, uid: str, namespace: str) -> TokenDemand | None:
        """Return what each request to a workload needs."""
        if uid not in self._known:
            around = [*self._by_namespace.get(ROOT_NAMESPACE, ()), *self._by_workload.get(uid, ())]
            if namespace != ROOT_NAMESPACE:
                around += self._by_namespace.get(namespace, ())
            self._known[uid] = _demand(around)
        return self._known[uid]

    def of_gateway(self, gateway: KubernetesObject) -> TokenDemand | None:
        """Return what each request through a gateway needs; its pods are known by their labels alone."""
        if gateway.uid not in self._known:
            labels = _labels_of_pods(gateway)
            about = [one for one in self._policies if _is_about_gateway(one, gateway, labels)]
            self._known[gateway.uid] = _demand(about)
        return self._known[gateway.uid]


def _labels_of_pods(gateway: KubernetesObject) -> dict[str, str]:
    """The labels of the pods of a gateway: those that select them, and what Istio's own installation adds."""
    labels = dict(gateway.spec.pairs("selector"))
    return {"app": f"istio-{labels[_ISTIO_LABEL]}", **labels} if _ISTIO_LABEL in labels else labels


def _targets(policy: KubernetesObject) -> list[Section]:
    spec = policy.spec
    return [one for one in (*spec.sections("targetRefs"), spec.section("targetRef")) if one]


def _is_about_gateway(policy: KubernetesObject, gateway: KubernetesObject, labels: Mapping[str, str]) -> bool:
    if targets := _targets(policy):
        named = {(policy.namespace, one.text("name")) for one in targets if one.text("kind") == _GATEWAY}
        return (gateway.namespace, gateway.name) in named
    chosen = policy.spec.section("selector").pairs("matchLabels")
    if not chosen:
        return policy.namespace == ROOT_NAMESPACE
    return bool(labels) and chosen.items() <= labels.items()


def _demand(policies: Sequence[KubernetesObject]) -> TokenDemand | None:
    """What policies on the same pods demand: one that denies suffices, those that allow must agree."""
    for policy in policies:
        for rule in policy.spec.sections("rules") if _action(policy) == "DENY" else ():
            if (open_paths := _denied_except(rule)) is not None:
                return TokenDemand(policy, open_paths)
    allowing = [policy for policy in policies if _action(policy) == "ALLOW"]
    rules = [(policy, rule) for policy in allowing for rule in policy.spec.sections("rules")]
    first = next((policy for policy, rule in rules if _asks_for_token(rule)), None)
    others = [_open_paths(rule) for _, rule in rules if not _asks_for_token(rule)]
    if first is None or not all(others):
        return None
    return TokenDemand(first, tuple(path for paths in others for path in paths))


def _action(policy: KubernetesObject) -> str:
    return policy.spec.text("action", "ALLOW").upper()


def _denied_except(rule: Section) -> tuple[str, ...] | None:
    """The paths that a rule leaves to callers without a token; None where it denies them only some."""
    sources = [one.section("source") for one in rule.sections("from")]
    if not any(_ANY in _values(one, "notRequestPrincipals") for one in sources) or rule.sections("when"):
        return None
    operations = [one.section("operation") for one in rule.sections("to")]
    if any(key != "notPaths" for one in operations for key in one):
        return None
    return tuple(path for one in operations for path in _values(one, "notPaths"))


def _asks_for_token(rule: Section) -> bool:
    """Whether a rule lets in only those with a token: by who it is for, or by what it says."""
    sources = [one.section("source") for one in rule.sections("from")]
    if sources and all(_values(one, "requestPrincipals") for one in sources):
        return True
    return any(
        one.text("key").startswith(_CLAIMS) and _values(one, "values") for one in rule.sections("when")
    )


def _open_paths(rule: Section) -> tuple[str, ...]:
    """The paths to which a rule without a token is limited; none where it has no such limit."""
    operations = [one.section("operation") for one in rule.sections("to")]
    limits = [_values(one, "paths") for one in operations]
    return tuple(path for paths in limits for path in paths) if all(limits) else ()


def _values(section: Section, key: str) -> tuple[str, ...]:
    return tuple(text for text, _line in section.texts(key))


def _is_within(path: str, pattern: str) -> bool:
    """Whether what a route matches, a path or its beginning, lies in a pattern of a policy."""
    if pattern.startswith(_ANY):
        return path.endswith(pattern.lstrip(_ANY))
    start = pattern.rstrip(_ANY)
    if start == pattern:
        return path.rstrip("/") == pattern.rstrip("/")
    return f"{path.rstrip('/')}/".startswith(start)
