"""What findings are linked to, as the API shows it."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from threatmodel.architecture.api.selectors.threat_subjects import subject_row, subjects_by_uid
from threatmodel.architecture.models import ThreatModel
from threatmodel.assessments.models import AssessmentFinding, AssessmentLink
from threatmodel.attack_paths.models import GoalResult
from threatmodel.attack_paths.selectors.runs import newest_run
from threatmodel.threats.threats.models import Threat

Row = dict[str, Any]
Links = Mapping[uuid.UUID, Mapping[str, list[Row]]]


def link_rows(*, model: ThreatModel, findings: Collection[AssessmentFinding]) -> Links:
    """The links of each finding: `threats`, `subjects` and `goals`. Five queries at most."""
    rows: dict[uuid.UUID, dict[str, list[Row]]] = {
        one.pk: {"threats": [], "subjects": [], "goals": []} for one in findings
    }
    links = list(
        AssessmentLink.objects.filter(finding__in=list(rows)).select_related("threat").order_by("pk")
    )
    uids = {one.key for one in links if one.kind == "subject"}
    known = subjects_by_uid(model_id=model.pk, uids=uids) if uids else {}
    goals = _goals_found(model, {one.key for one in links if one.kind == "goal"})
    for link in links:
        row = rows[link.finding_id]
        if link.threat is not None:
            row["threats"].append(threat_brief(link.threat))
        elif link.kind == "goal":
            row["goals"].append({"key": link.key, "name": link.name, "found": link.key in goals})
        else:
            found = known.get(link.key)
            key = (found.element_id or found.flow_id) if found else None
            kind = found.kind if found else link.subject_kind
            name = found.name if found else link.name
            row["subjects"].append(subject_row(key, uid=link.key, name=name, kind=kind))
    return rows


def threat_brief(threat: Threat) -> Row:
    """Enough of a threat to name it and link to it."""
    return {
        "number": threat.number,
        "title": threat.title,
        "severity": threat.severity,
        "status": threat.status,
        "subject": threat.subject_name,
    }


def _goals_found(model: ThreatModel, keys: Collection[str]) -> set[str]:
    """Those goals that the newest attack paths have."""
    run = newest_run(model=model) if keys else None
    if run is None:
        return set()
    return set(GoalResult.objects.filter(run=run, key__in=keys).values_list("key", flat=True))
