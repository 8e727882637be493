"""Fixes of secrets that files hold: they leave the files."""

from threatmodel.engine.model import FactValue
from threatmodel.engine.remediation.element_declarations import value_of
from threatmodel.engine.remediation.manifest_changes import Change, ChangedFact, Plan
from threatmodel.engine.remediation.recipes.context import NoFix, RecipeContext


def remove_object(context: RecipeContext) -> Plan:
    """Take a Secret with values out of the files."""
    place = context.place
    if place.kind != "Secret":
        raise NoFix("it is no Secret of the files")
    note = (
        f"Secret {place.name}: create it in namespace {place.namespace} from a secret store, with new "
        "values; those in the file count as known."
    )
    if context.objects.has_kustomization:
        note += " Take its file out of the kustomization that lists it, if it holds nothing else."
    facts: dict[str, FactValue] = {"values_in_manifest": False, "private_key": False, "weak_keys": []}
    return Plan(
        (Change(place, (), "delete"),),
        (note,),
        tuple(ChangedFact(context.element.uid, name, value) for name, value in facts.items()),
    )


def remove_config_keys(context: RecipeContext) -> Plan:
    """Take the credentials out of a ConfigMap."""
    place, keys = context.place, value_of(context.element, "credential_keys")
    if place.kind != "ConfigMap" or not isinstance(keys, list) or not keys:
        raise NoFix("it is no ConfigMap of the files")
    changes = tuple(Change(place, ("data", str(key)), "remove") for key in keys)
    note = (
        f"ConfigMap {place.name}: put {', '.join(map(str, keys))} into a Secret from a secret store, with "
        "new values, and mount or reference that."
    )
    facts = ("credential_keys", "weak_keys")
    return Plan(changes, (note,), tuple(ChangedFact(context.element.uid, name, []) for name in facts))
