"""Ranked fixes of the newest run: the changes that lower the risk most, and the work they would become."""

from typing import Any

from threatmodel.architecture.api.selectors.threat_subjects import subjects_by_uid
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.selectors.applied_controls import (
    control_brief,
    open_numbers,
    planned_mitigations,
    threats_treated,
)
from threatmodel.attack_paths.selectors.goals import element_row, state_row
from threatmodel.attack_paths.selectors.path_rows import steps_by_id
from threatmodel.attack_paths.selectors.runs import newest_run

Row = dict[str, Any]


def fix_rows(*, model: ThreatModel) -> list[Row]:
    """The fixes, the best first, each on top of those before. Eight queries whatever their number."""
    run = newest_run(model=model)
    if run is None or not run.fixes:
        return []
    uids = {goal["element"] for fix in run.fixes for goal in fix["goals"]}
    uids |= {fix["subject"] for fix in run.fixes}
    names = subjects_by_uid(model_id=model.pk, uids=uids)
    fixes = [(fix["control"], fix["subject"]) for fix in run.fixes]
    treated = threats_treated(model=model, fixes=fixes)
    elements = {uid: element_row(uid, names) for _, uid in fixes}
    planned = planned_mitigations(model_id=model.pk, treated=treated, elements=elements)
    return [
        {
            "control": control_brief(fix["control"]),
            "element": elements[fix["subject"]],
            "steps": [_step(name) for name in fix["steps"]],
            "goals": [{**goal, **state_row(goal["element"], goal["level"], names)} for goal in fix["goals"]],
            "goal_count": fix["goal_count"],
            "risk_left": fix["risk_left"],
            "assumed_start": fix.get("assumed_start", False),
            "threats": open_numbers(treated[one]),
            "mitigation": planned.get(one),
        }
        for one, fix in zip(fixes, run.fixes, strict=True)
    ]


def _step(name: str) -> Row:
    known = steps_by_id().get(name)
    return {"step": name, "title": known.title if known else name.replace("-", " ").capitalize()}
