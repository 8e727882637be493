"""Likelihood and impact of a threat from the factors of its score: the method of a model that chose none.

Each factor counts on one side: how easily the weakness is used, or what that costs. Four points of the score
are one level.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from threatmodel.engine.analysis.risk_levels import LEVELS, RiskLevels

LIKELIHOOD_FACTORS: Final = frozenset({"reach", "exposure", "exploited", "likelihood"})
IMPACT_FACTORS: Final = frozenset({"gain", "criticality", "data", "scope"})
_POINTS_OF_LEVEL: Final = 4
_LIKELIHOOD: Final = 3
_LIKELIHOOD_OF_GAP: Final = 2  # it gives no access by itself, so another weakness has to be used first
_IMPACT: Final[Mapping[str, int]] = {"critical": 5, "high": 4, "medium": 3, "low": 2, "info": 1}


def levels_of_facts(severity: str, factors: Iterable[Mapping[str, Any]], *, is_gap: bool) -> RiskLevels:
    """Return the levels of a threat of this severity; `factors` are those of its score, as JSON."""
    easier = worse = 0
    for one in factors:
        easier += one["points"] if one["factor"] in LIKELIHOOD_FACTORS else 0
        worse += one["points"] if one["factor"] in IMPACT_FACTORS else 0
    likelihood = _LIKELIHOOD_OF_GAP if is_gap else _LIKELIHOOD
    return RiskLevels(_level(likelihood, easier), _level(_IMPACT[severity], worse))


def _level(base: int, points: int) -> int:
    return max(LEVELS[0], min(LEVELS[-1], base + int(points / _POINTS_OF_LEVEL)))
