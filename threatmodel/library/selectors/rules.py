"""The rules of the library and of a team, as their pages show them."""

import uuid
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from threatmodel.engine.library.examples import OUTCOMES
from threatmodel.engine.library.loader import load_library, read_yaml, rule_files
from threatmodel.library.choices import SEVERITIES, TEAM_PREFIX
from threatmodel.library.models import TeamRule
from threatmodel.library.selectors.team_library import (
    RuleSummary,
    definition_parts,
    parts_of_shipped,
    rule_summaries,
    shipped_summaries,
    summary_of,
)
from threatmodel.library.usage import library_usage

Row = dict[str, Any]


_RANK: Final = {severity: -place for place, severity in enumerate(SEVERITIES)}
_NO_EXAMPLES: Final[Row] = {outcome: [] for outcome in OUTCOMES}


def team_rules_of(*, team_id: uuid.UUID, query: Mapping[str, Any]) -> list[Row]:
    """Rules that match the filters of TeamRuleQuery, in its order. Two queries."""
    fired = library_usage().rules_fired(team_id=team_id)
    chosen = [rule for rule in rule_summaries(team_id=team_id).values() if _matches(rule, query)]
    rows = [_rule_row(rule, fired) for rule in sorted(chosen, key=lambda rule: rule.id)]
    name = query["ordering"].removeprefix("-")
    rows.sort(
        key=lambda row: _RANK[row["severity"]] if name == "severity" else row[name],
        reverse=query["ordering"].startswith("-"),
    )
    return rows


def _matches(rule: RuleSummary, query: Mapping[str, Any]) -> bool:
    words = " ".join((rule.id, rule.title, rule.why, *rule.covers, *rule.references))
    return (
        query["search"].strip().lower() in words.lower()
        and (not query["severity"] or rule.severity in query["severity"])
        and (not query["kind"] or not set(query["kind"]).isdisjoint(rule.applies_to))
        and (not query["category"] or not set(query["category"]).isdisjoint(rule.categories))
        and (not query["method"] or any(rule.methods.get(method) for method in query["method"]))
        and (not query["reference"] or not rule.sources.isdisjoint(query["reference"]))
        and (not query["origin"] or rule.origin in query["origin"])
    )


def _rule_row(rule: RuleSummary, fired: Mapping[str, int]) -> Row:
    return {
        "id": rule.id,
        "title": rule.title,
        "applies_to": list(rule.applies_to),
        "severity": rule.severity,
        "categories": list(rule.categories),
        "origin": rule.origin,
        "fired": fired.get(rule.id, 0),
        "enabled": rule.enabled,
        "note": rule.note,
    }


def team_rule_detail(*, team_id: uuid.UUID, rule_id: str) -> Row | None:
    """A rule of the library or the team with all that is known of it, or None. Four queries at most."""
    if rule_id.startswith(TEAM_PREFIX):
        return _own_detail(team_id, rule_id)
    rule = load_library().rule(rule_id)
    if rule is None:
        return None
    return {
        **_rule_row(shipped_summaries()[rule_id], library_usage().rules_fired(team_id=team_id)),
        **parts_of_shipped(rule),
        "fired_in": library_usage().rule_fired_in(team_id=team_id, rule_id=rule_id),
        "examples": _examples(rule_id),
        "definition": _definition(rule_id),
    }


def _own_detail(team_id: uuid.UUID, rule_id: str) -> Row | None:
    row = TeamRule.objects.filter(team_id=team_id, rule=rule_id).first()
    if row is None:
        return None
    return {
        **_rule_row(summary_of(row), library_usage().rules_fired(team_id=team_id)),
        **definition_parts(row.definition, team_id=team_id),
        "fired_in": library_usage().rule_fired_in(team_id=team_id, rule_id=rule_id),
        "examples": _NO_EXAMPLES,
        "definition": row.definition,
    }


@cache
def _files() -> Mapping[str, Path]:
    return {path.stem: path for path in rule_files()}


@lru_cache(maxsize=512)
def _definition(rule_id: str) -> Row:
    """A rule that ships as its file has it."""
    return dict(read_yaml(_files()[rule_id]))


@lru_cache(maxsize=512)
def _examples(rule_id: str) -> Row:
    path = _files()[rule_id].with_name(f"{rule_id}.examples.yaml")
    raw = read_yaml(path) or {}
    return {outcome: [_example(entry) for entry in raw.get(outcome) or ()] for outcome in OUTCOMES}


def _example(entry: Mapping[str, Any]) -> Row:
    facts = {key: value for key, value in entry.items() if key not in {"name", "asks"}}
    return {"name": entry["name"], "facts": facts, "asks": entry.get("asks", "")}
