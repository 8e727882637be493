"""The plans of a threat: its rule's ways, made concrete for its element."""

from collections.abc import Iterator, Mapping
from typing import Final

from threatmodel.engine.analysis.rule_evaluation import Threat
from threatmodel.engine.library.loader import Library
from threatmodel.engine.library.remediation_rules import Edit, Way, safe_facts, ways_of_rules
from threatmodel.engine.model import Element, Model
from threatmodel.engine.model.struct_base import Record
from threatmodel.engine.remediation.element_declarations import (
    UnknownPlace,
    container_path,
    pod_path,
    value_of,
)
from threatmodel.engine.remediation.image_digests import ImageDigests
from threatmodel.engine.remediation.manifest_changes import Change, ChangedFact, Place, Plan
from threatmodel.engine.remediation.object_index import ObjectIndex
from threatmodel.engine.remediation.recipes import (
    commands,
    compose_secrets,
    containers,
    images,
    network,
    network_policies,
    rbac,
    secrets,
)
from threatmodel.engine.remediation.recipes.compose_secrets import writes_secrets
from threatmodel.engine.remediation.recipes.context import NoFix, PolicyKind, Recipe, RecipeContext
from threatmodel.engine.remediation.yaml_edit import Item, Path

RECIPES: Final[Mapping[str, Recipe]] = {
    "apparmor-profile": containers.apparmor_profile,
    "remove-capabilities": containers.remove_capabilities,
    "remove-mounts": containers.remove_mounts,
    "temporary-volume": containers.temporary_volume,
    "remove-devices": containers.remove_devices,
    "non-root-user": containers.non_root_user,
    "pin-digest": images.pin_digest,
    "dockerfile-user": images.dockerfile_user,
    "local-debugger": commands.local_debugger,
    "compose-secrets": compose_secrets.compose_secrets,
    "reference-secrets": containers.reference_secrets,
    "narrow-role": rbac.narrow_role,
    "narrow-account": rbac.narrow_account,
    "bind-view": rbac.bind_view,
    "remove-subjects": rbac.remove_subjects,
    "network-policy": network_policies.network_policy,
    "remove-host-ports": containers.remove_host_ports,
    "read-only-mounts": containers.read_only_mounts,
    "internal-service": network.internal_service,
    "ingress-tls": network.ingress_tls,
    "remove-annotations": network.remove_annotations,
    "remove-object": secrets.remove_object,
    "remove-config-keys": secrets.remove_config_keys,
}


class Planner(Record, frozen=True):
    """What plans are made with: the rules, what the files declare, and the kind of new network policies."""

    library: Library
    objects: ObjectIndex
    digests: ImageDigests
    policies: PolicyKind = "kubernetes"


def plans_of(model: Model, threat: Threat, planner: Planner) -> Iterator[Plan]:
    """Yield what may fix a threat, in the order in which it is tried."""
    rule = planner.library.rule(threat.rule)
    flow = model.flows.get(threat.element)
    element = model.elements.get(flow.destination if flow is not None else threat.element)
    if rule is None or element is None:
        return
    context = RecipeContext(model, threat, rule, element, planner.objects, planner.digests, planner.policies)
    for way in ways_of_rules().get(threat.rule, ()):
        try:
            yield _plan(way, context)
        except (NoFix, UnknownPlace):
            continue


def _plan(way: Way, context: RecipeContext) -> Plan:
    changes: list[Change] = []
    notes: list[str] = []
    facts: list[ChangedFact] = []
    if way.recipe:
        return RECIPES[way.recipe](context)
    for name in way.facts:
        fact = safe_facts()[name]
        place = context.place
        edits = fact.compose if place.form == "compose" else fact.kubernetes
        if name == "run_as_non_root" and value_of(context.element, "user_id") == 0:
            raise NoFix("its file sets user 0, with which it would not start")
        if not edits:
            raise NoFix(f"{name} has no place in such a file")
        if name == "read_only_root_filesystem" and writes_secrets(context):
            raise NoFix("compose writes secrets of the environment into the container")
        changes += [_change(edit, place, context.element) for edit in edits]
        facts.append(ChangedFact(context.element.uid, name, fact.safe))
        if fact.note:
            notes.append(f"{context.element.name}: {fact.note}")
    return Plan(tuple(changes), tuple(notes), tuple(facts))


def _change(edit: Edit, place: Place, element: Element) -> Change:
    path: Path = (*_start(edit, place, element), *edit.keys)
    if edit.append:
        return Change(place, path, "append", edit.append)
    if edit.remove_item:
        return Change(place, (*path, Item("", edit.remove_item)), "remove")
    if edit.remove:
        return Change(place, path, "remove")
    return Change(place, path, "set", edit.value)


def _start(edit: Edit, place: Place, element: Element) -> Path:
    if edit.at == "container":
        return container_path(place, element)
    return pod_path(place) if edit.at == "pod" else ()
