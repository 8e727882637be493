"""The library as one team has it: what ships with Bulkhead, and the rules and controls of its own."""

import hashlib
import json
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django.db.models import QuerySet

from threatmodel.engine.analysis.platforms import Platform, controls_on, fixes_on
from threatmodel.engine.library.cel_format import condition_lines
from threatmodel.engine.library.loader import Control, Library, load_library
from threatmodel.engine.library.rules import Rule, title_in_general
from threatmodel.library.choices import METHODS, TEAM_PREFIX
from threatmodel.library.models import TeamControl, TeamRule
from threatmodel.library.selectors.control_and_reference_rows import control_row, fix_rows, reference_rows

Row = dict[str, Any]

_ANY_PLATFORM: Final[frozenset[Platform]] = frozenset()


@dataclass(frozen=True, slots=True)
class RuleSummary:
    """What lists show of a rule, without its compiled condition."""

    id: str
    title: str
    why: str
    applies_to: tuple[str, ...]
    methods: Mapping[str, tuple[str, ...]]
    severity: str
    covers: tuple[str, ...]
    references: tuple[str, ...]
    origin: str
    enabled: bool = True
    note: str = ""

    @property
    def categories(self) -> tuple[str, ...]:
        """Its categories of all methods."""
        return tuple(category for of_method in self.methods.values() for category in of_method)

    @property
    def sources(self) -> frozenset[str]:
        """Public catalogues that it refers to, as its references begin: attack, cis-docker."""
        return frozenset(reference.partition(":")[0] for reference in self.references)


# --- rules -------------------------------------------------------------------------------------


def rule_summaries(*, team_id: uuid.UUID) -> dict[str, RuleSummary]:
    """Every rule that the team has, by id. One query."""
    own = TeamRule.objects.filter(team_id=team_id).order_by("rule")
    return {**shipped_summaries(), **{row.rule: summary_of(row) for row in own}}


@cache
def shipped_summaries() -> dict[str, RuleSummary]:
    return {
        rule.id: RuleSummary(
            id=rule.id,
            title=title_in_general(rule.title, rule.applies_to),
            why=rule.why,
            applies_to=rule.applies_to,
            methods=rule.methods,
            severity=rule.severity,
            covers=rule.covers,
            references=rule.references,
            origin="built-in",
        )
        for rule in load_library().rules
    }


def summary_of(row: TeamRule) -> RuleSummary:
    raw = row.definition
    applies_to = applies_to_of(raw)
    return RuleSummary(
        id=row.rule,
        title=title_in_general(raw["title"], applies_to),
        why=raw["why"],
        applies_to=applies_to,
        methods={method: tuple(raw.get(method, ())) for method in METHODS},
        severity=raw["severity"],
        covers=tuple(raw.get("covers", ())),
        references=tuple(raw["references"]),
        origin="team",
        enabled=row.enabled,
        note=row.note,
    )


def applies_to_of(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the kinds of a rule's definition, which may name one or list several."""
    kinds = raw["applies_to"]
    return (kinds,) if isinstance(kinds, str) else tuple(kinds)


def rule_parts(
    *, team_id: uuid.UUID, rule_id: str, platforms: Collection[Platform] = _ANY_PLATFORM
) -> Row | None:
    """The title of a rule and what its threats on these platforms share; None when nobody has the rule.

    Queries only when the rule is the team's own.
    """
    if rule_id.startswith(TEAM_PREFIX):
        row = TeamRule.objects.filter(team_id=team_id, rule=rule_id).first()
        if row is None:
            return None
        return {
            "title": summary_of(row).title,
            **definition_parts(row.definition, team_id=team_id, platforms=platforms),
        }
    rule = load_library().rule(rule_id)
    if rule is None:
        return None
    return {"title": shipped_summaries()[rule_id].title, **parts_of_shipped(rule, platforms)}


def parts_of_shipped(rule: Rule, platforms: Collection[Platform] = _ANY_PLATFORM) -> Row:
    """What all threats of a shipped rule on these platforms share."""
    library = load_library()
    controls = controls_on(platforms, rule.controls, resolving=rule.resolved_by, controls=library.controls)
    return {
        "when": condition_lines(rule.when),
        "evidence": [f"{spec.holder}.{spec.fact}" for spec in rule.evidence],
        "why": rule.why,
        "fix": fix_rows(fixes_on(platforms, rule.fix)),
        "controls": [control_row(library, library.controls[name]) for name in controls],
        "resolved_by": list(rule.resolved_by),
        "covers": list(rule.covers),
        "references": reference_rows(library, rule.references),
    }


def definition_parts(
    raw: Mapping[str, Any], *, team_id: uuid.UUID, platforms: Collection[Platform] = _ANY_PLATFORM
) -> Row:
    """What all threats of a team's rule on these platforms share. One query."""
    library = load_library()
    controls = controls_by_id(team_id=team_id, ids=raw["controls"])
    named = controls_on(platforms, raw["controls"], resolving=raw.get("resolved_by", {}), controls=controls)
    return {
        "when": raw["when"],
        "evidence": [entry if isinstance(entry, str) else entry["fact"] for entry in raw["evidence"]],
        "why": raw["why"],
        "fix": fix_rows(fixes_on(platforms, raw.get("fix", {}))),
        "controls": [control_row(library, controls[name]) for name in named if name in controls],
        "resolved_by": [name for name in raw.get("resolved_by", {}) if name in controls],
        "covers": list(raw.get("covers", ())),
        "references": reference_rows(library, raw["references"]),
    }


# --- controls ----------------------------------------------------------------------------------


def control_of(row: TeamControl) -> Control:
    """Return the control that the row describes."""
    raw = row.definition
    return Control(
        id=row.control,
        title=raw["title"],
        category=raw["category"],
        lifecycle=raw["lifecycle"],
        how=raw["how"],
        verify=raw["verify"],
        references=tuple(raw["references"]),
    )


def team_controls(*, team_id: uuid.UUID) -> dict[str, Control]:
    """The team's own controls, by id. One query."""
    return {row.control: control_of(row) for row in TeamControl.objects.filter(team_id=team_id)}


def controls_by_id(*, team_id: uuid.UUID, ids: Iterable[str]) -> Mapping[str, Control]:
    """The controls of these ids that exist. A query only when one of them is the team's own."""
    wanted = set(ids)
    shipped = load_library().controls
    found = {name: shipped[name] for name in wanted if name in shipped}
    if own := [name for name in wanted if name.startswith(TEAM_PREFIX)]:
        rows = TeamControl.objects.filter(team_id=team_id, control__in=own)
        found |= {row.control: control_of(row) for row in rows}
    return found


def origin_of(control_id: str) -> str:
    """Return the origin of the control: built-in or team."""
    return "team" if control_id.startswith(TEAM_PREFIX) else "built-in"


def rules_enabled(*, model_id: uuid.UUID) -> list[Row]:
    """Definitions of the rules that the model's team has switched on, by id. One query."""
    return definitions_enabled(TeamRule.objects.filter(team__models=model_id))


def definitions_enabled(rules: QuerySet[TeamRule]) -> list[Row]:
    return list(rules.filter(enabled=True).order_by("rule").values_list("definition", flat=True))


def rules_hash(definitions: Sequence[Row]) -> str:
    """Return a hash of the definitions in hex; an empty text for no rules."""
    text = json.dumps(definitions, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest() if definitions else ""


def team_library(*, team_id: uuid.UUID) -> Library:
    """Controls and references that rules of the team may name, with the rules that ship. One query."""
    shipped = load_library()
    return Library(shipped.rules, {**shipped.controls, **team_controls(team_id=team_id)}, shipped.references)
