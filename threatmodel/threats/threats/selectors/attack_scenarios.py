"""The attack scenario that a threat lists, as its page shows it: its steps and the threats they rest on."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from threatmodel.architecture.api.selectors.rule_evidence import evidence_rows
from threatmodel.architecture.api.selectors.threat_subjects import Subject, subject_row, subjects_by_uid
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.engine.library.attack_steps import load_steps
from threatmodel.engine.library.loader import load_library
from threatmodel.library.selectors.control_and_reference_rows import control_row, reference_rows
from threatmodel.threats.threats.models import Scenario, Threat

Row = dict[str, Any]
_TITLE: Final = "Attack scenario"
_PLAIN: Final = (
    "role", "attacker", "attacker_name", "assumed_start", "goal", "goal_title", "paths", "sharing", "grade",
    "skill", "likelihood", "inherent", "residual", "impact", "inherent_risk", "residual_risk", "objectives",
)  # fmt: skip


def scenario_part(model: ThreatModel, threat_id: uuid.UUID) -> Row:
    """What the page of a threat shows of its scenario instead of a rule. Seven queries at most."""
    row = Scenario.objects.filter(threat_id=threat_id).first()
    if row is None:
        return {}
    content, library = row.content, load_library()
    names = subjects_by_uid(model_id=model.pk, uids=_uids(content))
    references = {step.id: step.references for step in load_steps()}
    named = dict.fromkeys(one for step in content["steps"] for one in references.get(step["step"], ()))
    return {
        "rule_title": _TITLE,
        "why": content["why"],
        "scenario": {
            **{key: content[key] for key in _PLAIN},
            "entry": _subject(content["entry"], names),
            "targets": [_subject(uid, names) for uid in content["targets"]],
            "target_count": content["target_count"],
            "controls_done": [
                {"title": library.controls[one["control"]].title, "subject": _subject(one["element"], names)}
                for one in content["controls_done"]
                if one["control"] in library.controls
            ],
            "steps": _steps(model, content["steps"], names),
        },
        "controls": [
            control_row(library, library.controls[name])
            for name in dict.fromkeys(one for step in content["steps"] for one in step["controls"])
            if name in library.controls
        ],
        "references": reference_rows(library, named),
    }


def _steps(model: ThreatModel, steps: Sequence[Row], names: Mapping[str, Subject]) -> list[Row]:
    evidence = iter(evidence_rows(model, [one for step in steps for one in step["evidence"]]))
    weaknesses = _weaknesses(model, steps)
    return [
        {
            "step": step["step"],
            "title": step["title"],
            "source": _subject(step["source"], names),
            "target": _subject(step["target"], names),
            "target_level": step["target_level"],
            "technique": step["technique"],
            "difficulty": step["difficulty"],
            "grade": step["grade"],
            "waits_for": step["waits_for"][1] if step["waits_for"] else "",
            "evidence": [next(evidence) for _ in step["evidence"]],
            "weaknesses": found,
        }
        for step, found in zip(steps, weaknesses, strict=True)
    ]


def _weaknesses(model: ThreatModel, steps: Sequence[Row]) -> list[list[Row]]:
    """For each step the threats that are found now and rest on the same facts, worst first. One query."""
    uids = {one["element"] for step in steps for one in step["evidence"]}
    uids |= {step["subject"] for step in steps}
    rows = (
        Threat.objects.filter(model=model, subject_uid__in=uids)
        .exclude(status="resolved")
        .exclude(rule__startswith=RULE_PREFIX)
        .order_by("-score", "number")
        .values("number", "title", "severity", "status", "evidence")
    )
    placed = [({evidence_place(one) for one in row["evidence"]}, row) for row in rows]
    return [
        [
            {key: row[key] for key in ("number", "title", "severity")} | {"status": row["status"]}
            for places, row in placed
            if places & {evidence_place(one) for one in step["evidence"]}
        ]
        for step in steps
    ]


def evidence_place(evidence: Mapping[str, Any]) -> tuple[str, str, str, int]:
    """A fact and where it was read: of one list several places, such as the rules of a role."""
    return evidence["element"], evidence["fact"], evidence["file"], evidence["line"]


def _uids(content: Row) -> set[str]:
    ends = (uid for step in content["steps"] for uid in (step["source"], step["target"], step["subject"]))
    done = (one["element"] for one in content["controls_done"])
    return {content["entry"], *content["targets"], *ends, *done}


def _subject(uid: str, names: Mapping[str, Subject]) -> Row:
    """An element or flow by its present name; by its uid where it is gone."""
    found = names.get(uid)
    if found is None:
        return subject_row(None, uid=uid, name=uid, kind="")
    return subject_row(found.element_id or found.flow_id, uid=uid, name=found.name, kind=found.kind)
