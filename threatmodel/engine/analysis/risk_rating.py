"""Likelihood and impact of a threat by the method that its model is rated with.

Where a method lacks what it needs, that side keeps the level of the facts, and says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal, get_args

from threatmodel.engine.analysis.cvss_rating import CvssRating, cvss_of_findings, cvss_of_vector
from threatmodel.engine.analysis.facts_rating import levels_of_facts
from threatmodel.engine.analysis.owasp_rating import (
    OWASP_FACTORS,
    FactorValue,
    OwaspMeans,
    owasp_from_facts,
    owasp_means,
)
from threatmodel.engine.analysis.risk_levels import RiskLevels
from threatmodel.engine.model.struct_base import Record

Method = Literal["facts", "owasp", "cvss"]
METHODS: Final[tuple[Method, ...]] = get_args(Method)
ValueSource = Literal["threat", "facts", "model", "unknown"]
SOURCES: Final[tuple[ValueSource, ...]] = get_args(ValueSource)
Json = Mapping[str, Any]


class RatedThreat(Record, frozen=True):
    """What the rating of a threat starts from; factors and evidence are those of the threat, as JSON."""

    severity: str
    factors: Sequence[Json]
    evidence: Sequence[Json]
    is_gap: bool


class Answers(Record, frozen=True):
    """What people say: factors of OWASP for one threat and for all of the model, and a CVSS vector."""

    of_threat: Mapping[str, int] = {}
    of_model: Mapping[str, int] = {}
    vector: str = ""


class RatedFactor(Record, frozen=True):
    """The value of a factor of OWASP, who gives it, and why; no value where it is unknown."""

    id: str
    value: int | None
    source: ValueSource
    because: str = ""


class OwaspRating(Record, frozen=True):
    """The factors of a threat and their means."""

    factors: tuple[RatedFactor, ...]
    means: OwaspMeans


class RiskRating(Record, frozen=True):
    """The levels that count, by which method each, and what led to them."""

    levels: RiskLevels
    facts: RiskLevels
    likelihood_by: Method
    impact_by: Method
    owasp: OwaspRating | None = None
    cvss: CvssRating | None = None


def rate(method: Method, threat: RatedThreat, answers: Answers) -> RiskRating:
    """Return the rating of a threat."""
    facts = levels_of_facts(threat.severity, threat.factors, is_gap=threat.is_gap)
    if method == "owasp":
        return _by_owasp(facts, threat, answers)
    if method == "cvss":
        return _by_cvss(facts, threat, answers)
    return RiskRating(facts, facts, "facts", "facts")


def _by_owasp(facts: RiskLevels, threat: RatedThreat, answers: Answers) -> RiskRating:
    factors = tuple(_factors(answers, owasp_from_facts(threat.factors, threat.evidence)))
    means = owasp_means({one.id: one.value for one in factors if one.value is not None})
    likelihood, impact = means.likelihood.level, means.impact.level
    return RiskRating(
        RiskLevels(likelihood or facts.likelihood, impact or facts.impact),
        facts,
        "owasp" if likelihood else "facts",
        "owasp" if impact else "facts",
        owasp=OwaspRating(factors, means),
    )


def _factors(answers: Answers, proven: Mapping[str, FactorValue]) -> Iterable[RatedFactor]:
    """What is said of the threat itself counts first, then what facts prove, then what holds for all."""
    for factor in OWASP_FACTORS:
        key = factor.id
        if key in answers.of_threat:
            yield RatedFactor(key, answers.of_threat[key], "threat")
        elif key in proven:
            yield RatedFactor(key, proven[key].value, "facts", proven[key].because)
        elif key in answers.of_model:
            yield RatedFactor(key, answers.of_model[key], "model")
        else:
            yield RatedFactor(key, None, "unknown")


def _by_cvss(facts: RiskLevels, threat: RatedThreat, answers: Answers) -> RiskRating:
    rating = cvss_of_vector(answers.vector) if answers.vector else cvss_of_findings(threat.evidence)
    if rating is None:
        return RiskRating(facts, facts, "facts", "facts")
    return RiskRating(RiskLevels(facts.likelihood, rating.level), facts, "facts", "cvss", cvss=rating)
