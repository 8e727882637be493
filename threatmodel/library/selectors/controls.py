"""The controls that a team has: those that ship and its own, what they answer, and where they are in use."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from operator import itemgetter
from typing import Any, Final

from threatmodel.engine.library.loader import Control, load_library
from threatmodel.library.choices import SEVERITIES
from threatmodel.library.models import TeamRule
from threatmodel.library.selectors.control_and_reference_rows import control_row
from threatmodel.library.selectors.team_library import (
    controls_by_id,
    origin_of,
    rule_summaries,
    team_controls,
)
from threatmodel.library.usage import library_usage

Row = dict[str, Any]
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
    return Uses(rules, library_usage().controls_applied(team_id=team_id))


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
    statuses = library_usage().control_statuses(team_id=team_id, control_id=control_id)
    uses = Uses({control_id: len(rules)}, {control_id: sum(statuses.values())})
    return {
        **_row(control, uses),
        "rules": rules,
        "statuses": statuses,
        "mitigations": library_usage().control_applied_in(team_id=team_id, control_id=control_id),
    }


def rules_by_control(*, team_id: uuid.UUID, control_ids: Iterable[str]) -> dict[str, set[str]]:
    """Ids of the rules that name each of these controls, built-in and of the team. One query."""
    found = {name: set(_rules_shipped().get(name, ())) for name in control_ids}
    for rule, raw in TeamRule.objects.filter(team_id=team_id).values_list("rule", "definition"):
        for name in found.keys() & set(raw["controls"]):
            found[name].add(rule)
    return found


def _rules_answered(team_id: uuid.UUID, control_id: str) -> list[Row]:
    """Rules that name the control, those that fire most here first, then the worst. Two queries."""
    words = rule_summaries(team_id=team_id)
    own = TeamRule.objects.filter(team_id=team_id).values_list("rule", "definition")
    ids = [
        *_rules_shipped().get(control_id, ()),
        *(rule for rule, raw in own if control_id in raw["controls"]),
    ]
    fired = library_usage().rules_fired(team_id=team_id)
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
