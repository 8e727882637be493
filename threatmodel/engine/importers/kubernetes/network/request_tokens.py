"""Which requests need a token of their caller, as policies of Istio demand it.

A RequestAuthentication alone turns away tokens that are wrong, and lets in requests without one: only an
AuthorizationPolicy makes a token necessary. Sources: Istio, "RequestAuthentication", "Authorization Policy".
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Final

from threatmodel.engine.importers.kubernetes.manifest.fanout_limits import FanoutLimit
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
_WITHOUT: Final = "notRequestPrincipals"
_MOST_PATHS: Final = 32  # that policies leave open together; with more, no token is sure to be needed
_MOST_LOOKED_AT: Final = 1_000_000  # policies, of all workloads and gateways together
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
    """What is demanded, and the first object that checks the tokens that are there.

    `may_demand`: a policy demands a token of some requests, or leaves the decision to another service.
    """

    demand: TokenDemand | None = None
    may_demand: bool = False
    checked_by: KubernetesObject | None = None


class _Said(Record, frozen=True):
    """What one policy says of tokens, read once for all pods that it is about.

    `denied_except` are the paths that it leaves to callers without one; None where it turns none away.
    `open_paths` are those where it lets in others; None where that may be any.
    """

    policy: KubernetesObject
    may_demand: bool
    denied_except: tuple[str, ...] | None = None
    asks: bool = False
    open_paths: tuple[str, ...] | None = ()


_UNKNOWN: Final = RequestTokens(may_demand=True)  # where there are too many policies to look at


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
        limit = FanoutLimit(_MOST_LOOKED_AT)
        self._policies = _Selecting(ours, workloads, limit)
        checks = (one for one in checking if one.spec.sections("jwtRules"))
        self._checking = _Selecting(checks, workloads, limit)
        self._said: dict[str, _Said] = {}
        self._known: dict[str, RequestTokens] = {}

    def of_workload(self, uid: str, namespace: str) -> RequestTokens:
        """Return what each request to a workload needs."""
        if uid not in self._known:
            about = (one.about_workload(uid, namespace) for one in (self._policies, self._checking))
            self._known[uid] = self._tokens(*about)
        return self._known[uid]

    def of_gateway(self, gateway: KubernetesObject) -> RequestTokens:
        """Return what each request through a gateway needs; its pods are known by their labels alone."""
        if gateway.uid not in self._known:
            about = (one.about_gateway(gateway) for one in (self._policies, self._checking))
            self._known[gateway.uid] = self._tokens(*about)
        return self._known[gateway.uid]

    def _tokens(
        self, policies: Sequence[KubernetesObject] | None, checking: Sequence[KubernetesObject] | None
    ) -> RequestTokens:
        if policies is None or checking is None:
            return _UNKNOWN
        said = [self._read(policy) for policy in policies]
        may_demand = any(one.may_demand for one in said)
        return RequestTokens(_demand(said), may_demand, checking[0] if checking else None)

    def _read(self, policy: KubernetesObject) -> _Said:
        if policy.uid not in self._said:
            self._said[policy.uid] = _said_by(policy)
        return self._said[policy.uid]


class _Selecting:
    """Objects of Istio that select the pods that they are about."""

    def __init__(
        self, objects: Iterable[KubernetesObject], workloads: LabelIndex, limit: FanoutLimit
    ) -> None:
        self._limit = limit
        self._all = sorted(objects, key=lambda one: (one.namespace, one.name))
        self._by_namespace: defaultdict[str, list[KubernetesObject]] = defaultdict(list)
        self._by_workload: defaultdict[str, list[KubernetesObject]] = defaultdict(list)
        self._elsewhere: set[str] = set()  # their namespace has pods, and none that they select
        for one in self._all:
            if not _targets(one):
                self._add(one, workloads)

    def _add(self, one: KubernetesObject, workloads: LabelIndex) -> None:
        labels = one.spec.section("selector").pairs("matchLabels")
        if not labels:
            self._by_namespace[one.namespace].append(one)
            return
        if one.namespace == ROOT_NAMESPACE:
            selected = [uid for place in workloads.namespaces() for uid in workloads.carrying(place, labels)]
        else:
            selected = workloads.carrying(one.namespace, labels)
            if not selected and workloads.members(one.namespace):
                self._elsewhere.add(one.uid)
        for uid in selected:
            self._by_workload[uid].append(one)

    def about_workload(self, uid: str, namespace: str) -> list[KubernetesObject] | None:
        """The objects about a workload; None where there are too many to look at, as below."""
        around = [self._by_namespace.get(place, []) for place in dict.fromkeys((ROOT_NAMESPACE, namespace))]
        found = [*around, self._by_workload.get(uid, [])]
        return [*chain.from_iterable(found)] if self._limit.spend(sum(map(len, found))) else None

    def about_gateway(self, gateway: KubernetesObject) -> list[KubernetesObject] | None:
        if not self._limit.spend(len(self._all)):
            return None
        labels = _labels_of_pods(gateway)
        there = (one for one in self._all if one.uid not in self._elsewhere)
        return [one for one in there if _is_about_gateway(one, gateway, labels)]


def _may_demand(policy: KubernetesObject) -> bool:
    """Whether some requests need a token by it, or by the service that it asks (CUSTOM)."""
    return _action(policy) == "CUSTOM" or any(map(_names_tokens, policy.spec.sections("rules")))


def _names_tokens(rule: Section) -> bool:
    sources = [one.section("source") for one in rule.sections("from")]
    return any(key in one for one in sources for key in ("requestPrincipals", "notRequestPrincipals")) or any(
        one.text("key").startswith(_CLAIMS) for one in rule.sections("when")
    )


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


def _demand(said: Sequence[_Said]) -> TokenDemand | None:
    """What policies on the same pods demand: one that denies suffices, those that allow must agree."""
    for one in said:
        if one.denied_except is not None:
            return TokenDemand(one.policy, one.denied_except)
    first = next((one.policy for one in said if one.asks), None)
    others = [one.open_paths for one in said if one.open_paths is not None]
    if first is None or len(others) < len(said) or sum(map(len, others)) > _MOST_PATHS:
        return None
    return TokenDemand(first, tuple(chain.from_iterable(others)))


def _said_by(policy: KubernetesObject) -> _Said:
    action, rules = _action(policy), policy.spec.sections("rules")
    may_demand = _may_demand(policy)
    if action == "DENY":
        excepted = (_denied_except(rule) for rule in rules)
        known = (paths for paths in excepted if paths is not None and len(paths) <= _MOST_PATHS)
        return _Said(policy, may_demand, denied_except=next(known, None))
    if action != "ALLOW":
        return _Said(policy, may_demand)
    others = [_open_paths(rule) for rule in rules if not _asks_for_token(rule)]
    open_paths = tuple(chain.from_iterable(others)) if all(others) else None
    return _Said(policy, may_demand, asks=any(map(_asks_for_token, rules)), open_paths=open_paths)


def _action(policy: KubernetesObject) -> str:
    return policy.spec.text("action", "ALLOW").upper()


def _denied_except(rule: Section) -> tuple[str, ...] | None:
    """The paths that a rule leaves to callers without a token; None where it denies them only some."""
    sources = [one.section("source") for one in rule.sections("from")]
    # What else a source says limits it to some callers: ipBlocks, namespaces.
    whole = (one for one in sources if all(key == _WITHOUT for key in one))
    if not any(_ANY in _values(one, _WITHOUT) for one in whole) or rule.sections("when"):
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
    start = pattern.partition("{")[0].rstrip(_ANY)  # before a template of it: /files/{**}
    if start == pattern:
        return path.rstrip("/") == pattern.rstrip("/")
    return f"{path.rstrip('/')}/".startswith(start)
