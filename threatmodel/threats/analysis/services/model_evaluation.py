"""Reads a model and evaluates the rules on it; nothing is written of the result."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from threatmodel.architecture.consistent_reads import read_at_one_revision
from threatmodel.architecture.engine_mapper import engine_model
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.row_loading import architecture_load
from threatmodel.engine.analysis.evaluation_context import ContextBuilder
from threatmodel.engine.analysis.reach_grades import Reach
from threatmodel.engine.analysis.restore_test_age import age_limits, outdated_on
from threatmodel.engine.analysis.rule_evaluation import Analysis, analyze, folded_anew
from threatmodel.engine.library.loader import Library, load_library
from threatmodel.engine.library.rules import build_rule
from threatmodel.engine.model import Model
from threatmodel.library.selectors.team_library import rules_enabled, rules_hash
from threatmodel.library.services.rule_sandbox import analyses_merge, evaluate_sandboxed
from threatmodel.library.services.team_library import slow_rules_disable
from threatmodel.threats.analysis.selectors.attacker_reach import reach_load
from threatmodel.threats.coverage.services.coverage_store import FindingsIndex, Grid, grids_of

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The analysis of a model by the library and the team's rules, with the coverage grid of each method.

    It is that of `day`, and of all days after it before `outdated_on`.
    """

    analysis: Analysis
    grids: tuple[Grid, ...]
    rules: str  # rules_hash of the team's rules that count in it
    day: date | None = None
    outdated_on: date | None = None


@dataclass(frozen=True, slots=True)
class RulesFound:
    """What the rules find: the team's rules that count in it, and those that took too long."""

    analysis: Analysis
    own: list[Json]
    stopped: list[Json]


def model_load(*, model_id: uuid.UUID) -> tuple[int, Model]:
    """Return the architecture of a model with its seq. Raises ThreatModel.DoesNotExist."""
    return read_at_one_revision(
        model_id=model_id, read=lambda: engine_model(architecture_load(model_id=model_id).working_copy)
    )


def model_evaluate(model: Model, *, model_id: uuid.UUID) -> Evaluated:
    """Evaluate the built-in rules and the enabled rules of the team on the model.

    A rule of the team that takes too long is disabled, and the others count. Call it outside the transaction
    that writes.
    """
    evaluated, stopped = model_try(model, model_id=model_id)
    if stopped:
        team_id = ThreatModel.objects.values_list("team_id", flat=True).get(pk=model_id)
        slow_rules_disable(team_id=team_id, stopped=stopped)
    return evaluated


def model_try(
    model: Model, *, model_id: uuid.UUID, reach: Mapping[str, Reach] | None = None
) -> tuple[Evaluated, list[Json]]:
    """Evaluate as model_evaluate does, and return the team's rules that took too long; none is disabled.

    Scores are by `reach`, or by that which is stored.
    """
    shipped = load_library()
    reach = reach_load(model_id=model_id).of if reach is None else reach
    found = rules_evaluate(model, model_id=model_id, reach=reach)
    rules = [build_rule(raw, where=raw["id"]) for raw in found.own]
    library = Library((*shipped.rules, *rules), shipped.controls, shipped.references) if rules else shipped
    days = model.as_of, outdated_on(model, age_limits(library.rules))
    grids = grids_of(model, library, FindingsIndex(found.analysis))
    return Evaluated(found.analysis, grids, rules_hash(found.own), *days), found.stopped


def rules_evaluate(
    model: Model, *, model_id: uuid.UUID, reach: Mapping[str, Reach], shared: ContextBuilder | None = None
) -> RulesFound:
    """Evaluate the built-in rules and the enabled rules of the team, without coverage.

    `shared` are the contexts of the model that other analyses of it use too.
    """
    analysis = analyze(model, load_library(), reach=reach, shared=shared)
    own = rules_enabled(model_id=model_id)
    if not own:
        return RulesFound(analysis, [], [])
    sandboxed = evaluate_sandboxed(model, own)
    stopped = [raw for raw in own if raw["id"] in sandboxed.stopped]
    own = [raw for raw in own if raw["id"] not in sandboxed.stopped]
    return RulesFound(folded_anew(model, analyses_merge(analysis, sandboxed.analysis)), own, stopped)
