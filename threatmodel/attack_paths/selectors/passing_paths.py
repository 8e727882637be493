"""Which of the stored attack paths pass an element or flow, or rest on the facts of a threat."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet

from threatmodel.architecture.api.selectors.threat_subjects import subjects_by_uid
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.attack_paths.models import GoalResult
from threatmodel.attack_paths.path_serialization import unpack
from threatmodel.attack_paths.selectors.goals import goal_row
from threatmodel.attack_paths.selectors.runs import newest_run
from threatmodel.engine.model import CATALOGUE
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.selectors.attack_scenarios import evidence_place

Row = dict[str, Any]
_GOALS_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class _Passing:
    """The paths to one goal that pass: how many without unknown facts, and the likeliest, counted from 1."""

    goal: GoalResult
    certain: int
    number: int
    path: Row


def through_row(*, model: ThreatModel, uid: str) -> Row | None:
    """The paths of the newest run that pass an element, its parts included; None where it is not there.

    By goal, the worst first; `of` counts the paths that are stored. Five queries.
    """
    subject = subjects_by_uid(model_id=model.pk, uids={uid})
    if uid not in subject:
        return None
    inside = Element.objects.filter(model=model, parent__uid=uid, kind__in=CATALOGUE.containers)
    uids = {uid, *inside.values_list("uid", flat=True)}
    return _paths_row(model, lambda step: _is_at(step, uids))


def resting_row(*, model: ThreatModel, number: int) -> Row | None:
    """The paths with a step that rests on a fact of the threat of this number; None without such a threat.

    As `through_row`, in four queries.
    """
    evidence = (
        Threat.with_possible.filter(model=model, number=number).values_list("evidence", flat=True).first()
    )
    if evidence is None:
        return None
    places = {evidence_place(one) for one in evidence}
    return _paths_row(model, lambda step: any(evidence_place(one) in places for one in step["evidence"]))


def _paths_row(model: ThreatModel, is_meant: Callable[[Row], bool]) -> Row:
    run = newest_run(model=model)
    stored = list(_stored(run.pk)) if run else []
    found = list(_passing(stored, is_meant))
    shown = found[:_GOALS_SHOWN]
    names = subjects_by_uid(model_id=model.pk, uids=_uids(shown))
    return {
        "paths": sum(one.certain for one in found),
        "of": sum(goal.certain for goal in stored),
        "goals": len(found),
        "results": [
            {
                "goal": goal_row(one.goal, names),
                "paths": one.certain,
                "number": one.number,
                "attackers": one.path["attackers"],
                "score": one.path["score"],
                "possible": one.path["possible"],
            }
            for one in shown
        ],
    }


def _stored(run_id: Any) -> QuerySet[GoalResult]:
    """The goals whose paths are stored, the worst first."""
    return GoalResult.objects.filter(run=run_id).exclude(content=b"").order_by("position")


def _passing(stored: Iterable[GoalResult], is_meant: Callable[[Row], bool]) -> Iterator[_Passing]:
    for goal in stored:
        content = unpack(bytes(goal.content))
        steps = {number for number, step in enumerate(content["steps"]) if is_meant(step)}
        paths = [
            (number, path)
            for number, path in enumerate(content["paths"], 1)
            if not steps.isdisjoint(path["steps"])
        ]
        if paths:
            certain = sum(not path["possible"] for _, path in paths)
            yield _Passing(goal, certain, *paths[0])


def _is_at(step: Row, uids: Collection[str]) -> bool:
    return any(uid in uids for uid in (step["source"][0], step["target"][0], step["subject"]))


def _uids(shown: list[_Passing]) -> set[str]:
    found = {one.goal.element_uid for one in shown}
    return found | {uid for one in shown for uid, _ in (*one.goal.choke_points, *one.goal.follows_from)}
