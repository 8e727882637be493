"""The controls that a team has: those that ship and its own, what they answer, and where they are in use."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any, Final

from django.db.models import Count

from threatmodel.engine.library.loader import Control, load_library
from threatmodel.threats.models import Mitigation, TeamRule
from threatmodel.threats.selectors.history import person
from threatmodel.threats.selectors.mitigations import is_overdue
from threatmodel.threats.selectors.rule_parts import control_row
from threatmodel.threats.selectors.team_library import (
    controls_by_id,
    fired_in_team,
    origin_of,
    rule_words,
    team_controls,
)
from threatmodel.threats.vocabulary import SEVERITIES, STATUSES

Row = dict[str, Any]
_SHOWN: Final = 200  # mitigations named of one control; the counts tell of the others
_ORDER: Final[Mapping[str, Callable[[Row], Any]]] = {
    "id": itemgetter("id"),
    "title": lambda row: row["title"].lower(),
    "rules": itemgetter("rule_count"),
    "mitigations": itemgetter("mitigation_count"),
}


@dataclass(frozen=True, slots=True)
class Uses:
    """How often each control is named, by its id."""

    rules: Mapping[str, int]
    mitigations: Mapping[str, int]


def team_controls_of(*, team_id: uuid.UUID, query: Mapping[str, Any]) -> list[Row]:
    """Controls that match the filters of TeamControlQuery, in its order. Three queries."""
    uses = _uses(team_id)
    every = {**load_library().controls, **team_controls(team_id=team_id)}
    rows = [_row(control, uses) for _, control in sorted(every.items()) if _matches(control, query)]
    rows.sort(key=lambda row: row["title"].lower())  # the order of ties
    column = query["ordering"].removeprefix("-")
    rows.sort(key=_ORDER[column], reverse=query["ordering"].startswith("-"))
    return rows


def _matches(control: Control, query: Mapping[str, Any]) -> bool:
    sources = {reference.partition(":")[0] for reference in control.references}
    words = f"{control.id} {control.title} {control.how} {' '.join(control.references)}"
    return (
        query["search"].strip().lower() in words.lower()
        and (not query["category"] or control.category in query["category"])
        and (not query["lifecycle"] or control.lifecycle in query["lifecycle"])
        and (not query["reference"] or not sources.isdisjoint(query["reference"]))
        and (not query["origin"] or origin_of(control.id) in query["origin"])
    )


def _row(control: Control, uses: Uses) -> Row:
    return {
        **control_row(load_library(), control),
        "origin": origin_of(control.id),
        "rule_count": uses.rules.get(control.id, 0),
        "mitigation_count": uses.mitigations.get(control.id, 0),
    }


def _uses(team_id: uuid.UUID) -> Uses:
    own = TeamRule.objects.filter(team_id=team_id).values_list("definition", flat=True)
    rules = Counter({name: len(ids) for name, ids in _rules_shipped().items()})
    rules.update(name for definition in own for name in set(definition["controls"]))
    mitigations = (
        Mitigation.objects.filter(model__team_id=team_id, model__deleted_at__isnull=True)
        .exclude(control="")
        .order_by()
    )
    return Uses(rules, dict(mitigations.values_list("control").annotate(number=Count("pk"))))


@cache
def _rules_shipped() -> Mapping[str, tuple[str, ...]]:
    """Ids of the rules that ship, by the control they name."""
    naming: dict[str, list[str]] = defaultdict(list)
    for rule in load_library().rules:
        for name in rule.controls:
            naming[name].append(rule.id)
    return {name: tuple(ids) for name, ids in naming.items()}


def team_control_detail(*, team_id: uuid.UUID, control_id: str) -> Row | None:
    """A control, the rules it answers and the mitigations that apply it, or None. Six queries at most."""
    control = controls_by_id(team_id=team_id, ids=[control_id]).get(control_id)
    if control is None:
        return None
    rules = _rules_answered(team_id, control_id)
    applied = Mitigation.objects.filter(
        model__team_id=team_id, model__deleted_at__isnull=True, control=control_id
    )
    statuses = dict(applied.order_by().values_list("status").annotate(number=Count("pk")))
    uses = Uses({control_id: len(rules)}, {control_id: sum(statuses.values())})
    newest = applied.select_related("model", "owner").order_by("-updated_at", "pk")[:_SHOWN]
    return {
        **_row(control, uses),
        "rules": rules,
        "statuses": {status: statuses[status] for status in STATUSES if status in statuses},
        "mitigations": _mitigation_rows(newest),
    }


def _rules_answered(team_id: uuid.UUID, control_id: str) -> list[Row]:
    """Rules that name the control, those that fire most here first, then the worst. Two queries."""
    words = rule_words(team_id=team_id)
    own = TeamRule.objects.filter(team_id=team_id).values_list("rule", "definition")
    ids = [
        *_rules_shipped().get(control_id, ()),
        *(rule for rule, raw in own if control_id in raw["controls"]),
    ]
    fired = fired_in_team(team_id=team_id)
    rows = [
        {
            "id": name,
            "title": words[name].title,
            "severity": words[name].severity,
            "origin": words[name].origin,
            "fired": fired.get(name, 0),
        }
        for name in ids
    ]
    return sorted(rows, key=lambda row: (-row["fired"], SEVERITIES.index(row["severity"]), row["title"]))


def _mitigation_rows(mitigations: Iterable[Mitigation]) -> list[Row]:
    return [
        {
            "model": {"id": mitigation.model_id, "name": mitigation.model.name},
            "number": mitigation.number,
            "title": mitigation.title,
            "status": mitigation.status,
            "owner": person(mitigation.owner),
            "due": mitigation.due,
            "overdue": is_overdue(mitigation),
        }
        for mitigation in mitigations
    ]


def references_of(query: Mapping[str, Any]) -> Sequence[Row]:
    """Entries of public catalogues that match the search, by id; no queries."""
    words = query["search"].strip().lower()
    return [
        {"id": one.id, "title": one.title, "url": one.url, "source": one.source}
        for one in load_library().references.values()
        if words in f"{one.id} {one.title}".lower()
    ]
