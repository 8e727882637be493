"""The risk of one threat, and all that it follows from."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.cvss_rating import CvssRating
from threatmodel.engine.analysis.owasp_rating import Mean, owasp_word
from threatmodel.engine.analysis.risk_levels import RiskLevels
from threatmodel.engine.analysis.risk_rating import Answers, OwaspRating, RatedThreat, RiskRating, rate
from threatmodel.threats.choices import DONE
from threatmodel.threats.risk.models import RiskMethod, ThreatRating
from threatmodel.threats.risk.selectors.matrices import risk_matrix_of
from threatmodel.threats.risk.selectors.stages import REDUCTION_SHARES, STAGES, Shares, stage_row, staged_risk

Row = dict[str, Any]


def threat_risk(*, model: ThreatModel, threat: Mapping[str, Any], mitigations: Iterable[Row]) -> Row:
    """The risk of a threat at each stage, with its factors and mitigations.

    Two queries; three where the model is rated by a method that asks people.
    """
    matrix = risk_matrix_of(team_id=model.team_id)
    method = RiskMethod.objects.filter(model=model).first() or RiskMethod(method="facts")
    rating = _rating(method, threat)
    shares, reductions = Shares(), []
    for one in mitigations:
        shares.add(one["status"], one["reduction"])
        reductions.append(_reduction(one))
    levels = RiskLevels(threat["likelihood"], threat["impact"])
    risk = staged_risk(levels, shares, disposition=threat["disposition"])
    stages = {stage: stage_row(getattr(risk, stage), matrix) for stage in STAGES}
    return {"method": method.method, **stages, "reductions": reductions, **_rating_part(rating)}


def _rating(method: RiskMethod, threat: Mapping[str, Any]) -> RiskRating:
    said = _said(threat["id"]) if method.method != "facts" else ThreatRating()
    rated = RatedThreat(
        threat["severity"], threat["factors"], threat["evidence"], bool(threat["hardening_of"])
    )
    return rate(method.method, rated, Answers(said.owasp, method.owasp, said.vector))  # type: ignore[arg-type]


def _said(threat_id: uuid.UUID) -> ThreatRating:
    return ThreatRating.objects.filter(threat_id=threat_id).first() or ThreatRating()


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
