"""Threats of only one of two states, both analyzed by the present rules.

The history of threats holds what was known when, by the rules of that time. The effect of a change of the
architecture on threats only shows when both states are analyzed by the same rules. So, too, the present
manual threats are in each state that has their element or flow.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, cast

from django.db.models import Q
from msgspec.structs import replace

from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.rule_evaluation import Analysis, analyze, threat_order
from threatmodel.engine.analysis.rule_evaluation import Threat as FoundThreat
from threatmodel.engine.analysis.threat_score import overridden_score
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.methods import METHODS
from threatmodel.engine.library.taxonomies import SEVERITIES, Severity
from threatmodel.history.architecture_state import State
from threatmodel.history.state_mapper import state_model
from threatmodel.library.selectors.team_library import rules_enabled
from threatmodel.library.services.rule_sandbox import evaluate_sandboxed
from threatmodel.threats.choices import categories_of
from threatmodel.threats.threats.models import Threat

Json = dict[str, Any]
# Of both states together: a person waits for the answer, about four seconds for so many.
ELEMENTS_MOST: Final = 30_000


class TooLarge(ValueError):
    """Analyzing both states would take too long for a request."""


@dataclass(frozen=True, slots=True)
class ThreatsCompared:
    """Threats of only the later state, of only the earlier, the worst first; and how many are in both."""

    came: tuple[FoundThreat, ...]
    went: tuple[FoundThreat, ...]
    stayed: int

    def counts(self) -> Json:
        """The numbers, by severity for those that came and went."""
        return {
            "came": _by_severity(self.came),
            "went": _by_severity(self.went),
            "stayed": self.stayed,
        }


def threats_compare(
    *, model: ThreatModel, before: State, after: State, at: datetime | None = None
) -> ThreatsCompared:
    """Analyze both states by the library and the team's rules. Raises TooLarge, SandboxFailed.

    With `at`, what people wrote and which severities they gave later does not count, and facts that depend
    on the day are those of that day.
    """
    both = len(before.elements) + len(after.elements)
    if both > ELEMENTS_MOST:
        raise TooLarge(
            f"The two states have {both:,} elements in total; threats are compared for up to "
            f"{ELEMENTS_MOST:,}. The list and the drawing still show the differences, and "
            "`manage.py analyze --baseline` compares the threats of files."
        )
    rows = Threat.objects.filter(Q(rule="") | ~Q(computed_severity=""), model=model)
    if at is not None:
        rows = rows.filter(Q(rule="", first_seen_at__lte=at) | Q(severity_override__at__lte=at))
    by_people = list(rows)
    manual = [row for row in by_people if not row.rule]
    overridden = {row.fingerprint: row.severity for row in by_people if row.rule}
    day = at.date() if at else None
    was, now = (
        _overridden(threats_of_state(model=model, state=state, as_of=day), overridden)
        | _manual(state, manual)
        for state in (before, after)
    )
    return ThreatsCompared(
        came=tuple(sorted((now[key] for key in now.keys() - was.keys()), key=threat_order)),
        went=tuple(sorted((was[key] for key in was.keys() - now.keys()), key=threat_order)),
        stayed=len(was.keys() & now.keys()),
    )


def threats_of_state(
    *, model: ThreatModel, state: State, as_of: date | None = None
) -> dict[str, FoundThreat]:
    """The threats that the library and the team's rules find in a state, by fingerprint.

    Facts that depend on the day are those of `as_of`, else of today. Raises SandboxFailed.
    """
    analysis = analysis_of_state(model=model, state=state, as_of=as_of)
    return {threat.fingerprint: threat for threat in analysis.threats}


def analysis_of_state(*, model: ThreatModel, state: State, as_of: date | None = None) -> Analysis:
    """What the library and the team's rules find and ask in a state. Raises SandboxFailed."""
    if not state.elements:
        return Analysis((), ())
    architecture = state_model(state, as_of=as_of)
    shipped = analyze(architecture, load_library())
    if not (rules := rules_enabled(model_id=model.pk)):
        return shipped
    own = evaluate_sandboxed(architecture, rules).analysis
    return Analysis(
        (*shipped.threats, *own.threats),
        (*shipped.questions, *own.questions),
        (*shipped.possible, *own.possible),
    )


def _overridden(found: dict[str, FoundThreat], severities: Mapping[str, str]) -> dict[str, FoundThreat]:
    """The threats with the severities that people gave them."""
    changed = {}
    for key in found.keys() & severities.keys():
        one, severity = found[key], severities[key]
        is_gap = bool(one.hardening_of)
        score = overridden_score(severity, computed=one.severity, score=one.score, is_gap=is_gap)
        changed[key] = replace(one, severity=cast("Severity", severity), score=score)
    return {**found, **changed}


def _manual(state: State, threats: Iterable[Threat]) -> dict[str, FoundThreat]:
    """The present manual threats whose element or flow exists in a state; those of the model always do."""
    uids = {"", *state.elements, *state.flows}
    return {row.fingerprint: _found(row) for row in threats if row.subject_uid in uids}


def _found(row: Threat) -> FoundThreat:
    categories = set(categories_of(row.category_bits))
    return FoundThreat(
        fingerprint=row.fingerprint,
        rule="",
        title=row.title,
        element=row.subject_uid,
        methods={key: tuple(categories & method.categories.keys()) for key, method in METHODS.items()},
        severity=cast("Severity", row.severity),
        score=row.score,
        evidence=(),
        controls=(),
        references=(),
        covers=(),
        why="",
    )


def _by_severity(threats: Sequence[FoundThreat]) -> dict[str, int]:
    counted = Counter(threat.severity for threat in threats)
    return {severity: counted[severity] for severity in SEVERITIES}
