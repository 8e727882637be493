"""Why threats are gone, and which facts the control of a mitigation is meant to change."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from threatmodel.architecture.models import Element, Flow
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.rules import Rule, build_rule
from threatmodel.library.choices import TEAM_PREFIX
from threatmodel.library.models import TeamRule
from threatmodel.threats.threats.models import Threat

Facts = Mapping[str, Any]
Evidence = Sequence[Mapping[str, Any]]


def resolutions_of(*, model_id: uuid.UUID, threats: Sequence[Threat]) -> dict[uuid.UUID, str]:
    """Return why each threat is no longer found, as far as the rows show: never `file`.

    removal: the element or flow no longer exists; statement: a person stated a fact that the rule reads;
    other: something else around it has changed. Two queries.
    """
    uids = {uid for threat in threats for uid in (threat.subject_uid, *_holders(threat))}
    facts = dict(
        Element.objects.filter(model_id=model_id, gone_at=None, uid__in=uids).values_list("uid", "facts")
    )
    flows = Flow.objects.filter(
        model_id=model_id, gone_at=None, source__gone_at=None, destination__gone_at=None, uid__in=uids
    )
    facts.update(flows.values_list("uid", "facts"))
    return {threat.pk: _resolution(threat, facts) for threat in threats}


def _holders(threat: Threat) -> set[str]:
    return {entry["element"] for entry in (*threat.evidence, *threat.waits_for)}


def _resolution(threat: Threat, facts: Mapping[str, Facts]) -> str:
    if threat.subject_uid not in facts:
        return "removal"
    read = {entry["fact"] for entry in threat.evidence} | {"review"}  # a person rejected the flow
    if rule := load_library().rule(threat.rule):
        read |= {fact for _, fact in rule.asks}
    around = (facts.get(uid, {}) for uid in (threat.subject_uid, *_holders(threat)))
    stated = any(
        fact.get("origin") == "person" for known in around for name, fact in known.items() if name in read
    )
    return "statement" if stated else "other"


def rule_by_id(*, model_id: uuid.UUID, rule_id: str) -> Rule | None:
    """A rule that ships or is the team's, or None. A query for those of the team."""
    if not rule_id.startswith(TEAM_PREFIX):
        return load_library().rule(rule_id)
    raw = TeamRule.objects.filter(team__models=model_id, rule=rule_id).values_list("definition", flat=True)
    return build_rule(raw[0], where=rule_id) if raw else None


def resolving_facts(*, model_id: uuid.UUID, rule_id: str, control: str) -> tuple[tuple[str, str], ...] | None:
    """The (holder, fact) pairs that a control changes where a rule fired: none for one that only helps.

    None where that is unknown: a mitigation without a control, a control that the rule does not name, a
    deleted rule, or one without `resolved_by`.
    """
    rule = rule_by_id(model_id=model_id, rule_id=rule_id) if control else None
    return None if rule is None else facts_resolved(rule, control)


def resolved_by(*, model_id: uuid.UUID, rule_ids: Iterable[str]) -> "Resolving":
    """What controls are meant to change, for many threats. A query for each rule of the team."""
    return Resolving({rule: rule_by_id(model_id=model_id, rule_id=rule) for rule in set(rule_ids)})


@dataclass(frozen=True, slots=True)
class Resolving:
    """Whether controls change the facts that rules fired on."""

    rules: Mapping[str, Rule | None]

    def by(self, control: str, *, rule: str, evidence: Evidence) -> bool:
        """Whether an import can show that the control was applied: the fact comes from files.

        `rule` and `evidence` are those of the threat. No file shows what only people state, such as how
        administrators sign in.
        """
        known = self.rules.get(rule)
        facts = facts_resolved(known, control) if known else None
        return any(_is_shown(evidence, fact) for _, fact in facts or ())


def _is_shown(evidence: Evidence, fact: str) -> bool:
    origins = {entry.get("origin") for entry in evidence if entry["fact"] == fact}
    return not origins or not origins.isdisjoint(("file", "default"))


def facts_resolved(rule: Rule, control: str) -> tuple[tuple[str, str], ...] | None:
    """The (holder, fact) pairs that a control changes where the rule fired; see resolving_facts."""
    if control not in rule.controls or not rule.resolved_by:
        return None
    return rule.resolved_by.get(control, ())
