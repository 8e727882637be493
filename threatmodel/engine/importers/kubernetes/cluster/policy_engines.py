"""What policies of Kyverno and constraints of Gatekeeper reject, and where (policy_engines.yaml)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

from threatmodel.engine.importers.data_files import load_data
from threatmodel.engine.importers.kubernetes.manifest.objects import KubernetesObject
from threatmodel.engine.importers.kubernetes.manifest.typed_reader import Section
from threatmodel.engine.importers.yaml.reader import YamlList, YamlMap
from threatmodel.engine.model import Fact, Source
from threatmodel.engine.model.struct_base import Record

_ByKind = Mapping[str, Mapping[tuple[str, str], KubernetesObject]]

KYVERNO: Final = ("ClusterPolicy", "Policy")

_ANCHOR: Final = re.compile(r"^(?:=|X|\^|\+|<)?\((.*)\)$")  # of a key in a pattern: conditional, negation ...
_PODS: Final = frozenset({"*", "pod", "v1/pod", "*/pod", "core/v1/pod"})
_SYSTEM: Final = frozenset({"kube-system", "kube-public", "kube-node-lease"})
_LEVELS: Final = frozenset({"baseline", "restricted"})
_AT_ADMISSION: Final = frozenset({"*", "validation.gatekeeper.sh"})  # where Gatekeeper can reject
# Conditions, (key) and <(key), and what one element of a list has to be, ^(key): it rejects only some pods.
_FOR_SOME: Final = re.compile(r"^[<^]?\(")
_CONTAINERS: Final = (
    "containers",
    "initContainers",
)  # a pod that is privileged in either takes over its node
_EXCEPTION: Final = "PolicyException"
_OWN_PLURALS: Final = frozenset({"*", "endpoints", "gateway"})
_PLACES: Final = frozenset({"kinds", "namespaces", "operations"})  # what narrows a rule to namespaces alone


class _Constraint(Record, frozen=True, forbid_unknown_fields=True):
    rejects: str
    unless: tuple[str, ...] = ()


class _Key(Record, frozen=True, forbid_unknown_fields=True):
    rejects: str
    values: tuple[str, ...]


class _Engines(Record, frozen=True, forbid_unknown_fields=True):
    """The content of policy_engines.yaml."""

    unsafe: frozenset[str]
    in_containers: frozenset[str]
    constraints: dict[str, _Constraint]
    kyverno_keys: dict[str, _Key]
    pod_security: dict[str, str]


_DATA: Final = load_data(Path(__file__).with_name("policy_engines.yaml"), _Engines)

CONSTRAINTS: Final = tuple(_DATA.constraints)


class Rejection(Record, frozen=True):
    """What an enforced policy rejects of all pods in these namespaces (patterns), except in some."""

    rejects: frozenset[str]
    namespaces: tuple[str, ...]
    except_in: tuple[str, ...]
    policy: str
    section: Section

    def holds_in(self, namespace: str) -> bool:
        """Whether pods of a namespace are judged."""
        return _matches(namespace, self.namespaces) and not _matches(namespace, self.except_in)

    @property
    def exempts_nothing_but_the_system(self) -> bool:
        """Whether it judges the pods of every namespace that people deploy to."""
        return "*" in self.namespaces and _SYSTEM.issuperset(self.except_in)


class PodRejections(Record, frozen=True):
    """What enforced policies reject, as far as it can be told from them."""

    found: tuple[Rejection, ...] = ()

    def cluster_facts(self) -> dict[str, Fact]:
        """Return that the cluster rejects unsafe pods in every namespace; nothing where that is not known."""
        return _fact([one for one in self.found if one.exempts_nothing_but_the_system])

    def namespace_facts(self, name: str) -> dict[str, Fact]:
        """Return that a namespace admits no unsafe pod; nothing where that is not known."""
        return _fact([one for one in self.found if one.holds_in(name)])


NO_REJECTIONS: Final = PodRejections()


def read_rejections(by_kind: _ByKind) -> PodRejections:
    """Return what the policies of the files reject of pods; not those that have exceptions."""
    excepted = {
        one.text("policyName").rpartition("/")[2]
        for found in by_kind.get(_EXCEPTION, {}).values()
        for one in found.spec.sections("exceptions")
    }
    return PodRejections(
        (
            *(
                one
                for kind in KYVERNO
                for found in by_kind.get(kind, {}).values()
                if found.name not in excepted
                for one in _kyverno(found)
            ),
            *(
                one
                for kind in CONSTRAINTS
                for found in by_kind.get(kind, {}).values()
                for one in _gatekeeper(found)
            ),
        )
    )


def engine_policies(by_kind: _ByKind) -> list[tuple[dict[str, Any], Section]]:
    """Return each policy that validates objects, in the words of the fact `admission_policies`."""
    kyverno = [found for kind in KYVERNO for found in by_kind.get(kind, {}).values()]
    gatekeeper = [found for kind in CONSTRAINTS for found in by_kind.get(kind, {}).values()]
    records = [
        (_record(one, _resources(one), enforced=_kyverno_rejects(one)), one.root)
        for one in kyverno
        if any(_validating(one))
    ]
    return records + [
        (_record(one, ["pods"], enforced=_gatekeeper_enforces(one)), one.root) for one in gatekeeper
    ]


def _record(found: KubernetesObject, resources: list[str], *, enforced: bool) -> dict[str, Any]:
    return {
        "policy": found.name,
        "changes_objects": False,
        "bound": True,
        "enforced": enforced,
        "fails_open": found.spec.text("failurePolicy", "Fail") == "Ignore",
        "resources": resources,
    }


def _validating(found: KubernetesObject) -> Iterator[Section]:
    return (rule for rule in found.spec.sections("rules") if "validate" in rule)


def _kyverno_rejects(found: KubernetesObject) -> bool:
    return any(_kyverno_enforces(found.spec, rule) for rule in _validating(found))


def _resources(found: KubernetesObject) -> list[str]:
    return sorted({_plural(kind) for rule in _validating(found) for kind in _matched_kinds(rule)})


def _plural(kind: str) -> str:
    if kind in _OWN_PLURALS:
        return kind if kind in ("*", "endpoints") else f"{kind}s"
    return f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}es" if kind.endswith("s") else f"{kind}s"


def _kyverno_enforces(spec: Section, rule: Section) -> bool:
    """Whether a violation of a rule is rejected rather than reported."""
    if spec.flag("admission") is False or spec.section("webhookConfiguration").data.get("matchConditions"):
        return False  # it only looks at what exists, or is not asked about each pod
    action = rule.section("validate").text("failureAction") or spec.text("validationFailureAction", "Audit")
    return action.strip().lower() == "enforce"


def _gatekeeper_enforces(found: KubernetesObject) -> bool:
    """Whether a violation of a constraint is rejected rather than reported."""
    action = found.spec.text("enforcementAction", "deny").strip().lower()
    if action != "scoped":
        return action == "deny"
    return any(
        one.text("action").strip().lower() == "deny"
        and any(point.name() in _AT_ADMISSION for point in one.sections("enforcementPoints"))
        for one in found.spec.sections("scopedEnforcementActions")
    )


def _matched_kinds(rule: Section) -> list[str]:
    """Return the kinds that a rule of Kyverno names, in lower case."""
    named = (text for part in _parts(rule.section("match")) for text, _line in part.texts("kinds"))
    return sorted({text.strip().lower().rpartition("/")[2] for text in named})


def _fact(found: Sequence[Rejection]) -> dict[str, Fact]:
    rejected = frozenset[str]().union(*(one.rejects for one in found))
    if not found or not rejected >= _DATA.unsafe:
        return {}
    named = sorted({one.policy for one in found if one.rejects & _DATA.unsafe})
    why = f"It rejects pods that control their node: {', '.join(named)}."
    place = next(one.section for one in found if one.rejects & _DATA.unsafe)
    # The files state it, in the policy: what is only inferred verifies no mitigation.
    return {"admission_policy": Fact(value=True, source=Source("file", place.file, place.line, "", "", why))}


def _kyverno(found: KubernetesObject) -> Iterator[Rejection]:
    own = (found.namespace,)
    for rule in found.spec.sections("rules"):
        rejects = _rejected(rule.section("validate")) if _kyverno_enforces(found.spec, rule) else frozenset()
        if rejects and _is_simple(rule):
            matched = [part for part in _parts(rule.section("match")) if _judges_pods(part)]
            exempt = [name for part in _parts(rule.section("exclude")) for name in _namespaces(part)]
            spaces = own if found.namespace else tuple(name for part in matched for name in _namespaces(part))
            audited = _audited(found.spec, rule)
            if matched:
                yield Rejection(rejects, spaces, (*audited, *exempt), found.title, rule)


def _audited(spec: Section, rule: Section) -> tuple[str, ...]:
    """The namespaces in which a violation is only reported; all where a selector of labels chooses them."""
    overrides = (
        *spec.sections("validationFailureActionOverrides"),
        *rule.section("validate").sections("failureActionOverrides"),
    )
    return tuple(
        [name for one in overrides if one.text("action").lower() != "enforce" for name in _namespaces(one)]
    )


def _is_simple(rule: Section) -> bool:
    """Whether a rule judges the pods of everyone, and exempts by namespace alone.

    Anyone who creates a pod can set its labels.
    """
    match, exempt = rule.section("match"), rule.section("exclude")
    of_some = any(set(one) - {"resources"} for one in _alternatives(match))  # subjects, roles, clusterRoles
    narrow = of_some or "preconditions" in rule or len(match.sections("all")) > 1
    return not narrow and all(_only_places(part) and part for part in _parts(exempt))


def _parts(section: Section) -> list[Section]:
    """What a rule matches or leaves out, one for each alternative."""
    return [part.section("resources") for part in _alternatives(section) if part]


def _alternatives(section: Section) -> list[Section]:
    return [*section.sections("any"), *section.sections("all")] or [section]


def _only_places(part: Section) -> bool:
    return _PLACES.issuperset(part)


def _judges_pods(part: Section) -> bool:
    kinds = {text.strip().lower() for text, _line in part.texts("kinds")}
    operations = {text.strip().upper() for text, _line in part.texts("operations")}
    return bool(kinds & _PODS) and _only_places(part) and (not operations or "CREATE" in operations)


def _namespaces(part: Section) -> tuple[str, ...]:
    return tuple(text.strip() for text, _line in part.texts("namespaces")) or ("*",)


def _rejected(validate: Section) -> frozenset[str]:
    by_level = validate.section("podSecurity")
    if by_level.text("level").strip().lower() in _LEVELS:
        left = {_DATA.pod_security.get(one.text("controlName"), "") for one in by_level.sections("exclude")}
        return _DATA.unsafe - left
    spec = validate.section("pattern").section("spec").data
    if any(_FOR_SOME.match(str(key)) for key in spec):
        return frozenset()
    parts = {_without_anchor(key): frozenset(_in_pattern(part)) for key, part in _nested(spec)}
    found = frozenset(_in_pattern(spec))
    everywhere = frozenset[str].intersection(*(parts.get(name, frozenset()) for name in _CONTAINERS))
    return found - (_DATA.in_containers - everywhere)


def _nested(pattern: YamlMap) -> Iterator[tuple[str, YamlMap | YamlList]]:
    return ((key, part) for key, part in pattern.items() if isinstance(part, YamlMap | YamlList))


def _without_anchor(key: str) -> str:
    anchored = _ANCHOR.match(str(key))
    return anchored[1] if anchored else str(key)


def _in_pattern(pattern: YamlMap | YamlList) -> Iterator[str]:
    if isinstance(pattern, YamlMap) and any(_FOR_SOME.match(str(key)) for key in pattern):
        return
    values = pattern.items() if isinstance(pattern, YamlMap) else (("", one) for one in pattern)
    for key, value in values:
        if isinstance(value, YamlMap | YamlList):
            yield from _in_pattern(value)
            continue
        known = _DATA.kyverno_keys.get(_without_anchor(key))
        if known and ("" if value is None else str(value).strip().lower()) in known.values:
            yield known.rejects


def _gatekeeper(found: KubernetesObject) -> Iterator[Rejection]:
    known = _DATA.constraints[found.kind]
    match = found.spec.section("match")
    parameters = found.spec.section("parameters").data
    if not _gatekeeper_enforces(found) or any(parameters.get(name) for name in known.unless):
        return
    kinds = {text for part in match.sections("kinds") for text, _line in part.texts("kinds")}
    limits = set(match) - {"kinds", "namespaces", "excludedNamespaces"}
    if limits or not (not kinds or kinds & {"Pod", "*"}):
        return
    exempt = tuple(text for text, _line in match.texts("excludedNamespaces"))
    yield Rejection(frozenset({known.rejects}), _namespaces(match), exempt, found.title, found.spec)


def _matches(namespace: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(namespace, pattern) for pattern in patterns)
