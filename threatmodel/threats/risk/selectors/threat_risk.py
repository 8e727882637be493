"""The risk of one threat, and all that it follows from."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from threatmodel.engine.analysis.cvss_rating import CvssRating
from threatmodel.engine.analysis.owasp_rating import Mean, owasp_word
from threatmodel.engine.analysis.risk_levels import RiskLevels
from threatmodel.engine.analysis.risk_rating import Answers, OwaspRating, RatedThreat, RiskRating, rate
from threatmodel.threats.choices import DONE
from threatmodel.threats.risk.selectors.matrices import matrix_of_content
from threatmodel.threats.risk.selectors.risk_stages import (
    REDUCTION_SHARES,
    STAGES,
    Shares,
    stage_row,
    staged_risk,
)

Row = dict[str, Any]
RISK_COLUMNS_READ: Final = (
    "likelihood", "impact", "model__team__risk_matrix__content", "model__risk_method__method",
    "model__risk_method__owasp", "risk_rating__owasp", "risk_rating__vector",
)  # fmt: skip


def threat_risk(threat: Mapping[str, Any], mitigations: Iterable[Row]) -> Row:
    """The risk of a threat at each stage, with its factors and mitigations; the row has RISK_COLUMNS_READ."""
    matrix = matrix_of_content(threat["model__team__risk_matrix__content"])
    shares, reductions = Shares(), []
    for one in mitigations:
        shares.add(one["status"], one["reduction"])
        reductions.append(_reduction(one))
    levels = RiskLevels(threat["likelihood"], threat["impact"])
    risk = staged_risk(levels, shares, status=threat["status"])
    return {
        "method": threat["model__risk_method__method"] or "facts",
        **{stage: stage_row(getattr(risk, stage), matrix) for stage in STAGES},
        "reductions": reductions,
        **_rating_part(_rating(threat)),
    }


def _rating(threat: Mapping[str, Any]) -> RiskRating:
    rated = RatedThreat(
        threat["severity"], threat["factors"], threat["evidence"], bool(threat["hardening_of"])
    )
    answers = Answers(
        threat["risk_rating__owasp"] or {},
        threat["model__risk_method__owasp"] or {},
        threat["risk_rating__vector"] or "",
    )
    return rate(threat["model__risk_method__method"] or "facts", rated, answers)


def _reduction(mitigation: Row) -> Row:
    """What a mitigation removes, and at which stage that counts first; never where it is rejected."""
    status = mitigation["status"]
    counts = "current" if status in DONE else "target"
    return {
        "mitigation": mitigation["number"],
        "title": mitigation["title"],
        "status": status,
        "reduction": mitigation["reduction"],
        "share": REDUCTION_SHARES[mitigation["reduction"]],
        "counts": "" if status == "rejected" else counts,
    }


def _rating_part(rating: RiskRating) -> Row:
    return {
        "likelihood_by": rating.likelihood_by,
        "impact_by": rating.impact_by,
        "facts": rating.facts._asdict(),
        "owasp": _owasp(rating.owasp) if rating.owasp else None,
        "cvss": _cvss(rating.cvss) if rating.cvss else None,
    }


def _owasp(rating: OwaspRating) -> Row:
    means = rating.means
    return {
        "factors": [
            {"id": one.id, "value": one.value, "source": one.source, "because": one.because}
            for one in rating.factors
        ],
        "likelihood": _mean(means.likelihood),
        "technical_impact": _mean(means.technical),
        "business_impact": _mean(means.business),
    }


def _mean(mean: Mean) -> Row:
    score = mean.score
    return {
        "score": None if score is None else round(score, 2),
        "least": round(mean.least, 2),
        "most": round(mean.most, 2),
        "word": None if score is None else owasp_word(score),
    }


def _cvss(rating: CvssRating) -> Row:
    return {
        "score": rating.score,
        "word": rating.word,
        "version": rating.version,
        "vector": rating.vector,
        "finding": rating.finding,
        "metrics": [{"name": one.name, "value": one.value} for one in rating.metrics],
    }
