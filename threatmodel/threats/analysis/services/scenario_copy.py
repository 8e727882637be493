"""Copies the attack scenarios of a model to a copy of it, so that decisions about them find their threats.

The attack paths of the copy are computed by a job, which brings the scenarios to what these make up.
"""

import uuid
from typing import Final

from threatmodel.architecture.api.selectors.threat_subjects import subjects_by_uid
from threatmodel.architecture.operations.bulk_sql import rows_insert
from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.threats.analysis.services.model_counters import counters_lock
from threatmodel.threats.risk.services.risk_columns import rater_of
from threatmodel.threats.threats.models import Scenario, Threat

_FOUND: Final = (
    "fingerprint", "rule", "title", "factors", "subject_uid", "subject_name", "subject_kind", "category_bits",
    "evidence", "certainty", "waits_for", "answers", "folded_under", "first_seen_at",
)  # fmt: skip
_CONTENTS_TOGETHER: Final = 200  # of one statement


def scenarios_copy(*, source_id: uuid.UUID, copy_id: uuid.UUID) -> None:
    """Write the scenarios that the source has now, open and under new numbers, for what the copy has as well.

    Call it in the transaction that writes the copy, after its analysis.
    """
    counters = counters_lock(copy_id)
    subjects, rater = subjects_by_uid(model_id=copy_id), rater_of(copy_id)
    rows = Threat.with_possible.filter(model_id=source_id, rule__startswith=RULE_PREFIX)
    rows = rows.exclude(status="resolved").order_by("number")
    threats: list[Threat] = []
    sources: dict[uuid.UUID, Threat] = {}
    for row in rows:
        if (subject := subjects.get(row.subject_uid)) is None:
            continue
        found = {name: getattr(row, name) for name in _FOUND}
        # What counts by the facts: who overrode it, overrides it in the copy as well.
        found |= {"severity": row.computed_severity or row.severity}
        found |= {"score": row.score if row.computed_score is None else row.computed_score}
        number = counters.last_threat + len(threats) + 1
        ends = {"element_id": subject.element_id, "flow_id": subject.flow_id}
        sources[row.pk] = Threat(model_id=copy_id, number=number, **ends, **found)
        rater.assign(sources[row.pk])
        threats.append(sources[row.pk])
    rows_insert(threats)
    counters.last_threat += len(threats)
    counters.save(update_fields=["last_threat"])
    contents = Scenario.objects.filter(threat_id__in=sources).values_list("threat_id", "content", "digest")
    Scenario.objects.bulk_create(
        (Scenario(threat=sources[key], content=content, digest=digest) for key, content, digest in contents),
        batch_size=_CONTENTS_TOGETHER,
    )
