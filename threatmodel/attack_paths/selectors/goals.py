"""Goals of the newest run, with their exposure and their likeliest path."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db.models import Q, QuerySet

from threatmodel.architecture.api.selectors.subjects import Subject, subject_row, subjects_by_uid
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import GoalResult
from threatmodel.attack_paths.path_content import state_key
from threatmodel.attack_paths.selectors.runs import newest_run
from threatmodel.engine.library.attack_steps import State

Row = dict[str, Any]
Names = Mapping[str, Subject]
_GONE: Final = Subject(None, None, "", "")


def goals_of(*, model: ThreatModel, query: Mapping[str, Any]) -> QuerySet[GoalResult]:
    """Goals of the newest run that match the filters of GoalQuery, in its order. One query, and the list."""
    run = newest_run(model=model)
    found = GoalResult.objects.filter(run=run) if run else GoalResult.objects.none()
    if query["worth"]:
        found = found.filter(worth__in=query["worth"])
    if query["reached"] is not None:
        found = found.filter(score__isnull=not query["reached"])
    if query["search"]:
        words = query["search"]
        found = found.filter(Q(title__icontains=words) | Q(element_name__icontains=words))
    return found.defer("content").order_by(*query["ordering"])


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


def state_row(uid: str, level: str, names: Names) -> Row:
    """A level of control over an element as the API shows it."""
    return {"element": element_row(uid, names), "level": level}


def element_row(uid: str, names: Names, had: Subject = _GONE) -> Row:
    """An element by its present name; `had` is what it was called before it was deleted."""
    subject = names.get(uid, had)
    key = subject.element_id or subject.flow_id
    return subject_row(key, uid=uid, name=subject.name or uid, kind=subject.kind)
