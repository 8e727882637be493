"""What of a drawing is found by what it does not carry itself: stages of the lifecycle, data sets."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Any

from threatmodel.architecture.api.selectors.data_sets import data_set_uses
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.taxonomies import LIFECYCLE
from threatmodel.library.models import TeamRule
from threatmodel.library.selectors.team_library import team_controls
from threatmodel.threats.choices import AT_RISK
from threatmodel.threats.threats.models import Threat

Row = dict[str, Any]


def canvas_filters(*, model: ThreatModel) -> Row:
    """The uids that each stage and each data set finds. Six queries whatever the size."""
    by_data_set: dict[str, list[str]] = defaultdict(list)
    for place in data_set_uses(model_id=model.pk):
        for uid in place.data_sets:
            by_data_set[uid].append(place.uid)
    return {"lifecycle": _by_stage(model), "data_sets": by_data_set}


def _by_stage(model: ThreatModel) -> dict[str, list[str]]:
    """Return what has open threats that a control of the stage answers, by stage."""
    stages = {**_stages_shipped(), **_stages_of_team(model.team_id)}
    found: dict[str, set[str]] = {stage: set() for stage in LIFECYCLE}
    threats = Threat.objects.filter(model=model, status__in=AT_RISK).order_by()
    for subject in ("element__uid", "flow__uid"):
        there = threats.filter(**{f"{subject}__isnull": False})
        for uid, rule in there.values_list(subject, "rule"):
            for stage in stages.get(rule, ()):
                found[stage].add(uid)
    return {stage: sorted(uids) for stage, uids in found.items()}


@cache
def _stages_shipped() -> Mapping[str, frozenset[str]]:
    """Return the stages of the controls of each rule that ships, by its id."""
    library = load_library()
    return {
        rule.id: frozenset(library.controls[name].lifecycle for name in rule.controls)
        for rule in library.rules
    }


def _stages_of_team(team_id: uuid.UUID) -> dict[str, frozenset[str]]:
    """Return the same of the rules that the team wrote. Two queries."""
    controls = {**load_library().controls, **team_controls(team_id=team_id)}
    own = TeamRule.objects.filter(team_id=team_id).values_list("rule", "definition__controls")
    return {
        rule: frozenset(controls[name].lifecycle for name in names if name in controls) for rule, names in own
    }
