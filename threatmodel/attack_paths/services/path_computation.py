"""Computes the attack paths of a model and stores them as a run.

An older state never overwrites a newer one: who writes holds the lock of the model, and looks whether the
newest run is of a later state. Whatever else the result depends on (attackers, crown jewels, rules of the
team, the release) is in a hash, so that a result which would be equal is not computed again.
"""

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from django.db import transaction
from django.utils import timezone

from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import GoalResult, PathRun
from threatmodel.attack_paths.selectors.attackers_and_goals import (
    Inputs,
    attackers_of,
    controls_of,
    goals_of,
    inputs_load,
)
from threatmodel.attack_paths.services.result_rows import goal_rows, run_of
from threatmodel.attack_paths.signals import paths_stored
from threatmodel.engine.analysis.paths.attack_analysis import AttackAnalysis
from threatmodel.engine.analysis.rule_evaluation import Threat
from threatmodel.engine.analysis.scenario_threats import FoundWeakness, Scenarios, attack_scenarios
from threatmodel.engine.model import Model
from threatmodel.pubsub.publisher import broadcast
from threatmodel.threats.analysis.selectors.stored_findings import stored_findings
from threatmodel.threats.analysis.services.attacker_reach import PackedReach, reach_pack, reach_store
from threatmodel.threats.analysis.services.library_previews import PathsOfRelease
from threatmodel.threats.analysis.services.model_counters import counters_lock
from threatmodel.threats.analysis.services.model_evaluation import model_load, rules_evaluate
from threatmodel.threats.analysis.services.scenario_sync import (
    PreparedScenarios,
    scenarios_kept,
    scenarios_prepare,
    scenarios_write,
)

_TRIES: Final = 5


class InputsChanged(Exception):
    """Attackers or crown jewels kept changing during the computation."""


@dataclass(frozen=True, slots=True)
class _Computed:
    """All that is to be stored: the transaction only writes it."""

    run: PathRun
    rows: list[GoalResult]
    reach: PackedReach
    scenarios: PreparedScenarios


def paths_refresh(*, model_id: uuid.UUID) -> PathRun | None:
    """Compute and store the attack paths of the model as it is now; None when there is nothing new to store.

    Raises ThreatModel.DoesNotExist, InputsChanged.
    """
    for _ in range(_TRIES):
        inputs = inputs_load(model_id=model_id)
        if _stored_inputs(model_id) == inputs.hash:
            return None
        computed = _compute(model_id, inputs)
        try:
            return _store(model_id, computed)
        except InputsChanged:
            continue
    raise InputsChanged("attackers or crown jewels kept changing")


def scenarios_of_state(*, model_id: uuid.UUID, model: Model) -> Scenarios | None:
    """The attack scenarios that another state of the model would have, by what it depends on now.

    None while the stored ones are not those of the present state, as there is nothing to compare with.
    """
    is_new = ThreatModel.objects.filter(pk=model_id, seq=0).exists()
    if not is_new and not paths_are_current(model_id=model_id):
        return None
    inputs = inputs_load(model_id=model_id)
    analysis = _analysis(inputs, model)
    return _scenarios(analysis, inputs, _weaknesses(model_id, analysis))


def paths_by_this_release(model_id: uuid.UUID, model: Model) -> PathsOfRelease | None:
    """What the attack paths of this release would make of the model, for the preview of its rule library.

    None where nothing is there to compare with, or what is stored is of this release by now.
    """
    is_first = not PathRun.objects.filter(model_id=model_id).exists()
    if is_first or paths_are_current(model_id=model_id):
        return None
    inputs = inputs_load(model_id=model_id)
    analysis = _analysis(inputs, model)
    scenarios = _scenarios(analysis, inputs, _weaknesses(model_id, analysis))
    return PathsOfRelease(scenarios_kept(scenarios), analysis.reach())


def paths_are_current(*, model_id: uuid.UUID) -> bool:
    """Whether the stored paths are those of the model as it is now. Two queries where they are older."""
    stored = _stored_inputs(model_id)
    return bool(stored) and stored == inputs_load(model_id=model_id).hash


def _stored_inputs(model_id: uuid.UUID) -> str:
    """The hash of what the newest run depends on, where that is of the present state; else nothing."""
    seq = ThreatModel.objects.values_list("seq", flat=True).get(pk=model_id)
    runs = PathRun.objects.filter(model_id=model_id).order_by("-number")
    newest = runs.values_list("seq", "inputs").first()
    return newest[1] if newest and newest[0] == seq else ""


def _compute(model_id: uuid.UUID, inputs: Inputs) -> _Computed:
    started = time.monotonic()
    seq, model = model_load(model_id=model_id)
    analysis = _analysis(inputs, model)
    found = analysis.results()
    stored = stored_findings(model_id=model_id, seq=seq, day=model.as_of)
    weaknesses = _weaknesses(model_id, analysis) if stored is None else stored
    scenarios = _scenarios(analysis, inputs, weaknesses)
    run = run_of(found, analysis.attackers)
    run.model_id, run.seq, run.inputs = model_id, seq, inputs.hash
    rows, reach = goal_rows(found, model, run), reach_pack(analysis.reach())
    run.duration_ms = round((time.monotonic() - started) * 1000)
    return _Computed(run, rows, reach, scenarios_prepare(model=model, scenarios=scenarios))


def _analysis(inputs: Inputs, model: Model) -> AttackAnalysis:
    attackers, goals = attackers_of(inputs.described, model), goals_of(inputs.described, model)
    return AttackAnalysis(model, attackers=attackers, goals=goals)


def _weaknesses(model_id: uuid.UUID, analysis: AttackAnalysis) -> Sequence[Threat]:
    """What the rules of this release and of the team find, where no stored analysis says it."""
    found = rules_evaluate(analysis.model, model_id=model_id, reach=analysis.reach(), shared=analysis.shared)
    return found.analysis.threats


def _scenarios(analysis: AttackAnalysis, inputs: Inputs, weaknesses: Sequence[FoundWeakness]) -> Scenarios:
    """The scenarios as the command line rates them: beside what the rules find."""
    done = controls_of(inputs.done, analysis.model)
    plans = {name: controls_of(plan, analysis.model) for name, plan in inputs.plans.items()}
    return attack_scenarios(analysis, weaknesses, objectives=inputs.objectives, done=done, plans=plans)


@transaction.atomic
def _store(model_id: uuid.UUID, computed: _Computed) -> PathRun | None:
    counters = counters_lock(model_id)
    run = computed.run
    before = PathRun.objects.filter(model_id=model_id).order_by("-number").first()
    if before is not None and before.seq > run.seq:
        return None
    if inputs_load(model_id=model_id).hash != run.inputs:
        raise InputsChanged(str(model_id))
    run.number = before.number + 1 if before else 1
    run.save(force_insert=True)
    GoalResult.objects.bulk_create(computed.rows, batch_size=500)
    reach_store(counters=counters, reach=computed.reach)
    scenarios_write(model_id=model_id, seq=run.seq, prepared=computed.scenarios)
    if before is not None:
        _keep_summary(before)
    message = {"type": "attack-paths", "seq": run.seq}
    transaction.on_commit(partial(broadcast, model_id=model_id, message=message))
    paths_stored.send(sender=PathRun, model_id=model_id)
    return run


def _keep_summary(before: PathRun) -> None:
    """Drop the paths of what was the newest run, and all of it unless it is the last of its day."""
    if timezone.localdate(before.created_at) == timezone.localdate():
        before.delete()
    else:
        GoalResult.objects.filter(run=before).update(content=b"")
