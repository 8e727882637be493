"""What changes would bring: controls in place, and facts with other values, on the present architecture."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils import timezone

from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import GoalResult
from threatmodel.attack_paths.path_serialization import state_key
from threatmodel.attack_paths.selectors.goals import Names, state_row, zone_in
from threatmodel.attack_paths.selectors.path_questions import analysis_load, cost_row, exposure_row
from threatmodel.attack_paths.selectors.runs import newest_run
from threatmodel.engine.analysis.model_edits import FactSet
from threatmodel.engine.analysis.paths.exposure_counts import Exposure
from threatmodel.engine.analysis.paths.what_if import Change, ControlApplied, GoalChange
from threatmodel.engine.library.attack_steps import State
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.engine.model import CATALOGUE, Fact, Model, Source
from threatmodel.engine.model.fact_values import value_problem

Row = dict[str, Any]
_GOALS_SHOWN: Final = 100


class InvalidAssumption(InvalidRequest):
    """Something that is to be assumed cannot be so."""


def what_if_row(*, model: ThreatModel, question: Mapping[str, Any]) -> Row:
    """The result before and after the assumptions of PathWhatIfQuestion. Raises InvalidAssumption."""
    loaded = analysis_load(model=model, follow_facts=bool(question["facts"]))
    analysis, names = loaded.analysis, loaded.names
    found = analysis.what_if(_changes(analysis.model, question))
    cut = Counter(path.end for path in found.cut)
    changed = sorted((one for one in found.goals if _differs(one, cut)), key=_order)
    shown = changed[:_GOALS_SHOWN]
    return {
        "paths": found.paths,
        "cut": len(found.cut),
        "risk_left": found.risk,
        "reached_before": sum(one.cost_before is not None for one in found.goals),
        "reached_after": sum(one.cost_after is not None for one in found.goals),
        "goals": [_goal(analysis.model, one, cut[one.state], names) for one in shown],
        "goal_count": len(changed),
        **_listed(model, changed),
    }


def _changes(model: Model, question: Mapping[str, Any]) -> list[Change]:
    controls = list(_controls(model, question["controls"]))
    return [*controls, *_facts(model, question["facts"])]


def _controls(model: Model, asked: Sequence[Mapping[str, Any]]) -> Iterator[ControlApplied]:
    for one in asked:
        if one["control"] not in load_library().controls:
            raise InvalidAssumption({"controls": [f"Unknown control {one['control']!r}."]})
        if one["uid"] not in model.elements and one["uid"] not in model.flows:
            raise InvalidAssumption({"controls": [f"Unknown element or flow {one['uid']!r}."]})
        yield ControlApplied(one["control"], one["uid"])


def _facts(model: Model, asked: Sequence[Mapping[str, Any]]) -> Iterator[FactSet]:
    for one in asked:
        uid, name, value = one["uid"], one["fact"], one["value"]
        kind = "flow" if uid in model.flows else model.kind_of(uid)
        if not kind:
            raise InvalidAssumption({"facts": [f"Unknown element or flow {uid!r}."]})
        fact = CATALOGUE.fact(kind, name)
        if fact is None:
            raise InvalidAssumption({"facts": [f"{kind} has no fact {name!r}."]})
        if value is not None and (problem := value_problem(fact, value, today=timezone.localdate())):
            raise InvalidAssumption({"facts": [f"{name} {problem}."]})
        yield FactSet(uid, name, None if value is None else Fact(value, Source("person")))


def _differs(change: GoalChange, cut: Mapping[State, int]) -> bool:
    return (
        change.cost_before != change.cost_after
        or change.exposure_before != change.exposure_after
        or change.state in cut
    )


def _order(change: GoalChange) -> tuple[Any, ...]:
    """Goals that fall out of reach first, then by worth."""
    return (
        not change.is_out_of_reach,
        SEVERITIES.index(change.goal.worth),
        change.exposure_after.share - change.exposure_before.share,
        change.state,
    )


def _listed(model: ThreatModel, changed: Sequence[GoalChange]) -> Row:
    """What lists of goals show of all changes: by goal, and how many of each group. Two queries."""
    run = newest_run(model=model)
    stored = GoalResult.objects.filter(run=run) if run else GoalResult.objects.none()
    groups = dict(stored.values_list("key", "group"))
    after: list[Row] = []
    together: dict[str, Row] = {}
    for one in changed:
        key = state_key(one.state)
        if key in groups:
            side = _side(one.cost_after, one.exposure_after)
            after.append({"key": key, "score": side["score"], "share": side["exposure"]["share"]})
            same = together.setdefault(groups[key], {"key": groups[key], "goals": 0, "out_of_reach": 0})
            same["goals"] += 1
            same["out_of_reach"] += one.is_out_of_reach
    return {"after": after, "groups": list(together.values())}


def _goal(model: Model, change: GoalChange, cut: int, names: Names) -> Row:
    return {
        **state_row(change.state.element, change.state.level, names),
        "key": state_key(change.state),
        "title": change.goal.title,
        "zone": zone_in(model, change.state.element),
        "worth": change.goal.worth,
        "cut": cut,
        "before": _side(change.cost_before, change.exposure_before),
        "after": _side(change.cost_after, change.exposure_after),
    }


def _side(cost: int | None, exposure: Exposure) -> Row:
    reached = {"cost": None, "score": None} if cost is None else cost_row(cost)
    return {**reached, "exposure": exposure_row(exposure)}
