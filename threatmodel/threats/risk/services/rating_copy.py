"""Rates the threats of a duplicated model as those of its source are."""

import uuid

from threatmodel.threats.risk.models import RiskMethod, ThreatRating
from threatmodel.threats.risk.services.risk_columns import risk_recompute
from threatmodel.threats.threats.models import Threat


def risk_method_copy(*, source_id: uuid.UUID, copy_id: uuid.UUID) -> None:
    """Rate the threats that the copy will have by the method of its source."""
    method = RiskMethod.objects.filter(model_id=source_id).first()
    if method is not None:
        RiskMethod.objects.create(model_id=copy_id, method=method.method, owasp=method.owasp)


def risk_ratings_copy(*, source_id: uuid.UUID, copy_id: uuid.UUID) -> None:
    """Copy what people said of single threats, and rate all threats of the copy."""
    said = ThreatRating.objects.filter(threat__model_id=source_id).select_related("threat")
    of_source = {
        row.threat.fingerprint: row for row in said.only("owasp", "vector", "by", "threat__fingerprint")
    }
    copies = Threat.with_possible.filter(model_id=copy_id, fingerprint__in=of_source)
    ThreatRating.objects.bulk_create(
        ThreatRating(threat=threat, owasp=row.owasp, vector=row.vector, by_id=row.by_id)
        for threat in copies.only("fingerprint")
        for row in [of_source[threat.fingerprint]]
    )
    risk_recompute(copy_id)
