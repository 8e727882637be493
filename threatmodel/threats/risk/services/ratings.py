"""Writes how a model is rated, and what people say of the risk of single threats."""

from typing import Any

from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.architecture.api.errors import InvalidRequest, OutdatedEdit
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.cvss_rating import InvalidVector, cvss_of_vector
from threatmodel.history.services.events import event_write
from threatmodel.threats.analysis.services.model_counters import counters_lock
from threatmodel.threats.risk.models import RiskMethod, ThreatRating
from threatmodel.threats.risk.services.risk_columns import RISK_COLUMNS, risk_assign, risk_recompute
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.services.manual_threats import threats_announce

Json = dict[str, Any]


@transaction.atomic
def risk_method_set(*, model: ThreatModel, actor: User, version: int, method: str, owasp: Json) -> None:
    """Rate the threats of the model by this method; `owasp` are factors that hold for all of them.

    What people said of single threats is kept and counts again when the method comes back. Raises
    OutdatedEdit when another person has changed the method since that version.
    """
    counters_lock(model.pk)
    row = RiskMethod.objects.filter(model=model).first() or RiskMethod(model=model, method="facts")
    if row.version != version:
        raise OutdatedEdit("The risk rating method")
    before = {"risk_method": row.method, **row.owasp}
    row.method, row.owasp, row.version = method, owasp, version + 1
    row.save()
    risk_recompute(model.pk)
    event_write(
        model_id=model.pk,
        actor=actor,
        subject_type="model",
        what="changed how risk is rated",
        before=before,
        after={"risk_method": method, **owasp},
    )
    threats_announce(model.pk)


@transaction.atomic
def threat_rate(
    *,
    model: ThreatModel,
    actor: User,
    number: int,
    version: int,
    owasp: Json | None = None,
    vector: str | None = None,
) -> None:
    """Replace what people say of the risk of a threat; nothing at all leaves it to facts and model.

    None leaves the answers, or the vector, as they are.

    Raises Threat.DoesNotExist, InvalidRequest for a vector that cannot be read, and OutdatedEdit when
    another person has edited the threat since that version.
    """
    counters_lock(model.pk)
    threat = Threat.with_possible.get(model=model, number=number)
    if threat.version != version:
        raise OutdatedEdit(f"T{number}")
    row = ThreatRating.objects.filter(threat=threat).first() or ThreatRating(threat=threat)
    before = _in_words(row, threat)
    row.owasp = row.owasp if owasp is None else owasp
    row.vector = row.vector if vector is None else _checked(vector.strip())
    row.by = actor
    if row.owasp or row.vector:
        row.save()
    elif not row._state.adding:  # noqa: SLF001 (Django's documented way to ask whether a row exists)
        row.delete()
    threat.version += 1
    risk_assign(threat)
    threat.save(update_fields=["version", *RISK_COLUMNS])
    event_write(
        model_id=model.pk,
        actor=actor,
        subject_type="threat",
        number=number,
        what="rated the risk",
        before=before,
        after=_in_words(row, threat),
    )
    threats_announce(model.pk)


def _checked(vector: str) -> str:
    try:
        return cvss_of_vector(vector).vector if vector else ""
    except InvalidVector as fault:
        raise InvalidRequest({"vector": [str(fault)]}) from None


def _in_words(row: ThreatRating, threat: Threat) -> Json:
    levels = {"likelihood": threat.likelihood, "impact": threat.impact}
    return {**levels, "vector": row.vector, **row.owasp}
