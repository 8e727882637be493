"""Reads of a model what the chosen sections of a report need, all of one state."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from threatmodel.architecture.consistent_reads import read_at_one_revision
from threatmodel.architecture.models import Change, ThreatModel
from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.engine.model import CATALOGUE
from threatmodel.history.architecture_state import State
from threatmodel.history.models import ModelEvent, Version
from threatmodel.history.selectors.history_reader import state_now
from threatmodel.pasta.models import ScopeExclusion
from threatmodel.reports.document import Stamp
from threatmodel.reports.selectors.architecture import (
    data_sets_of,
    elements_of,
    files_of,
    flows_of,
    subject_names,
)
from threatmodel.reports.selectors.attack_paths import goals_of
from threatmodel.reports.selectors.changes import changes_since
from threatmodel.reports.selectors.earlier_mitigations import mitigations_then
from threatmodel.reports.selectors.earlier_versions import EarlierVersion, earlier_version, threats_then
from threatmodel.reports.selectors.methods import grids_of, pod_security, stages_of
from threatmodel.reports.selectors.report_data_types import ReportContent
from threatmodel.reports.selectors.risk_treatment import (
    acceptances_of,
    approvals_of,
    mitigations_of,
    person_name,
    questions_of,
)
from threatmodel.reports.selectors.threats import citing_rules, excerpts_of, rules_named, threats_of
from threatmodel.reports.selectors.version_results import (
    acceptances_then,
    analysis_then,
    goals_then,
    grids_then,
    pod_security_then,
    questions_then,
)
from threatmodel.threats.analysis.models import ModelCounters

# What a section may need beside the architecture.
THREATS: Final = "threats"
DETAILS: Final = "details"  # rules, excerpts
POSSIBLE: Final = "possible"
MITIGATIONS: Final = "mitigations"
ACCEPTANCES: Final = "acceptances"
QUESTIONS: Final = "questions"
GRIDS: Final = "grids"
STAGES: Final = "stages"
PATHS: Final = "paths"
COMPLIANCE: Final = "compliance"
CHANGES: Final = "changes"
APPROVALS: Final = "approvals"
_PERSON: Final = "person"


def report_stamp(*, model: ThreatModel, seq: int) -> Stamp:
    """Which state of the model a report is about: its time is that of the newest change or decision."""
    version = Version.objects.filter(model=model, seq=seq).order_by("created_at", "id").first()
    counters = ModelCounters.objects.filter(model=model).first()
    return Stamp(
        seq=seq,
        version_name=version.name if version else "",
        library_version=counters.analyzer_version if counters else "",
        at=_saved_at(model, seq),
    )


def _saved_at(model: ThreatModel, seq: int) -> datetime:
    change = Change.objects.filter(model=model, seq=seq).values_list("created_at", flat=True).first()
    event = ModelEvent.objects.filter(model=model).order_by("-id").values_list("at", flat=True).first()
    return max(one for one in (change, event, model.created_at) if one).replace(microsecond=0)


def report_content(*, model: ThreatModel, needs: Collection[str], since: str = "") -> ReportContent:
    """Read the model for a report, all of one state. Raises UnknownState where `since` names no state."""
    seq, content = read_at_one_revision(model_id=model.pk, read=lambda: _content(model, needs))
    if CHANGES in needs and since:  # between two states that do not change
        model.seq = seq
        return replace(content, changes=changes_since(model=model, since=since))
    return content


OF_VERSIONS: Final = frozenset(
    {
        *(THREATS, DETAILS, POSSIBLE, MITIGATIONS, ACCEPTANCES, QUESTIONS, GRIDS, PATHS, COMPLIANCE),
        *(CHANGES, APPROVALS),
    }
)
"""What an earlier version has, too: what follows from its architecture, and what was decided by then.

Of what people write of stages only the present is kept.
"""
_ANALYZED: Final = frozenset({THREATS, DETAILS, POSSIBLE, MITIGATIONS, QUESTIONS, GRIDS, COMPLIANCE})


def version_content(
    *, model: ThreatModel, version_id: str, needs: Collection[str], since: str = ""
) -> ReportContent:
    """Read what the log has of an earlier version. Raises UnknownVersion, UnknownState."""
    earlier = earlier_version(model=model, version_id=version_id)
    state = earlier.state
    names = subject_names(state)
    content = ReportContent(
        name=model.name,
        team=model.team.name,
        stamp=earlier.stamp,
        description=model.description,
        owner=person_name(model.owner),
        files=files_of(state),
        elements=elements_of(state),
        flows=flows_of(state),
        data_sets=data_sets_of(state),
        approvals=earlier.approvals,
        earlier=earlier.about,
    )
    if _ANALYZED.intersection(needs):
        content = replace(content, **_analyzed_then(model, earlier, needs))
    if PATHS in needs:
        content = replace(content, goals=goals_then(model=model, earlier=earlier, names=names))
    if ACCEPTANCES in needs:
        content = replace(content, acceptances=acceptances_then(model=model, earlier=earlier))
    if CHANGES in needs and since:
        changes = changes_since(model=model, since=since, until=earlier.version.seq, at=earlier.at)
        return replace(content, changes=changes)
    return content


def _analyzed_then(model: ThreatModel, earlier: EarlierVersion, needs: Collection[str]) -> dict[str, Any]:
    """What follows from the analysis of an earlier version. Raises UnknownVersion."""
    names = subject_names(earlier.state)
    analysis = analysis_then(model=model, earlier=earlier)
    possible = bool({POSSIBLE, COMPLIANCE}.intersection(needs))
    threats = threats_then(model=model, earlier=earlier, names=names, analysis=analysis, possible=possible)
    parts: dict[str, Any] = {"threats": threats}
    if DETAILS in needs:
        found = [one for one in threats if one.certainty == "found"]
        parts["rules"] = rules_named(model=model, threats=found)
    if MITIGATIONS in needs:
        parts["mitigations"] = mitigations_then(model=model, at=earlier.at, threats=threats)
    if {QUESTIONS, COMPLIANCE}.intersection(needs):
        parts["questions"], parts["waiting_rules"] = questions_then(analysis, names)
    if GRIDS in needs:
        parts["grids"] = grids_then(earlier, analysis, threats, names)
    if COMPLIANCE in needs:
        parts |= _of_clauses(model, earlier.state)
        parts["pod_security"] = pod_security_then(earlier)
    return parts


def _content(model: ThreatModel, needs: Collection[str]) -> ReportContent:
    seq, state = state_now(model_id=model.pk)
    model.seq = seq
    stamp = report_stamp(model=model, seq=seq)
    content = ReportContent(
        name=model.name,
        team=model.team.name,
        stamp=stamp,
        description=model.description,
        owner=person_name(model.owner),
        analyzed=bool(stamp.library_version),
        files=files_of(state),
        elements=elements_of(state),
        flows=flows_of(state),
        data_sets=data_sets_of(state),
        exclusions=_exclusions(model, state),
    )
    return replace(content, **_threat_parts(model, state, needs), **_other_parts(model, state, needs))


def _exclusions(model: ThreatModel, state: State) -> tuple[tuple[str, str], ...]:
    names = subject_names(state)
    rows = ScopeExclusion.objects.filter(model=model).values_list("elements", "reason")
    found = ((", ".join(names.get(uid, (uid, ""))[0] for uid in uids), reason) for uids, reason in rows)
    return tuple(sorted(found))


def _threat_parts(model: ThreatModel, state: State, needs: Collection[str]) -> dict[str, Any]:
    """Threats with what else is read for them."""
    if not {THREATS, DETAILS, POSSIBLE, COMPLIANCE}.intersection(needs):
        return {}
    names = subject_names(state)
    threats = threats_of(model=model, names=names, possible=bool({POSSIBLE, COMPLIANCE}.intersection(needs)))
    parts: dict[str, Any] = {"threats": threats}
    if DETAILS in needs:
        shown = [one for one in threats if one.certainty == "found" and one.status != "resolved"]
        parts["rules"] = rules_named(model=model, threats=shown)
        by_rule = [one for one in shown if not one.rule.startswith(RULE_PREFIX)]
        parts["excerpts"] = excerpts_of(model=model, threats=by_rule)
    if COMPLIANCE in needs:
        parts |= _of_clauses(model, state)
        parts["pod_security"] = pod_security(model=model)
    return parts


def _of_clauses(model: ThreatModel, state: State) -> dict[str, Any]:
    """What verdicts on clauses follow from, beside threats and questions."""
    parts: dict[str, Any] = {"citing_rules": citing_rules(model=model), "known_facts": _known_facts(state)}
    parts["file_facts"], parts["file_kinds"] = _of_files(state)
    return parts


def _known_facts(state: State) -> frozenset[str]:
    """Names of facts that elements and flows have, without what is gone."""
    return frozenset(
        name
        for rows in (state.elements, state.flows)
        for one in rows.values()
        if not one["gone"]
        for name in one["facts"] or ()
    )


def _of_files(state: State) -> tuple[frozenset[str], frozenset[str]]:
    """Names of facts, and kinds with their roles, that files say, without what people stated or drew."""
    facts, kinds = set[str](), set[str]()
    for rows, provenance in ((state.elements, "source"), (state.flows, "provenance")):
        for one in rows.values():
            if one["gone"]:
                continue
            stated = (one["facts"] or {}).items()
            facts.update(name for name, fact in stated if fact.get("origin") != _PERSON)
            if (one[provenance] or {}).get("origin") == _PERSON:
                continue
            kind = one.get("kind", "flow")
            known = CATALOGUE.kinds.get(kind)
            kinds.update((kind, *(known.dfd if known else ())))
    return frozenset(facts), frozenset(kinds)


def _other_parts(model: ThreatModel, state: State, needs: Collection[str]) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    if MITIGATIONS in needs:
        parts["mitigations"] = mitigations_of(model=model)
    if ACCEPTANCES in needs:
        parts["acceptances"] = acceptances_of(model=model)
    if {QUESTIONS, COMPLIANCE}.intersection(needs):
        parts["questions"], parts["waiting_rules"] = questions_of(model=model)
    if GRIDS in needs:
        parts["grids"] = grids_of(model=model)
    if STAGES in needs:
        parts["stages"] = stages_of(model=model)
    if PATHS in needs:
        parts["goals"] = goals_of(model=model, names=subject_names(state))
    if APPROVALS in needs:
        parts["approvals"] = approvals_of(model=model)
    return parts
