"""Goals of the newest run, with their exposure and their likeliest path."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db.models import Q, QuerySet

from threatmodel.architecture.api.selectors.threat_subjects import Subject, subject_row, subjects_by_uid
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import GoalResult
from threatmodel.attack_paths.path_serialization import state_key
from threatmodel.attack_paths.selectors.runs import newest_run
from threatmodel.engine.library.attack_steps import State
from threatmodel.engine.model import CATALOGUE, Model

Row = dict[str, Any]
Names = Mapping[str, Subject]
_GONE: Final = Subject(None, None, "", "")


def goals_of(*, model: ThreatModel, query: Mapping[str, Any]) -> QuerySet[GoalResult]:
    """Goals of the newest run that match the filters of GoalQuery, in its order. One query, and the list.

    Where they are `grouped`, each group of which a goal matches is its first.
    """
    run = newest_run(model=model)
    every = GoalResult.objects.filter(run=run) if run else GoalResult.objects.none()
    found = _matching(every, query)
    if query["grouped"]:
        found = every.filter(leads_group=True, group__in=found.order_by().values("group"))
    return found.defer("content").order_by(*query["ordering"])


def _matching(found: QuerySet[GoalResult], query: Mapping[str, Any]) -> QuerySet[GoalResult]:
    if query["worth"]:
        found = found.filter(worth__in=query["worth"])
    if query["reached"] is not None:
        found = found.filter(score__isnull=not query["reached"])
    for column in ("group", "key"):
        if query[column]:
            found = found.filter(**{column: query[column]})
    for word in query["search"].split():
        found = found.filter(
            Q(title__icontains=word) | Q(element_name__icontains=word) | Q(zone_name__icontains=word)
        )
    return found


def goal_get(*, model: ThreatModel, key: str) -> GoalResult | None:
    """Return a goal of the newest run with its paths, or None. Two queries."""
    run = newest_run(model=model)
    return GoalResult.objects.filter(run=run, key=key).first() if run else None


def goal_rows(goals: Iterable[GoalResult], *, model_id: uuid.UUID) -> list[Row]:
    """Goals as the API lists them. Three queries."""
    shown = list(goals)
    uids = {row.element_uid for row in shown}
    uids |= {uid for row in shown for uid, _ in (*row.choke_points, *row.follows_from)}
    names = subjects_by_uid(model_id=model_id, uids=uids)
    return [goal_row(row, names) for row in shown]


def goal_row(row: GoalResult, names: Names) -> Row:
    """A goal as the API shows it; one whose element was deleted keeps the name it had."""
    had = Subject(None, None, row.element_name, row.element_kind)
    return {
        "key": row.key,
        "goal": row.goal,
        "title": row.title,
        "element": element_row(row.element_uid, names, had),
        "level": row.level,
        "worth": row.worth,
        "zone": zone_row(row),
        "group": {
            "key": row.group,
            "where": where_text(row),
            "goals": row.group_goals,
            "zones": row.group_zones,
        },
        "exposure": {"workloads": row.exposed_workloads, "share": row.exposure},
        "entry_points": row.entry_points,
        "score": row.score,
        "cost": row.cost,
        "attackers": row.attackers,
        "paths": row.certain,
        "possible": row.possible,
        "choke_points": [state_row(uid, level, names) for uid, level in row.choke_points],
        "follows_from": [
            {**state_row(uid, level, names), "key": state_key(State(uid, level))}
            for uid, level in row.follows_from
        ],
    }


def zone_row(row: GoalResult) -> Row | None:
    """The trust boundary that the element of a goal is in."""
    return {"name": row.zone_name, "kind": row.zone_kind} if row.zone_kind else None


def zone_around(model: Model, uid: str) -> str:
    """The uid of the trust boundary that an element is in; empty for none."""
    return next((zone for zone in model.zone_chain(uid) if zone != uid), "")


def zone_in(model: Model, uid: str) -> Row | None:
    """The trust boundary that an element of a model is in, as the API shows it."""
    zone = zone_around(model, uid)
    return {"name": model.elements[zone].name, "kind": model.kind_of(zone)} if zone else None


def where_text(row: GoalResult) -> str:
    """Where the goals of a group are, in words: "in shop", "in 20 namespaces"; empty outside of all zones."""
    if row.group_goals == 1:
        return f"in {row.zone_name}" if row.zone_name else ""
    if row.group_zones == 1:
        return f"{row.group_goals:,} " + (f"in {row.zone_name}" if row.zone_name else "of this name")
    zones = f"in {row.group_zones:,} {CATALOGUE.kinds[row.zone_kind].plural.lower()}"
    return zones if row.group_zones == row.group_goals else f"{row.group_goals:,} {zones}"


def placed_text(goal: GoalResult, name: str) -> str:
    """What one goal is about, with where it is if that alone tells it from others: "orders-db in shop-2"."""
    return f"{name} in {goal.zone_name}" if goal.group_goals > 1 and goal.zone_name else name


def group_text(same: Sequence[GoalResult], name: str) -> str:
    """What goals that differ only in where they are are about; `same` may leave some of their group out."""
    goal = same[0]
    if goal.group_goals == 1:
        return name
    if len(same) == goal.group_goals:
        return f"{name} {where_text(goal)}"
    if len(same) == 1:
        return placed_text(goal, name)
    return f"{name} ({len(same):,} of {goal.group_goals:,})"


def state_row(uid: str, level: str, names: Names) -> Row:
    """A level of control over an element as the API shows it."""
    return {"element": element_row(uid, names), "level": level}


def element_row(uid: str, names: Names, had: Subject = _GONE) -> Row:
    """An element by its present name; `had` is what it was called before it was deleted."""
    subject = names.get(uid, had)
    key = subject.element_id or subject.flow_id
    return subject_row(key, uid=uid, name=subject.name or uid, kind=subject.kind)
