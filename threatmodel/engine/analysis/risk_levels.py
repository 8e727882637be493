"""Risk of a threat as likelihood times impact, each a level of 1 to 5, from the factors of its score.

Each factor counts on one side: how easily the weakness is used, or what that costs. Four points of the score
are one level. What mitigations remove is a share of the likelihood; the impact stays.
"""

import math
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

LEVELS: Final = (1, 2, 3, 4, 5)
LIKELIHOOD_FACTORS: Final = frozenset({"reach", "exposure", "exploited", "likelihood"})
IMPACT_FACTORS: Final = frozenset({"gain", "criticality", "data", "scope"})
POINTS_OF_LEVEL: Final = 4
_LIKELIHOOD: Final = 3
_LIKELIHOOD_OF_GAP: Final = 2  # it gives no access by itself, so another weakness has to be used first
_IMPACT: Final[Mapping[str, int]] = {"critical": 5, "high": 4, "medium": 3, "low": 2, "info": 1}


class RiskLevels(NamedTuple):
    """Likelihood and impact, each 1 to 5."""

    likelihood: int
    impact: int

    @property
    def score(self) -> int:
        """Likelihood times impact, 1 to 25."""
        return self.likelihood * self.impact


def risk_levels(severity: str, factors: Iterable[Mapping[str, Any]], *, is_gap: bool) -> RiskLevels:
    """Return the levels of a threat of this severity; `factors` are those of its score, as JSON."""
    easier = worse = 0
    for one in factors:
        easier += one["points"] if one["factor"] in LIKELIHOOD_FACTORS else 0
        worse += one["points"] if one["factor"] in IMPACT_FACTORS else 0
    likelihood = _LIKELIHOOD_OF_GAP if is_gap else _LIKELIHOOD
    return RiskLevels(_level(likelihood, easier), _level(_IMPACT[severity], worse))


def likelihood_left(likelihood: int, removed: Iterable[float]) -> int:
    """Return the level that is left where mitigations each remove a share (0 to 1) of the likelihood.

    It is rounded up, and 0 only where nothing is left: another mitigation never raises it.
    """
    left = math.prod(1 - share for share in removed)
    return math.ceil(round(likelihood * left, 6))


def _level(base: int, points: int) -> int:
    return max(LEVELS[0], min(LEVELS[-1], base + int(points / POINTS_OF_LEVEL)))
