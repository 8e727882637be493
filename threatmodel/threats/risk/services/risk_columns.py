"""The columns of a threat that hold its likelihood and impact, by the method of its model."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from threatmodel.engine.analysis.risk_rating import Answers, RatedThreat, rate
from threatmodel.threats.risk.models import RiskMethod, ThreatRating
from threatmodel.threats.threats.models import Threat

RISK_COLUMNS: Final = ("likelihood", "impact")
_READ_AT_ONCE: Final = 2_000


@dataclass(frozen=True, slots=True)
class Rater:
    """Rates the threats of one model."""

    method: RiskMethod
    ratings: Mapping[str, ThreatRating] = field(default_factory=dict)  # by fingerprint

    def columns(self, fingerprint: str, threat: RatedThreat) -> dict[str, int]:
        """Return the values of RISK_COLUMNS."""
        rating = self.ratings.get(fingerprint, _NO_RATING)
        answers = Answers(rating.owasp, self.method.owasp, rating.vector)
        return rate(self.method.method, threat, answers).levels._asdict()  # type: ignore[arg-type]

    def assign(self, threat: Threat) -> None:
        """Set the columns by the severity that counts; the row has its factors and evidence."""
        for column, level in self.columns(threat.fingerprint, rated_threat(threat)).items():
            setattr(threat, column, level)


_NO_RATING: Final = ThreatRating()


def rater_of(model_id: uuid.UUID) -> Rater:
    """Return who rates the threats of the model. One query; two where facts alone do not decide."""
    method = RiskMethod.objects.filter(model_id=model_id).first()
    if method is None or method.method == "facts":
        return Rater(method or RiskMethod(model_id=model_id, method="facts"))
    ratings = ThreatRating.objects.filter(threat__model_id=model_id)
    said = ratings.select_related("threat").only("owasp", "vector", "threat__fingerprint")
    return Rater(method, {row.threat.fingerprint: row for row in said})


def rated_threat(threat: Threat) -> RatedThreat:
    """Return what the rating of a row starts from."""
    return RatedThreat(threat.severity, threat.factors, threat.evidence, bool(threat.hardening_of))


def risk_assign(threat: Threat) -> None:
    """Set the columns of a threat by the severity that counts. Queries as rater_of."""
    rater_of(threat.model_id).assign(threat)


def risk_recompute(model_id: uuid.UUID) -> None:
    """Write the columns of all threats of the model that differ, in parts of some thousands."""
    rater = rater_of(model_id)
    columns = ("fingerprint", "severity", "factors", "evidence", "hardening_of", *RISK_COLUMNS)
    rows = Threat.with_possible.filter(model_id=model_id).only(*columns)
    for part in _parts(rows.iterator(chunk_size=_READ_AT_ONCE)):
        Threat.with_possible.bulk_update([row for row in part if _differs(rater, row)], RISK_COLUMNS, 500)


def _differs(rater: Rater, row: Threat) -> bool:
    before = (row.likelihood, row.impact)
    rater.assign(row)
    return before != (row.likelihood, row.impact)


def _parts(rows: Iterable[Any]) -> Iterable[list[Any]]:
    part: list[Any] = []
    for row in rows:
        part.append(row)
        if len(part) == _READ_AT_ONCE:
            yield part
            part = []
    yield part
