"""What a report of an earlier version computes anew from its architecture, and acceptances as of its day.

Nothing here reads what the model has now: the same version and release give the same results.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from threatmodel.architecture.api.selectors.threat_subjects import Subject
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import GoalResult
from threatmodel.attack_paths.selectors.attackers_and_goals import attackers_of, goals_of
from threatmodel.attack_paths.selectors.earlier_rows import described_then, tree_edits_then
from threatmodel.attack_paths.services.result_rows import goal_rows, run_of
from threatmodel.engine.analysis.coverage import SETTLED, coverage
from threatmodel.engine.analysis.paths.attack_analysis import AttackAnalysis
from threatmodel.engine.analysis.pod_security import pod_security, read_version
from threatmodel.engine.analysis.question_rank import rank_order
from threatmodel.engine.analysis.rule_evaluation import Analysis
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.methods import METHODS, methods_by
from threatmodel.engine.model import CATALOGUE
from threatmodel.history.state_mapper import state_model
from threatmodel.library.services.rule_sandbox import SandboxFailed
from threatmodel.reports.selectors.attack_paths import GOALS_MOST, goal_contents
from threatmodel.reports.selectors.earlier_versions import EarlierVersion, UnknownVersion
from threatmodel.reports.selectors.report_data_types import (
    AcceptanceContent,
    GoalContent,
    GridContent,
    QuestionContent,
    ThreatContent,
)
from threatmodel.reports.selectors.risk_treatment import acceptance_content, accepted_numbers
from threatmodel.reports.selectors.threats import Names
from threatmodel.threats.acceptances.models import RiskAcceptance
from threatmodel.threats.analysis.services.version_diff import analysis_of_state
from threatmodel.threats.coverage.selectors.pod_security import STANDINGS

_ENDED_FROM: Final = {"revoked": "active", "expired": "active"}  # else it was a request


def analysis_then(*, model: ThreatModel, earlier: EarlierVersion) -> Analysis:
    """Analyze the architecture of the version by the present rules. Raises UnknownVersion."""
    try:
        return analysis_of_state(model=model, state=earlier.state, as_of=earlier.at.date())
    except SandboxFailed as fault:
        raise UnknownVersion(f"The rules of the team could not be applied to it: {fault}") from fault


def questions_then(analysis: Analysis, names: Names) -> tuple[tuple[QuestionContent, ...], frozenset[str]]:
    """The questions that were open in the version, those that decide most first, and the rules that wait."""
    called = {one.element: names.get(one.element, (one.element, "flow")) for one in analysis.questions}
    rows = sorted(
        analysis.questions,
        key=lambda one: (
            *rank_order(one.could_raise, one.weight),
            called[one.element][1] == "flow",
            one.element,
            one.fact,
        ),
    )
    found = []
    for one in rows:
        name, kind = called[one.element]
        known = CATALOGUE.fact(kind, one.fact)
        label = known.label if known else one.fact
        found.append(QuestionContent(name, kind, label, one.text, tuple(one.could_raise), ""))
    return tuple(found), frozenset(rule for one in rows for rule in one.rules)


def grids_then(
    earlier: EarlierVersion, analysis: Analysis, threats: Iterable[ThreatContent], names: Names
) -> tuple[GridContent, ...]:
    """The coverage grid of each method by which rules find threats, with the threats that people wrote."""
    model = state_model(earlier.state, as_of=earlier.at.date())
    found = Analysis(analysis.threats, analysis.questions)
    written: dict[str, set[str]] = defaultdict(set)
    for one in threats:
        if not one.rule:
            written[one.subject_uid].update(one.categories)
    grids = []
    for key in methods_by("rules"):
        method, grid = METHODS[key], coverage(model, load_library(), found, key)
        lines, settled = [], grid.settled
        for row in grid.rows:
            states: dict[str, str] = {category: cell.state for category, cell in row.cells.items()}
            for category in written[row.subject] & states.keys():
                settled += states[category] not in SETTLED and states[category] != "outside"
                states[category] = "threats"
            lines.append((row.subject, row.kind, names.get(row.subject, (row.subject, ""))[0], states))
        lines.sort(key=lambda line: (line[1] == "flow", line[1], line[2], line[0]))
        categories = tuple((one.id, one.letter, one.name) for one in method.categories.values())
        grids.append(GridContent(key, method.name, categories, settled, grid.applicable, tuple(lines)))
    return tuple(grids)


def pod_security_then(earlier: EarlierVersion) -> Mapping[str, Any]:
    """The Pod Security level of each workload of the version that Kubernetes runs, worst first."""
    model = state_model(earlier.state, as_of=earlier.at.date())
    rows = []
    for uid, found in pod_security(model).items():
        blockers = [f"{one.field} ({one.level})" for one in found.blockers]
        unknown = [_label(model.elements[one.element].kind, one.fact) for one in found.unknown]
        rows.append((model.called(uid), found.level if found.is_certain else "unknown", blockers, unknown))
    rows.sort(key=lambda row: (STANDINGS.index(row[1]), -len(row[2]), row[0]))
    count = Counter(row[1] for row in rows)
    release = read_version("")
    return {
        "version": f"{release[0]}.{release[1]}",
        "levels": {name: count[name] for name in STANDINGS},
        "rows": rows,
    }


def _label(kind: str, fact: str) -> str:
    known = CATALOGUE.fact(kind, fact)
    return known.label if known else fact.replace("_", " ").capitalize()


def goals_then(*, model: ThreatModel, earlier: EarlierVersion, names: Names) -> tuple[GoalContent, ...]:
    """Goals of attackers in the version, the worst first.

    Attackers, crown jewels and changes of attack trees are those that it had. Six queries.
    """
    state = state_model(earlier.state, as_of=earlier.at.date())
    described = described_then(model=model, at=earlier.at)
    attackers, goals = attackers_of(described, state), goals_of(described, state)
    analysis = AttackAnalysis(state, attackers=attackers, goals=goals)
    found = analysis.results()
    run = run_of(found, analysis.attackers)
    rows: Sequence[GoalResult] = [row for row in goal_rows(found, state, run) if row.leads_group]
    subjects = {uid: Subject(None, None, name, kind) for uid, (name, kind) in names.items()}
    edits = tree_edits_then(model=model, at=earlier.at)
    return goal_contents(
        model=model, run=run, rows=rows[:GOALS_MOST], names=names, subjects=subjects, edits=edits
    )


def acceptances_then(*, model: ThreatModel, earlier: EarlierVersion) -> tuple[AcceptanceContent, ...]:
    """Requests to accept risk that existed then, with what was decided by then. Two queries.

    Those that were submitted again since are left out: what they said before is not kept.
    """
    covered = accepted_numbers(model=model)
    rows = RiskAcceptance.objects.filter(model=model, requested_at__lte=earlier.at)
    return tuple(
        _as_of(acceptance_content(row, covered[row.pk]), row, earlier.at)
        for row in rows.select_related("requested_by", "decided_by").order_by("number")
    )


def _as_of(one: AcceptanceContent, row: RiskAcceptance, at: dt.datetime) -> AcceptanceContent:
    """The acceptance without what was decided after the moment.

    A request that is submitted again is one of that time, so a decision that was made by then stays.
    """
    if row.decided_at is not None and row.decided_at > at:
        return replace(one, status="proposed", decided_by="", decided_at=None, decision_note="")
    if row.ended_at is None or row.ended_at <= at:
        return one
    asked_back = row.decided_at is not None
    return replace(one, status=_ENDED_FROM.get(one.status, "asked-back" if asked_back else "proposed"))
