"""What mitigations leave of the risk of threats: inherent, current, and the target.

The inherent risk is that without mitigations. What is implemented or verified lowers the current risk, all
that is not rejected the target; each by the share of the likelihood that it is expected to remove. Accepted
risk counts in full; what is resolved or does not apply is no risk.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import QuerySet

from threatmodel.engine.analysis.risk_levels import RiskLevels, likelihood_left
from threatmodel.engine.analysis.risk_matrix import RiskMatrix, matrix_to_json
from threatmodel.engine.model import bulkhead_yaml_statements
from threatmodel.threats.choices import DONE, NOT_FOUND, STATUS_RISK
from threatmodel.threats.mitigations.models import Treatment

Row = dict[str, Any]
# What is still found, and is a risk or was before its mitigations.
COUNTED: Final = tuple(one for one, risk in STATUS_RISK.items() if risk != "none" and one not in NOT_FOUND)
# The share of the likelihood that a mitigation removes, by its expected reduction; all where none is stated.
REDUCTION_SHARES: Final[Mapping[str, float]] = {"": 1.0, **bulkhead_yaml_statements.REDUCTION_SHARES}
STAGES: Final = ("inherent", "current", "target")


@dataclass(slots=True)
class Shares:
    """Which shares of the likelihood of a threat its mitigations remove: those that are done, and all."""

    done: list[float] = field(default_factory=list)
    planned: list[float] = field(default_factory=list)

    def add(self, status: str, reduction: str) -> None:
        """Count a mitigation with this status and expected reduction."""
        if status != "rejected":
            self.planned.append(REDUCTION_SHARES[reduction])
        if status in DONE:
            self.done.append(REDUCTION_SHARES[reduction])


@dataclass(frozen=True, slots=True)
class StagedRisk:
    """The levels of a threat at each stage; no likelihood is left where it is 0."""

    inherent: RiskLevels
    current: RiskLevels
    target: RiskLevels


def staged_risk(levels: RiskLevels, shares: Shares | None, *, status: str) -> StagedRisk:
    """Return the stages of a threat; one that is resolved or does not apply has no risk any more."""
    if status not in COUNTED:
        shares = Shares(done=[1.0], planned=[1.0])
    if shares is None:
        return StagedRisk(levels, levels, levels)
    return StagedRisk(levels, _left(levels, shares.done), _left(levels, shares.planned))


def _left(levels: RiskLevels, shares: Iterable[float]) -> RiskLevels:
    return RiskLevels(likelihood_left(levels.likelihood, shares), levels.impact)


@dataclass(frozen=True, slots=True)
class TreatedThreat:
    """A threat that has mitigations."""

    levels: RiskLevels
    status: str
    shares: Shares = field(default_factory=Shares)

    def staged(self) -> StagedRisk:
        """Its levels at each stage."""
        return staged_risk(self.levels, self.shares, status=self.status)


def treated_threats(treatments: QuerySet[Treatment]) -> dict[uuid.UUID, TreatedThreat]:
    """The threats that these treatments are of, by id. One query."""
    columns = (
        "threat_id", "threat__likelihood", "threat__impact", "threat__status", "mitigation__status",
        "mitigation__reduction",
    )  # fmt: skip
    found: dict[uuid.UUID, TreatedThreat] = {}
    for key, likelihood, impact, threat_status, status, reduction in treatments.values_list(*columns):
        if key not in found:
            found[key] = TreatedThreat(RiskLevels(likelihood, impact), threat_status)
        found[key].shares.add(status, reduction)
    return found


def stage_row(levels: RiskLevels, matrix: RiskMatrix) -> Row:
    """The levels of a stage as the API shows them."""
    level = matrix.level(*levels)
    return {
        **levels._asdict(),
        "likelihood_name": matrix.likelihoods[levels.likelihood - 1] if levels.likelihood else "",
        "impact_name": matrix.impacts[levels.impact - 1],
        "score": levels.score,
        "level": None if level is None else matrix_to_json(matrix)["levels"][level],
        "above_appetite": matrix.is_above_appetite(*levels),
    }
