"""The score of a threat: its rule's severity, moved within its band by exposure and criticality."""

from collections.abc import Mapping
from typing import Any, Final

from threatmodel.engine.library.frameworks import Severity

# Middle of each band of ten to thirty points; context moves a score by at most _REACH, so bands never mix.
BASE_SCORES: Final[Mapping[Severity, int]] = {"critical": 90, "high": 72, "medium": 48, "low": 24, "info": 6}
_MAX_SHIFT: Final = 9
_EXPOSED: Final = 5
_CRITICALITY: Final[Mapping[str, int]] = {"low": -4, "medium": 0, "high": 2, "critical": 4}
_CLASSIFICATION: Final[Mapping[str, int]] = {"public": -2, "internal": 0, "confidential": 1, "restricted": 2}

# The facts that move a score, of every element in the context.
SCORING_FACTS: Final = frozenset({"internet_facing", "from_internet", "criticality", "data_classification"})


def context_shift(variables: Mapping[str, Mapping[str, Any]]) -> int:
    """Return by how much a context moves the score of its threats.

    Exposure to the internet, the criticality of the component and the classification of its data count;
    what is unknown moves nothing.
    """
    around = [variables[name] for name in ("self", "pod", "destination", "flow") if name in variables]
    exposed = any(facts.get("internet_facing") or facts.get("from_internet") for facts in around)
    criticality = [_CRITICALITY[f["criticality"]] for f in around if f.get("criticality") in _CRITICALITY]
    classes = [
        _CLASSIFICATION[f["data_classification"]]
        for f in around
        if f.get("data_classification") in _CLASSIFICATION
    ]
    shift = (_EXPOSED if exposed else 0) + max(criticality, default=0) + max(classes, default=0)
    return max(-_MAX_SHIFT, min(_MAX_SHIFT, shift))
