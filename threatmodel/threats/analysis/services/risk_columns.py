"""The columns of a threat that hold its likelihood and impact."""

from collections.abc import Iterable, Mapping
from typing import Any

from threatmodel.engine.analysis.risk_levels import risk_levels
from threatmodel.threats.threats.models import Threat


def risk_columns(severity: str, factors: Iterable[Mapping[str, Any]], *, is_gap: bool) -> dict[str, int]:
    """Return the values of the columns for this severity and these factors of the score."""
    return risk_levels(severity, factors, is_gap=is_gap)._asdict()


def risk_assign(threat: Threat) -> None:
    """Set the columns by the severity that counts; the row has its factors."""
    levels = risk_columns(threat.severity, threat.factors, is_gap=bool(threat.hardening_of))
    threat.likelihood, threat.impact = levels["likelihood"], levels["impact"]
