"""Which controls would remove the most risk from models: of open threats that have no mitigation yet."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from threatmodel.dashboards.selectors.risk import CountedThreats
from threatmodel.engine.library.loader import load_library
from threatmodel.library.choices import TEAM_PREFIX
from threatmodel.library.models import TeamControl, TeamRule
from threatmodel.threats.choices import OPEN

Row = dict[str, Any]
MOST: Final = 10


def top_controls(*, team_ids: Sequence[uuid.UUID], threats: CountedThreats) -> list[Row]:
    """The controls whose threats have the highest sum of scores, and the rules of these threats.

    A threat counts for each control that its rule names, so the sums of two controls may overlap. At most
    two queries.
    """
    sums = _without_mitigation(threats)
    controls_of = _controls_of_rules(team_ids, sums)
    rows: dict[str, Row] = {}
    for rule, (number, score) in sums.items():
        for control in controls_of.get(rule, ()):
            row = rows.setdefault(control, {"control": control, "threats": 0, "score": 0, "rules": []})
            row["threats"] += number
            row["score"] += score
            row["rules"].append(rule)
    first = sorted(rows.values(), key=lambda row: (-row["score"], row["control"]))[:MOST]
    titles = _titles(team_ids, [row["control"] for row in first])
    return [{**row, "title": titles[row["control"]], "rules": sorted(row["rules"])} for row in first]


def _without_mitigation(threats: CountedThreats) -> dict[str, tuple[int, int]]:
    """By rule, how many open threats have no mitigation, and the sum of their scores."""
    numbers: Counter[str] = Counter()
    scores: Counter[str] = Counter()
    for rule, likelihood, impact, status, number in threats.groups:
        if status in OPEN and rule:
            numbers[rule] += number
            scores[rule] += number * likelihood * impact
    for one in threats.treated:
        if one.threat.status in OPEN and one.rule:
            numbers[one.rule] -= one.number
            scores[one.rule] -= one.number * one.threat.levels.score
    return {rule: (number, scores[rule]) for rule, number in numbers.items() if number > 0}


def _controls_of_rules(team_ids: Sequence[uuid.UUID], rules: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """The controls that each rule names. One query where there are rules of teams."""
    library, found, own = load_library(), {}, []
    for rule_id in rules:
        if rule_id.startswith(TEAM_PREFIX):
            own.append(rule_id)
        elif (rule := library.rule(rule_id)) is not None:
            found[rule_id] = rule.controls
    if own:
        rows = TeamRule.objects.filter(team_id__in=team_ids, rule__in=own)
        found |= {row.rule: tuple(row.definition.get("controls", ())) for row in rows}
    return found


def _titles(team_ids: Sequence[uuid.UUID], controls: Sequence[str]) -> dict[str, str]:
    """What the controls are called. One query where there are controls of teams."""
    library = load_library()
    titles = {one: library.controls[one].title if one in library.controls else one for one in controls}
    if own := [one for one in controls if one.startswith(TEAM_PREFIX)]:
        rows = TeamControl.objects.filter(team_id__in=team_ids, control__in=own)
        titles |= {row.control: row.definition["title"] for row in rows}
    return titles
