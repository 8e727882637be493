"""Threats that differ between two states, as pages show them."""

from collections.abc import Sequence
from typing import Any

from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.rule_evaluation import Threat as FoundThreat
from threatmodel.history.selectors.state_comparison import Names, StateComparison
from threatmodel.threats.threats.models import Threat

Row = dict[str, Any]


# --- threats ---------------------------------------------------------------------------------------


def threat_difference_rows(
    threats: Sequence[tuple[str, FoundThreat]], *, model: ThreatModel, names: Names, compared: StateComparison
) -> list[Row]:
    """One page of threats that came or went, with number and decision of those in the list. One query."""
    rows = Threat.with_possible.filter(model=model, fingerprint__in=[one.fingerprint for _, one in threats])
    known = {row.fingerprint: row for row in rows.only("fingerprint", "number", "status")}
    flows = {**compared.before.flows, **compared.after.flows}
    found = []
    for what, one in threats:
        row, flow = known.get(one.fingerprint), flows.get(one.element)
        found.append(
            {
                "what": what,
                "rule": one.rule,
                "title": one.title,
                "severity": one.severity,
                "score": one.score,
                "subject": {
                    "uid": one.element,
                    "name": names.flow(flow) if flow else names.element(one.element),
                },
                "number": row.number if row else None,
                "status": row.status if row else None,
            }
        )
    return found
