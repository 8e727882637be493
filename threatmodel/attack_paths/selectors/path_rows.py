"""Paths as the API shows them: each element and step once, with what the library says of the step."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from threatmodel.architecture.api.selectors.rule_evidence import evidence_rows
from threatmodel.architecture.api.selectors.threat_subjects import subjects_by_uid
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.selectors.applied_controls import (
    control_brief,
    planned_mitigations,
    threats_treated,
)
from threatmodel.attack_paths.selectors.goals import Names, element_row
from threatmodel.engine.library.attack_steps import AttackStep, load_steps
from threatmodel.engine.model import CATALOGUE

Row = dict[str, Any]


def paths_row(content: Row, *, model: ThreatModel, attacker: str = "", names: Names | None = None) -> Row:
    """Return the paths, of one attacker if named, with their steps and elements.

    Each control of a step names the mitigation that already applies it there. `names` are those of all
    elements and flows where the caller has them; eight queries at most, else ten.
    """
    paths = [path for path in content["paths"] if attacker in ("", *path["attackers"])]
    used = sorted({number for path in paths for number in path["steps"]})
    place = {number: at for at, number in enumerate(used)}
    steps = [content["steps"][number] for number in used]
    if names is None:
        names = subjects_by_uid(model_id=model.pk, uids=_uids(steps))
    evidence = iter(evidence_rows(model, [one for step in steps for one in step["evidence"]]))
    elements = {uid: element_row(uid, names) for uid in sorted(_uids(steps))}
    rows = [_step(step, [next(evidence) for _ in step["evidence"]], names) for step in steps]
    _add_mitigations(rows, elements, model)
    return {
        "elements": [*elements.values()],
        "steps": rows,
        "paths": [{**path, "steps": [place[number] for number in path["steps"]]} for path in paths],
    }


def _add_mitigations(steps: Iterable[Row], elements: Mapping[str, Row], model: ThreatModel) -> None:
    """Name with each control of the steps the mitigation that applies it there, or None."""
    controls = [((control["id"], step["subject"]), control) for step in steps for control in step["controls"]]
    treated = threats_treated(model=model, fixes=dict.fromkeys(fix for fix, _ in controls))
    planned = planned_mitigations(model_id=model.pk, treated=treated, elements=elements)
    for fix, control in controls:
        control["mitigation"] = planned.get(fix)


def _uids(steps: Iterable[Row]) -> set[str]:
    found = {step[end][0] for step in steps for end in ("source", "target")}
    found |= {step["subject"] for step in steps}
    return found | {step["waits_for"][0] for step in steps if step["waits_for"]}


def _step(step: Row, evidence: list[Row], names: Names) -> Row:
    known = steps_by_id().get(step["step"])
    return {
        "step": step["step"],
        "title": known.title if known else step["step"].replace("-", " ").capitalize(),
        "needs": known.needs if known else "",
        "technique": known.technique if known else "",
        "grade": known.grade if known else "modeled",
        "difficulty": known.difficulty if known else "moderate",
        "subject": step["subject"],
        "source": step["source"][0],
        "source_level": step["source"][1],
        "target": step["target"][0],
        "target_level": step["target"][1],
        "waits_for": _waits_for(step["waits_for"], names),
        "evidence": evidence,
        "controls": [control_brief(name) for name in known.controls] if known else [],
    }


def _waits_for(missing: list[str] | None, names: Names) -> Row | None:
    if missing is None:
        return None
    uid, fact = missing
    fact_type = CATALOGUE.fact(names[uid].kind, fact) if uid in names else None
    return {
        "element": uid,
        "fact": fact,
        "label": fact_type.label if fact_type else fact.replace("_", " ").capitalize(),
        "question": (fact_type.question or "") if fact_type else "",
    }


@cache
def steps_by_id() -> Mapping[str, AttackStep]:
    """The attack steps of the library."""
    return {step.id: step for step in load_steps()}
