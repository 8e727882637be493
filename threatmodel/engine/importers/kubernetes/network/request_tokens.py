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


class RequestTokens(Record, frozen=True):
    """What is demanded, and the first object that checks the tokens that are there."""

    demand: TokenDemand | None = None
    checked_by: KubernetesObject | None = None


_NO_TOKENS: Final = RequestTokens()


class TokenDemands:
    """What the policies of Istio demand together, by workload and by gateway.

    `checking` are RequestAuthentications: what they are about is asked for a token, without one being needed.
    """

    def __init__(
        self,
        policies: Iterable[KubernetesObject],
        workloads: LabelIndex,
        checking: Iterable[KubernetesObject] = (),
    ) -> None:
        """Read them; policies of other meshes know no tokens."""
        ours = (one for one in policies if api_group(one.root.text("apiVersion")) == _ISTIO)
        self._policies = _Selecting(ours, workloads)
        self._checking = _Selecting((one for one in checking if one.spec.sections("jwtRules")), workloads)
        outside = {uid for place in workloads.namespaces() for uid in workloads.carrying(place, _OUTSIDE)}
        self._known: dict[str, RequestTokens] = dict.fromkeys(outside, _NO_TOKENS)

    def of_workload(self, uid: str, namespace: str) -> RequestTokens:
        """Return what each request to a workload needs."""
        if uid not in self._known:
            about = (one.about_workload(uid, namespace) for one in (self._policies, self._checking))
            self._known[uid] = _tokens(*about)
        return self._known[uid]

    def of_gateway(self, gateway: KubernetesObject) -> RequestTokens:
        """Return what each request through a gateway needs; its pods are known by their labels alone."""
        if gateway.uid not in self._known:
            about = (one.about_gateway(gateway) for one in (self._policies, self._checking))
            self._known[gateway.uid] = _tokens(*about)
        return self._known[gateway.uid]


class _Selecting:
    """Objects of Istio that select the pods that they are about."""

    def __init__(self, objects: Iterable[KubernetesObject], workloads: LabelIndex) -> None:
        self._all = sorted(objects, key=lambda one: (one.namespace, one.name))
        self._by_namespace: defaultdict[str, list[KubernetesObject]] = defaultdict(list)
        self._by_workload: defaultdict[str, list[KubernetesObject]] = defaultdict(list)
        for one in self._all:
            if not _targets(one):
                self._add(one, workloads)

    def _add(self, one: KubernetesObject, workloads: LabelIndex) -> None:
        labels = one.spec.section("selector").pairs("matchLabels")
        if not labels:
            self._by_namespace[one.namespace].append(one)
            return
        everywhere = one.namespace == ROOT_NAMESPACE
        for place in workloads.namespaces() if everywhere else [one.namespace]:
            for uid in workloads.carrying(place, labels):
                self._by_workload[uid].append(one)

    def about_workload(self, uid: str, namespace: str) -> list[KubernetesObject]:
        places = dict.fromkeys((ROOT_NAMESPACE, namespace))
        around = [one for place in places for one in self._by_namespace.get(place, ())]
        return [*around, *self._by_workload.get(uid, ())]

    def about_gateway(self, gateway: KubernetesObject) -> list[KubernetesObject]:
        labels = _labels_of_pods(gateway)
        return [one for one in self._all if _is_about_gateway(one, gateway, labels)]


def _tokens(policies: Sequence[KubernetesObject], checking: Sequence[KubernetesObject]) -> RequestTokens:
    return RequestTokens(_demand(policies), checking[0] if checking else None)


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
