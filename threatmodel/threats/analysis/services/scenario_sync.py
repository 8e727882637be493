"""Brings the attack scenarios of a model to what its attack paths make up.

They are threats like those of rules: matched by fingerprint, so that numbers, decisions and mitigations
survive. What differs is that they follow from the whole model, so no analysis of an edit looks at them.
"""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import orjson
from django.db import transaction

from threatmodel.architecture.operations.bulk_sql import rows_insert, rows_overwrite
from threatmodel.engine.analysis.attack_scenario import METHOD, RULE_PREFIX
from threatmodel.engine.analysis.attack_scenario import Scenario as FoundScenario
from threatmodel.engine.analysis.rule_evaluation import Analysis
from threatmodel.engine.analysis.rule_evaluation import Threat as FoundThreat
from threatmodel.engine.analysis.scenario_threats import Scenarios
from threatmodel.engine.exporters.scenarios import scenario_to_json
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.model import Model
from threatmodel.pubsub.publisher import broadcast
from threatmodel.threats.acceptances.services.reopen_changed_threats import MATERIAL, acceptances_follow
from threatmodel.threats.analysis.services.analysis_diff import Difference, difference_of_scenarios
from threatmodel.threats.analysis.services.model_counters import counters_lock
from threatmodel.threats.coverage.services.coverage_store import FindingsIndex, Grid, grids_write
from threatmodel.threats.coverage.services.manual_cells import grids_count_manual
from threatmodel.threats.decisions.services.possible_threats import (
    possible_reopen,
    threats_confirm,
    threats_doubt,
    untouched_delete,
)
from threatmodel.threats.decisions.services.status_recompute import statuses_recompute
from threatmodel.threats.decisions.services.threat_resolution import threats_reopen, threats_resolve
from threatmodel.threats.threats.models import Scenario, Threat

Json = dict[str, Any]
FOUND_MOST: Final = 5_000  # scenarios of a model; the worst
POSSIBLE_MOST: Final = 1_000
TARGETS_MOST: Final = 20  # of one scenario
_TOGETHER: Final = 500  # rows of one statement


@dataclass(frozen=True, slots=True)
class PreparedScenarios:
    """The scenarios to write, their contents with a digest by fingerprint, and their grid."""

    threats: tuple[FoundThreat, ...]
    contents: Mapping[str, tuple[Json, str]]
    grid: Grid


def scenarios_kept(scenarios: Scenarios) -> tuple[FoundThreat, ...]:
    """Those that have a row: the worst, up to a number that pages can list."""
    return (*scenarios.threats[:FOUND_MOST], *scenarios.possible[:POSSIBLE_MOST])


def scenarios_prepare(*, model: Model, scenarios: Scenarios) -> PreparedScenarios:
    """Work out all that `scenarios_write` writes: it holds the lock of the model, so it computes nothing."""
    kept = scenarios_kept(scenarios)
    contents = {one.fingerprint: _content(one, one.scenario) for one in kept if one.scenario}
    findings = FindingsIndex(Analysis(scenarios.threats, (), scenarios.possible))
    return PreparedScenarios(
        threats=kept,
        contents={key: (content, _digest(content)) for key, content in contents.items()},
        grid=Grid(METHOD, load_library(), model, findings),
    )


def _content(threat: FoundThreat, scenario: FoundScenario) -> Json:
    """What is stored of a scenario: of very many targets the first, and how many there are.

    The threats that its steps use are looked up when it is shown.
    """
    content = scenario_to_json(scenario)
    targets = content["targets"]
    for step in content["steps"]:
        del step["weaknesses"]
    return {**content, "targets": targets[:TARGETS_MOST], "target_count": len(targets), "why": threat.why}


def _digest(content: Json) -> str:
    return hashlib.blake2b(orjson.dumps(content), digest_size=16).hexdigest()


@transaction.atomic
def scenarios_write(*, model_id: uuid.UUID, seq: int, prepared: PreparedScenarios) -> None:
    """Write what differs between the rows and the scenarios of the state at `seq`, and their grid."""
    counters = counters_lock(model_id)
    difference = difference_of_scenarios(model_id, prepared.threats)
    for number, threat in enumerate(difference.new, start=counters.last_threat + 1):
        threat.number = number
    counters.last_threat += len(difference.new)
    counters.save(update_fields=["last_threat"])
    rows_insert(difference.new)
    if difference.changed:
        rows_overwrite(difference.changed, {column.removesuffix("_id") for column in difference.columns})
    _contents_write(model_id, prepared.contents)
    _follow(model_id, difference, evidence=f"attack paths of change {seq}")
    _grid_write(model_id, prepared.grid)
    transaction.on_commit(partial(broadcast, model_id=model_id, message={"type": "analyzed", "seq": seq}))


def _follow(model_id: uuid.UUID, difference: Difference, *, evidence: str) -> None:
    """Move the threats whose scenario is gone, came back, or became certain or uncertain."""
    gone = untouched_delete(model_id=model_id, threats=difference.gone)
    threats_resolve(model_id=model_id, threats=gone, run=None, evidence=evidence)
    threats_reopen(model_id=model_id, threats=difference.returned, run=None)
    threats_confirm(model_id=model_id, threats=difference.confirmed)
    threats_doubt(threats=difference.doubtful)
    possible_reopen(model_id=model_id, threats=difference.reopened)
    lasting = Threat.objects.filter(
        model_id=model_id, rule__startswith=RULE_PREFIX, status="mitigated"
    ).filter(mitigations__verified_by_evidence=True)
    statuses_recompute(model_id=model_id, threat_ids=lasting.values_list("pk", flat=True), actor=None)
    if difference.columns & MATERIAL:
        acceptances_follow(model_id=model_id, threat_ids=[threat.pk for threat in difference.changed])


def _contents_write(model_id: uuid.UUID, contents: Mapping[str, tuple[Json, str]]) -> None:
    """Write what differs in the scenarios themselves."""
    known = Scenario.objects.filter(threat__model_id=model_id)
    before = dict(known.values_list("threat__fingerprint", "digest"))
    changed = [key for key, (_, digest) in contents.items() if before.get(key) != digest]
    keys = Threat.with_possible.filter(model_id=model_id, fingerprint__in=changed)
    rows = [
        Scenario(threat_id=key, content=contents[name][0], digest=contents[name][1])
        for name, key in keys.values_list("fingerprint", "id")
    ]
    Scenario.objects.bulk_create(
        rows,
        batch_size=_TOGETHER,
        update_conflicts=True,
        unique_fields=["threat"],
        update_fields=["content", "digest"],
    )


def _grid_write(model_id: uuid.UUID, grid: Grid) -> None:
    written = grids_write(model_id=model_id, grids=[grid])
    if written and Threat.objects.filter(model_id=model_id, rule="").exists():
        grids_count_manual(model_id=model_id)
