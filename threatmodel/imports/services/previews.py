"""What an import would change, worked out by the import itself and then not written."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from threatmodel.accounts.models import User
from threatmodel.architecture.engine_mapper import engine_model
from threatmodel.architecture.importing.import_scope import Scope
from threatmodel.architecture.operations.batch import Json
from threatmodel.architecture.operations.working_copy import GEOMETRY, WorkingCopy
from threatmodel.attack_paths.services.path_computation import scenarios_of_state
from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.engine.analysis.rule_evaluation import Threat as FoundThreat
from threatmodel.engine.analysis.rule_evaluation import threat_order
from threatmodel.engine.importers import Problem, Reading
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.engine.model import Model
from threatmodel.engine.model.imported_threats import ImportedThreat
from threatmodel.engine.model.name_validation import name_in
from threatmodel.imports.services.imports import import_plan, reach_of
from threatmodel.jobs.handler_registry import NO_PROGRESS, Progress
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.services.imported_threats import fingerprint_of

_LISTED: Final = 200  # entries of each list; the counts include the others
_FACTS_LISTED: Final = 40  # of one part
_TEXT: Final = 120  # characters of a value


@dataclass(frozen=True, slots=True)
class Previewed:
    """What the import would do, as the job shows it; what is wrong with its input; the architecture then."""

    result: Json
    problems: tuple[Problem, ...]
    model: Model


def import_preview(
    *,
    model_id: uuid.UUID,
    actor: User | None,
    reading: Reading,
    files: Iterable[str],
    scope: Scope = "files",
    progress: Progress = NO_PROGRESS,
) -> Previewed:
    """Compute what importing would add, change and mark as gone, and which threats would appear or disappear.

    Writes nothing. The model may change before the import itself, which computes everything again.
    """
    reach = reach_of(reading, files, scope)
    plan = import_plan(model_id, actor, reading, reach, uuid.uuid4().hex, progress)
    added, changed, gone = _parts(plan.present.working_copy)
    progress.report(90, "following attack paths")
    model = engine_model(plan.present.working_copy)
    scenarios = scenarios_of_state(model_id=model_id, model=model)
    found = [*plan.evaluated.analysis.threats, *(scenarios.threats if scenarios else ())]
    new_threats, gone_threats = _threats(model_id, found, with_scenarios=scenarios is not None)
    new_threats += _listed_threats(model_id, plan.threats)
    result = {
        "added": len(added),
        "changed": len(changed),
        "gone": len(gone),
        "threats": len(plan.evaluated.analysis.threats),
        "questions": len(plan.evaluated.analysis.questions),
        "preview": {
            "listed": _LISTED,
            "added": added[:_LISTED],
            "changed": changed[:_LISTED],
            "gone": gone[:_LISTED],
            "new_threats": new_threats[:_LISTED],
            "gone_threats": gone_threats[:_LISTED],
            "new_threat_count": len(new_threats),
            "gone_threat_count": len(gone_threats),
            "scenarios_compared": scenarios is not None,
        },
    }
    return Previewed(result, plan.problems, model)


# --- elements and flows -------------------------------------------------------------------------------


def _parts(overlay: WorkingCopy) -> tuple[list[Json], list[Json], list[Json]]:
    """Added, changed and gone elements and flows, by the operations that ran."""
    added: list[Json] = []
    changed: list[Json] = []
    gone: list[Json] = []
    for op, before in zip(overlay.ops, overlay.before, strict=True):
        if op["on"] == "relation" or op["props"].keys() <= GEOMETRY:
            continue
        part = _part(overlay, op)
        if before is None or op["props"].get("gone") is False:
            added.append({**part, "facts": []})
        elif op["props"].get("gone"):
            gone.append({**part, "facts": []})
        elif facts := _differences(op["props"], before):
            changed.append({**part, "facts": facts})
    for parts in (added, changed, gone):
        parts.sort(key=lambda part: (part["kind"] == "flow", part["kind"], part["name"], part["uid"]))
    return added, changed, gone


def _part(overlay: WorkingCopy, op: Mapping[str, Any]) -> Json:
    uid = op["uid"]
    if op["on"] == "element":
        row, parent = overlay.elements[uid], overlay.nodes[uid].parent
        around = overlay.elements.get(parent) if parent else None
        name = name_in(around.name, around.kind, row.name) if around else row.name
        return {"uid": uid, "name": name, "kind": row.kind}
    ends = [overlay.elements[end].name for end in overlay.ends[uid] if end in overlay.elements]
    return {"uid": uid, "name": overlay.flows[uid].name or " \u2192 ".join(ends), "kind": "flow"}


def _differences(props: Mapping[str, Any], before: Mapping[str, Any]) -> list[Json]:
    """Facts whose value differs; one that only moved to another line is not a change."""
    known = before.get("facts", {})
    found = []
    for name, fact in sorted(props.get("facts", {}).items()):
        before_text, after_text = _texts(_value(known.get(name)), _value(fact))
        if before_text != after_text:
            found.append({"fact": name, "before": before_text, "after": after_text})
    found += [
        {"fact": key, "before": _short(before[key]), "after": _short(props[key])}
        for key in ("kind", "parent", "source", "destination")
        if key in before and key in props and isinstance(props[key], str | None)
    ]
    return found[:_FACTS_LISTED]


def _value(fact: Mapping[str, Any] | None) -> object:
    return None if fact is None else fact["value"]


def _texts(before: object, after: object) -> tuple[str, str]:
    """Both values in a few words; of two lists, what only one of them holds."""
    if isinstance(before, list) and isinstance(after, list):
        lost = [item for item in before if item not in after]
        won = [item for item in after if item not in before]
        return _items(lost), _items(won) or ("removed" if lost else "")
    return _short(before), _short(after)


def _items(items: Sequence[object]) -> str:
    return _cut("; ".join(_short(item) for item in items))


def _short(value: object) -> str:
    """A value as text: yes and no, the filled fields of a record, the items of a list."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return _cut(
            ", ".join(f"{key} {_short(part)}" for key, part in value.items() if part not in (None, ""))
        )
    if isinstance(value, list):
        return _items(value) or "none"
    return "" if value is None else _cut(str(value))


def _cut(text: str) -> str:
    return text if len(text) <= _TEXT else f"{text[: _TEXT - 1]}\u2026"


# --- threats ------------------------------------------------------------------------------------------


def _threats(
    model_id: uuid.UUID, found: Sequence[FoundThreat], *, with_scenarios: bool
) -> tuple[list[Json], list[Json]]:
    """Threats that would be new (or come back), and those that would go; the worst first."""
    rows = Threat.objects.filter(model_id=model_id).exclude(status="resolved").exclude(rule="")
    if not with_scenarios:
        rows = rows.exclude(rule__startswith=RULE_PREFIX)
    present = {row.fingerprint: row for row in rows.only("fingerprint", "number", "title", "severity")}
    coming = sorted((one for one in found if one.fingerprint not in present), key=threat_order)
    kept = {one.fingerprint for one in found}
    going = sorted(
        (row for key, row in present.items() if key not in kept),
        key=lambda row: (SEVERITIES.index(row.severity), row.number),
    )
    return (
        [{"number": None, "title": one.title, "severity": one.severity} for one in coming],
        [{"number": row.number, "title": row.title, "severity": row.severity} for row in going],
    )


def _listed_threats(model_id: uuid.UUID, listed: Sequence[ImportedThreat]) -> list[Json]:
    """Threats that the files list and that the model does not have yet; the worst first."""
    if not listed:
        return []
    keys = {fingerprint_of(one.id): one for one in listed}
    known = Threat.objects.filter(model_id=model_id, fingerprint__in=list(keys))
    for fingerprint in known.values_list("fingerprint", flat=True):
        del keys[fingerprint]
    coming = sorted(keys.values(), key=lambda one: (SEVERITIES.index(one.severity), one.title))
    return [{"number": None, "title": one.title, "severity": one.severity} for one in coming]
