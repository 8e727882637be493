"""Fixes of permissions: narrower rules of roles, and bindings to a role that only reads.

What is too much, the condition of the evidence itself says: parts of a rule are left out until it is false.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from threatmodel.engine.analysis.fact_evidence import holds_for_item
from threatmodel.engine.library.rules import EvidenceSpec
from threatmodel.engine.model import Element
from threatmodel.engine.remediation.element_declarations import place_of, value_of
from threatmodel.engine.remediation.manifest_changes import Change, Place, Plan
from threatmodel.engine.remediation.object_index import DeclaredObject
from threatmodel.engine.remediation.recipes.context import NoFix, RecipeContext
from threatmodel.engine.remediation.yaml_edit import ItemAt

_READING: Final = ("get", "list", "watch")
_READER: Final = "view"
_BINDINGS: Final = ("ClusterRoleBinding", "RoleBinding")
_START: Final = ("pods", "services", "endpoints")
"""Of what a rule for all resources becomes: a start, to which is added what is used."""
_Rule = Mapping[str, Any]


def narrow_role(context: RecipeContext) -> Plan:
    """Leave out of the rules of a role what its threat is about."""
    return _narrowed([context.element], _spec(context, "rules"))


def narrow_account(context: RecipeContext) -> Plan:
    """The same for the roles that are bound to the service account of a workload."""
    model = context.model
    accounts = model.related("runs_as", context.element.uid)
    roles = [role for account in accounts for role in model.related("bound_to", account.uid)]
    return _narrowed(roles, _spec(context, "rules"))


def bind_view(context: RecipeContext) -> Plan:
    """Bind the subjects to the role view instead, which reads most objects and no Secret."""
    changes, notes = [], []
    for binding in _bindings_of(context):
        place = Place("kubernetes", binding.kind, binding.name, binding.namespace, binding.file, binding.line)
        changes.append(Change(place, ("roleRef", "name"), "set", _READER))
        changes.append(Change(place, ("roleRef", "kind"), "set", "ClusterRole"))
        notes.append(
            f"{binding.kind} {binding.name}: Kubernetes changes no roleRef in place, so delete the binding "
            f"before it is applied. Add a role with what its subjects need beyond {_READER}."
        )
    if not changes:
        raise NoFix("no file declares the binding")
    return Plan(tuple(changes), tuple(notes))


def remove_subjects(context: RecipeContext) -> Plan:
    """Take the subjects of the evidence out of the bindings of a role."""
    gone = {str(value["name"]) for value, _ in context.items("subjects")}
    changes, notes = [], []
    for binding in _bindings_of(context):
        subjects = binding.content.get("subjects")
        place = Place("kubernetes", binding.kind, binding.name, binding.namespace, binding.file, binding.line)
        rows = [one for one in subjects if isinstance(one, dict)] if isinstance(subjects, list) else []
        named = [str(one.get("name", "")) for one in rows]
        if named and gone.issuperset(named):
            changes.append(Change(place, (), "delete"))
            notes.append(f"{binding.kind} {binding.name}: delete it in the cluster too.")
        else:
            changes += [
                Change(place, ("subjects", index), "remove")
                for index in reversed(range(len(named)))
                if named[index] in gone
            ]
    if not changes:
        raise NoFix("no file declares the binding")
    return Plan(tuple(changes), (*notes, f"{', '.join(sorted(gone))} lose the permissions of the role."))


def _bindings_of(context: RecipeContext) -> Iterator[DeclaredObject]:
    place = place_of(context.model, context.element)
    for kind in _BINDINGS:
        for binding in context.objects.of_kind(kind):
            reference = binding.content.get("roleRef")
            if not isinstance(reference, dict) or reference.get("name") != place.name:
                continue
            is_namespaced = reference.get("kind") == "Role"
            if is_namespaced == (place.kind == "Role") and (
                not is_namespaced or (binding.namespace or "default") == place.namespace
            ):
                yield binding


# --- narrower rules ----------------------------------------------------------------------------


def _spec(context: RecipeContext, fact: str) -> EvidenceSpec:
    spec = next((one for one in context.rule.evidence if one.fact == fact and one.where is not None), None)
    if spec is None:
        raise NoFix("the evidence does not say which rules are too broad")
    return spec


def _narrowed(roles: Iterable[Element], spec: EvidenceSpec) -> Plan:
    changes: list[Change] = []
    notes: list[str] = []
    for role in roles:
        if value_of(role, "built_in") or "rules" not in role.facts:
            continue
        fact, place = role.facts["rules"], _place(role)
        rules = fact.value if isinstance(fact.value, list) else []
        lines = fact.item_lines if len(fact.item_lines) == len(rules) else ()
        for rule, line in reversed(list(zip(rules, lines, strict=False))):
            found = list(_of_rule(rule, place, line, spec))
            changes += found
        if changes:
            notes.append(f"{place.kind} {role.name}: add back what its subjects use, by name where possible.")
    if not changes:
        raise NoFix("no file states the rules that are too broad")
    return Plan(tuple(changes), tuple(dict.fromkeys(notes)))


def _place(role: Element) -> Place:
    namespace, kind, name = role.uid.removeprefix("k8s:").split("/", 2)
    return Place("kubernetes", kind, name, namespace, role.source.file, role.source.line)


def _of_rule(rule: _Rule, place: Place, line: int, spec: EvidenceSpec) -> Iterator[Change]:
    """Yield the changes that leave out of one rule what the evidence is about."""
    path = ("rules", ItemAt(line))
    # A role does not know where it is bound: conditions on the scope count as met.
    seen = {**rule, "scope": "cluster"}
    if not holds_for_item(spec, seen):
        return
    verbs = _without(seen, "verbs", spec)
    if verbs is None and "*" in rule["verbs"] and not holds_for_item(spec, {**seen, "verbs": [*_READING]}):
        verbs = [*_READING]
    if verbs:
        yield Change(place, (*path, "verbs"), "set", verbs)
        return
    resources = _without(seen, "resources", spec)
    # Paths are among the resources of the model, and are written elsewhere.
    if resources and not any(one.startswith("/") for one in rule["resources"]):
        yield Change(place, (*path, "resources"), "set", resources)
        return
    start = _start(rule)
    if start and not holds_for_item(spec, {**seen, "resources": start["resources"], "verbs": start["verbs"]}):
        for key, value in start.items():
            yield Change(place, (*path, key), "set", value)
        return
    yield Change(place, path, "remove")


def _start(rule: _Rule) -> dict[str, list[str]]:
    """What is left of a rule for all resources: never more than it allowed; empty for one that names some."""
    if "*" not in rule["resources"] or not {"", "*"} & set(rule["api_groups"]):
        return {}
    verbs = [*_READING] if "*" in rule["verbs"] else [one for one in rule["verbs"] if one in _READING]
    return {"apiGroups": [""], "resources": [*_START], "verbs": verbs} if verbs else {}


def _without(rule: _Rule, key: str, spec: EvidenceSpec) -> list[str] | None:
    """Return the values under a key without those that alone make the condition true, if any is left."""
    left = [one for one in rule[key] if one != "*" and not holds_for_item(spec, {**rule, key: [one]})]
    if not left or holds_for_item(spec, {**rule, key: left}):
        return None
    return left
