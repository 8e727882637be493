"""The score of a threat: its rule's severity, moved within its band by exposure and criticality."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from threatmodel.engine.library.frameworks import Severity
from threatmodel.engine.model import FactValue
from threatmodel.engine.model.struct_base import Record

# Middle of each band of ten to thirty points; context moves a score by at most _REACH, so bands never mix.
BASE_SCORES: Final[Mapping[Severity, int]] = {"critical": 90, "high": 72, "medium": 48, "low": 24, "info": 6}
_MAX_SHIFT: Final = 9
_EXPOSED: Final = 5
_CRITICALITY: Final[Mapping[str, int]] = {"low": -4, "medium": 0, "high": 2, "critical": 4}
_CLASSIFICATION: Final[Mapping[str, int]] = {"public": -2, "internal": 0, "confidential": 1, "restricted": 2}
_AROUND: Final = ("self", "pod", "destination", "flow")  # the names in a context whose facts move a score

# The facts that move a score, of every element in the context.
SCORING_FACTS: Final = frozenset({"internet_facing", "from_internet", "criticality", "data_classification"})

Factor = Literal["severity", "exposure", "criticality", "data", "limit"]
"""What contributes to a score; `limit` is what its band takes away again."""


class ScoreFactor(Record, frozen=True):
    """One contribution to a score, and the fact that it comes from.

    `element` is the uid of the element or flow that has the fact; both are empty where no fact is behind it.
    """

    factor: Factor
    points: int
    element: str = ""
    fact: str = ""
    value: FactValue | None = None


Factors = tuple[ScoreFactor, ...]


def score_factors(severity: Severity, context: Factors) -> Factors:
    """Return what makes up the score of a threat of this severity; the points add up to the score.

    `context` is what context_factors returns: the threats of one element or flow share it.
    """
    return (ScoreFactor("severity", BASE_SCORES[severity]), *context)


def context_factors(variables: Mapping[str, Mapping[str, Any]]) -> Factors:
    """Return what a context adds to the scores of its threats, in the order of Factor.

    Exposure to the internet, the criticality of the component and the classification of its data count;
    what is unknown adds nothing.
    """
    around = [variables[name] for name in _AROUND if name in variables]
    found = (*_exposure(around), *_highest("criticality", "criticality", _CRITICALITY, around))
    factors = (*found, *_highest("data", "data_classification", _CLASSIFICATION, around))
    shift = points_of(factors)
    within = max(-_MAX_SHIFT, min(_MAX_SHIFT, shift))
    return factors if within == shift else (*factors, ScoreFactor("limit", within - shift))


def points_of(factors: Factors) -> int:
    """Return what the factors add up to."""
    return sum([one.points for one in factors])


def overridden_score(severity: str, *, computed: str, score: int) -> int:
    """Return the score of a threat to which a person gave another severity: its context counts as before."""
    bases: Mapping[str, int] = dict(BASE_SCORES.items())
    return max(0, min(100, bases[severity] + score - bases[computed]))


def _exposure(around: list[Mapping[str, Any]]) -> Iterator[ScoreFactor]:
    for facts in around:
        for fact in ("internet_facing", "from_internet"):
            if facts.get(fact):
                yield ScoreFactor("exposure", _EXPOSED, facts["uid"], fact, facts[fact])
                return


def _highest(
    factor: Factor, fact: str, points: Mapping[str, int], around: list[Mapping[str, Any]]
) -> Iterator[ScoreFactor]:
    """The factor of the element around with the highest points, if any element has the fact."""
    known = [facts for facts in around if facts.get(fact) in points]
    if known:
        top = max(known, key=lambda facts: points[facts[fact]])
        yield ScoreFactor(factor, points[top[fact]], top["uid"], fact, top[fact])
