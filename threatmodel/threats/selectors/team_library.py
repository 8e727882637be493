"""The library as one team has it: what ships with Bulkhead, and the rules and controls of its own."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from django.db.models import Count, QuerySet

from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.library.cel_format import condition_lines
from threatmodel.engine.library.examples import OUTCOMES
from threatmodel.engine.library.loader import Control, Library, load_library, read_yaml, rule_files
from threatmodel.engine.library.rules import Rule, title_in_general
from threatmodel.threats.models import TeamControl, TeamRule, Threat
from threatmodel.threats.selectors.rule_parts import control_row, fix_rows, reference_rows
from threatmodel.threats.vocabulary import OPEN, SEVERITIES, TEAM_PREFIX

Row = dict[str, Any]
_RANK: Final = {severity: -place for place, severity in enumerate(SEVERITIES)}
_MODELS_SHOWN: Final = 50
_NO_EXAMPLES: Final[Row] = {outcome: [] for outcome in OUTCOMES}


@dataclass(frozen=True, slots=True)
class RuleWords:
    """What lists show of a rule, without its compiled condition."""

    id: str
    title: str
    why: str
    applies_to: tuple[str, ...]
    stride: tuple[str, ...]
    linddun: tuple[str, ...]
    severity: str
    covers: tuple[str, ...]
    references: tuple[str, ...]
    origin: str
    enabled: bool = True
    note: str = ""

    @property
    def categories(self) -> tuple[str, ...]:
        """Its categories of both methods."""
        return (*self.stride, *self.linddun)

    @property
    def sources(self) -> frozenset[str]:
        """Public catalogues that it refers to, as its references begin: attack, cis-docker."""
        return frozenset(reference.partition(":")[0] for reference in self.references)


# --- rules -------------------------------------------------------------------------------------


def rule_words(*, team_id: uuid.UUID) -> dict[str, RuleWords]:
    """Every rule that the team has, by id. One query."""
    own = TeamRule.objects.filter(team_id=team_id).order_by("rule")
    return {**_shipped_words(), **{row.rule: _words_of(row) for row in own}}


@cache
def _shipped_words() -> dict[str, RuleWords]:
    return {
        rule.id: RuleWords(
            id=rule.id,
            title=title_in_general(rule.title, rule.applies_to),
            why=rule.why,
            applies_to=rule.applies_to,
            stride=rule.methods["stride"],
            linddun=rule.methods["linddun"],
            severity=rule.severity,
            covers=rule.covers,
            references=rule.references,
            origin="built-in",
        )
        for rule in load_library().rules
    }


def _words_of(row: TeamRule) -> RuleWords:
    raw = row.definition
    applies_to = applies_to_of(raw)
    return RuleWords(
        id=row.rule,
        title=title_in_general(raw["title"], applies_to),
        why=raw["why"],
        applies_to=applies_to,
        stride=tuple(raw.get("stride", ())),
        linddun=tuple(raw.get("linddun", ())),
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


def fired_in_team(*, team_id: uuid.UUID) -> dict[str, int]:
    """Open threats in the models of the team, by rule. One query."""
    rows = Threat.objects.filter(
        model__team_id=team_id, model__deleted_at__isnull=True, disposition__in=OPEN
    ).order_by()
    return dict(rows.values_list("rule").annotate(number=Count("*")))


def fired_in_models(*, team_id: uuid.UUID, rule_id: str) -> list[Row]:
    """The models of the team that have open threats by the rule, most first. One query."""
    open_here = Threat.objects.filter(
        model__team_id=team_id, model__deleted_at__isnull=True, rule=rule_id, disposition__in=OPEN
    ).order_by()
    rows = open_here.values_list("model", "model__name").annotate(number=Count("pk"))
    return [
        {"model": {"id": key, "name": name}, "fired": number}
        for key, name, number in rows.order_by("-number", "model__name")[:_MODELS_SHOWN]
    ]


def team_rules_of(*, team_id: uuid.UUID, query: Mapping[str, Any]) -> list[Row]:
    """Rules that match the filters of TeamRuleQuery, in its order. Two queries."""
    fired = fired_in_team(team_id=team_id)
    chosen = [rule for rule in rule_words(team_id=team_id).values() if _matches(rule, query)]
    rows = [_rule_row(rule, fired) for rule in sorted(chosen, key=lambda rule: rule.id)]
    name = query["ordering"].removeprefix("-")
    rows.sort(
        key=lambda row: _RANK[row["severity"]] if name == "severity" else row[name],
        reverse=query["ordering"].startswith("-"),
    )
    return rows


def _matches(rule: RuleWords, query: Mapping[str, Any]) -> bool:
    methods = {"stride": rule.stride, "linddun": rule.linddun}
    words = " ".join((rule.id, rule.title, rule.why, *rule.covers, *rule.references))
    return (
        query["search"].strip().lower() in words.lower()
        and (not query["severity"] or rule.severity in query["severity"])
        and (not query["kind"] or not set(query["kind"]).isdisjoint(rule.applies_to))
        and (not query["category"] or not set(query["category"]).isdisjoint(rule.categories))
        and (not query["method"] or any(methods[method] for method in query["method"]))
        and (not query["reference"] or not rule.sources.isdisjoint(query["reference"]))
        and (not query["origin"] or rule.origin in query["origin"])
    )


def _rule_row(rule: RuleWords, fired: Mapping[str, int]) -> Row:
    return {
        "id": rule.id,
        "title": rule.title,
        "applies_to": list(rule.applies_to),
        "severity": rule.severity,
        "stride": list(rule.stride),
        "linddun": list(rule.linddun),
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
        **_rule_row(_shipped_words()[rule_id], fired_in_team(team_id=team_id)),
        **_parts_of_shipped(rule),
        "fired_in": fired_in_models(team_id=team_id, rule_id=rule_id),
        "examples": _examples(rule_id),
        "definition": _written(rule_id),
    }


def _own_detail(team_id: uuid.UUID, rule_id: str) -> Row | None:
    row = TeamRule.objects.filter(team_id=team_id, rule=rule_id).first()
    if row is None:
        return None
    return {
        **_rule_row(_words_of(row), fired_in_team(team_id=team_id)),
        **definition_parts(row.definition, team_id=team_id),
        "fired_in": fired_in_models(team_id=team_id, rule_id=rule_id),
        "examples": _NO_EXAMPLES,
        "definition": row.definition,
    }


def rule_parts(*, team_id: uuid.UUID, rule_id: str) -> Row | None:
    """The title of a rule, and what holds for every threat of it; None when nobody has it any more.

    Queries only when the rule is the team's own.
    """
    if rule_id.startswith(TEAM_PREFIX):
        row = TeamRule.objects.filter(team_id=team_id, rule=rule_id).first()
        if row is None:
            return None
        return {"title": _words_of(row).title, **definition_parts(row.definition, team_id=team_id)}
    rule = load_library().rule(rule_id)
    return None if rule is None else {"title": _shipped_words()[rule_id].title, **_parts_of_shipped(rule)}


def _parts_of_shipped(rule: Rule) -> Row:
    library = load_library()
    return {
        "when": condition_lines(rule.when),
        "evidence": [f"{spec.holder}.{spec.fact}" for spec in rule.evidence],
        "why": rule.why,
        "fix": fix_rows(rule.fix),
        "controls": [control_row(library, library.controls[name]) for name in rule.controls],
        "resolved_by": list(rule.resolved_by),
        "covers": list(rule.covers),
        "references": reference_rows(library, rule.references),
    }


def definition_parts(raw: Mapping[str, Any], *, team_id: uuid.UUID) -> Row:
    """What holds for every threat of a rule that the team wrote. One query."""
    library = load_library()
    controls = controls_by_id(team_id=team_id, ids=raw["controls"])
    return {
        "when": raw["when"],
        "evidence": [entry if isinstance(entry, str) else entry["fact"] for entry in raw["evidence"]],
        "why": raw["why"],
        "fix": fix_rows(raw.get("fix", {})),
        "controls": [control_row(library, controls[name]) for name in raw["controls"] if name in controls],
        "resolved_by": [name for name in raw.get("resolved_by", {}) if name in controls],
        "covers": list(raw.get("covers", ())),
        "references": reference_rows(library, raw["references"]),
    }


@cache
def _files() -> Mapping[str, Path]:
    return {path.stem: path for path in rule_files()}


@lru_cache(maxsize=512)
def _written(rule_id: str) -> Row:
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
    """Return whose the control is: built-in, or the team's."""
    return "team" if control_id.startswith(TEAM_PREFIX) else "built-in"


def rules_enabled(*, model_id: uuid.UUID) -> list[Row]:
    """Definitions of the rules that the model's team has switched on, by id. One query."""
    return _definitions(TeamRule.objects.filter(team__models=model_id))


def _definitions(rules: QuerySet[TeamRule]) -> list[Row]:
    return list(rules.filter(enabled=True).order_by("rule").values_list("definition", flat=True))


def rules_stamp(definitions: Sequence[Row]) -> str:
    """Return what tells this set of rules from any other: a hash in hex, or an empty text for no rules."""
    text = json.dumps(definitions, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest() if definitions else ""


def models_outdated(*, team_id: uuid.UUID) -> QuerySet[ThreatModel]:
    """Models of the team whose newest analysis judged by other rules than it has now. Two queries."""
    stamp = rules_stamp(_definitions(TeamRule.objects.filter(team_id=team_id)))
    return ThreatModel.objects.filter(team_id=team_id).exclude(register__analysed_rules=stamp).order_by("pk")


def team_library(*, team_id: uuid.UUID) -> Library:
    """Controls and references that rules of the team may name, with the rules that ship. One query."""
    shipped = load_library()
    return Library(shipped.rules, {**shipped.controls, **team_controls(team_id=team_id)}, shipped.references)
