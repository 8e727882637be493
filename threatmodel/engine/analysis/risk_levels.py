"""Risk as likelihood times impact, each a level of 1 to 5, and what mitigations leave of it.

What mitigations remove is a share of the likelihood; the impact stays.
"""

import math
from collections.abc import Iterable
from typing import Final, NamedTuple

LEVELS: Final = (1, 2, 3, 4, 5)


class RiskLevels(NamedTuple):
    """Likelihood and impact, each 1 to 5."""

    likelihood: int
    impact: int

    @property
    def score(self) -> int:
        """Likelihood times impact, 1 to 25."""
        return self.likelihood * self.impact


def likelihood_left(likelihood: int, removed: Iterable[float]) -> int:
    """Return the level that is left where mitigations each remove a share (0 to 1) of the likelihood.

    It is rounded up, and 0 only where nothing is left: another mitigation never raises it.
    """
    left = math.prod(1 - share for share in removed)
    return math.ceil(round(likelihood * left, 6))
