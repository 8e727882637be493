"""The threats that go back to data sets."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from threatmodel.architecture.api.selectors.data_sets import data_sets
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.choices import AT_RISK
from threatmodel.threats.threats.models import Threat

# An evidence that goes back to a data set names the fact by which the element or flow refers to it.
_IN_EVIDENCE: Final = '"data_sets"'


def threats_naming(
    *, model: ThreatModel, data_sets: Mapping[str, uuid.UUID]
) -> dict[str, dict[uuid.UUID, str]]:
    """Severity of the open threats that each data set (uid: id) is evidence or subject of. One query.

    Evidence is kept as JSON, of which the two databases can search only the text.
    """
    text = Cast("evidence", TextField())
    threats = Threat.objects.filter(model=model, status__in=AT_RISK).alias(text=text)
    found = threats.filter(Q(text__contains=_IN_EVIDENCE) | Q(element_id__in=list(data_sets.values())))
    naming: dict[str, dict[uuid.UUID, str]] = defaultdict(dict)
    for key, subject, severity, evidence in found.values_list("id", "subject_uid", "severity", "evidence"):
        for uid in {subject, *(one["element"] for one in evidence)} & data_sets.keys():
            naming[uid][key] = severity
    return naming


def threats_of_data_set(*, model: ThreatModel, data_set_id: uuid.UUID) -> list[uuid.UUID]:
    """Ids of the open threats that go back to the data set; none when there is no such. Two queries."""
    uid = data_sets(model_id=model.pk).filter(pk=data_set_id).values_list("uid", flat=True).first()
    return list(threats_naming(model=model, data_sets={uid: data_set_id}).get(uid, ())) if uid else []
