"""CVSS 3.0, 3.1 and 4.0 as a rating of risk, computed by the cvss package.

CVSS measures severity and says itself that this is not risk (CVSS v3.1 user guide, section 2.1; v4.0, section
2.1). So its rating gives the impact; how likely an attack is follows from the facts of the model.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from cvss import CVSS3, CVSS4
from cvss.constants3 import METRICS_ABBREVIATIONS as NAMES_3
from cvss.constants3 import METRICS_VALUE_NAMES as VALUES_3
from cvss.constants4 import METRICS_ABBREVIATIONS as NAMES_4
from cvss.constants4 import METRICS_VALUE_NAMES as VALUES_4
from cvss.exceptions import CVSSError

from threatmodel.engine.model.struct_base import Record

VECTOR_LENGTH: Final = 400
_PREFIXES: Final = ("CVSS:4.0/", "CVSS:3.1/", "CVSS:3.0/")
_VERSIONS: Final = frozenset({"3.0", "3.1", "4.0"})
# The lowest score that the specification calls low, medium, high and critical: a level of impact each.
_LEVEL_BOUNDS: Final = (0.1, 4.0, 7.0, 9.0)
_REQUIREMENTS: Final = frozenset({"CR", "IR", "AR"})


class InvalidVector(ValueError):
    """The text is no vector of CVSS 3.0, 3.1 or 4.0."""


class Metric(Record, frozen=True):
    """A metric of a vector and its value, in words."""

    name: str
    value: str


class CvssRating(Record, frozen=True):
    """A score of 0 to 10, and the vector that it follows from; empty where a scan reports the score alone.

    Threat and environmental metrics count where the vector has them. `finding` is the vulnerability of a scan
    that has it; empty where a person entered the vector.
    """

    score: float
    version: str
    vector: str = ""
    finding: str = ""
    metrics: tuple[Metric, ...] = ()

    @property
    def level(self) -> int:
        """The level of impact, 1 to 5."""
        return 1 + sum(self.score >= bound for bound in _LEVEL_BOUNDS)

    @property
    def word(self) -> str:
        """What CVSS calls the score."""
        return ("none", "low", "medium", "high", "critical")[self.level - 1]


@lru_cache(maxsize=4_000)
def cvss_of_vector(vector: str) -> CvssRating:
    """Return the rating of a vector. Raises InvalidVector with what to do about it."""
    if len(vector) > VECTOR_LENGTH or not vector.startswith(_PREFIXES):
        raise InvalidVector("Enter a vector of CVSS 3.0, 3.1 or 4.0, such as CVSS:3.1/AV:N/AC:L/…")
    version = vector[5:8]
    try:
        parsed: Any = CVSS4(vector) if version == "4.0" else CVSS3(vector)
    except (CVSSError, ValueError, KeyError, IndexError) as fault:
        raise InvalidVector(
            f"This vector cannot be read: {fault}. Check it against the calculator."
        ) from None
    names, values = (NAMES_4, VALUES_4) if version == "4.0" else (NAMES_3, VALUES_3)
    metrics = tuple(Metric(names[key], values[key][value]) for key, value in _written(vector) if key in names)
    return CvssRating(_score(parsed, vector), version, parsed.clean_vector(), metrics=metrics)


def cvss_of_findings(evidence: Iterable[Mapping[str, Any]]) -> CvssRating | None:
    """Return the rating of the worst vulnerability in the evidence of a threat that affects it, if any."""
    known = [
        record
        for one in evidence
        if one["fact"] == "vulnerabilities"
        for record in one["value"] or ()
        if record["status"] == "affected" and record["score"] > 0 and record["cvss"] in _VERSIONS
    ]
    if not known:
        return None
    worst = max(known, key=lambda record: record["score"])
    try:
        metrics = cvss_of_vector(worst["vector"]).metrics
    except InvalidVector:
        metrics = ()
    return CvssRating(worst["score"], worst["cvss"], worst["vector"], worst["id"], metrics)


def _score(parsed: Any, vector: str) -> float:
    """The score with all metrics of the vector.

    Without environmental metrics that of version 3 is the temporal one: its environmental formula gives
    another score for some vectors.
    """
    scores = parsed.scores()
    is_environmental = any(key in _REQUIREMENTS or key.startswith("M") for key, _ in _written(vector))
    return float(scores[-1] if len(scores) == 1 or is_environmental else scores[1])


def _written(vector: str) -> Iterable[tuple[str, str]]:
    """The metrics that the vector names, without those that it leaves undefined."""
    for part in vector.split("/")[1:]:
        key, _, value = part.partition(":")
        if value != "X":
            yield key, value
