"""Past imports of a model, and the mappings of tables of a team."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.engine.importers.table_mapping import InvalidMapping, TableMapping, read_mappings
from threatmodel.imports.models import OUTCOMES, TeamTableMapping, VerificationOutcome
from threatmodel.jobs.choices import JobKind, JobState
from threatmodel.jobs.models import Job
from threatmodel.jobs.progress import job_to_json
from threatmodel.threats.mitigations.selectors.mitigations import fact_label
from threatmodel.threats.threats.models import Threat


def profiles_of_last_import(*, model: ThreatModel) -> frozenset[str]:
    """The compose profiles that were switched on for the last import of a model that succeeded."""
    done = Job.objects.filter(model=model, kind=JobKind.IMPORT, state=JobState.SUCCEEDED)
    last = done.order_by("-created_at").values_list("params", flat=True).first()
    return frozenset(last.get("profiles", ())) if last else frozenset()


def files_of_model(*, model_id: uuid.UUID) -> frozenset[str]:
    """The files that the present elements of a model come from, by their paths. One query."""
    present = Element.objects.filter(model_id=model_id, gone_at=None).exclude(source={})
    sources = present.values_list("source__file", flat=True).order_by().distinct()
    return frozenset(filter(None, sources))


def import_of(*, model: ThreatModel, job_id: uuid.UUID) -> dict[str, Any] | None:
    """An import of a model with what its files showed, or None. Three queries."""
    job = Job.objects.filter(model=model, kind=JobKind.IMPORT, pk=job_id).select_related("created_by").first()
    if job is None:
        return None
    rows = VerificationOutcome.objects.filter(model=model, batch=job.pk.hex).order_by("subject", "number")
    outcomes = list(rows)
    kinds = _kinds(model, (one.number for one in outcomes if one.subject == "threat"))
    found: dict[str, list[dict[str, Any]]] = {outcome: [] for outcome in OUTCOMES}
    for one in outcomes:
        kind = kinds.get(one.number, "") if one.subject == "threat" else ""
        facts = [{**fact, "label": fact_label(kind, fact["fact"])} for fact in one.facts]
        found[one.outcome].append(
            {"subject": one.subject, "number": one.number, "title": one.title, "facts": facts}
        )
    return {"job": job_to_json(job), "imported_by": person_row(job.created_by), **found}


def _kinds(model: ThreatModel, numbers: Iterable[int]) -> dict[int, str]:
    threats = Threat.with_possible.filter(model=model, number__in=list(numbers))
    return dict(threats.values_list("number", "subject_kind"))


def imports_of(*, model: ThreatModel, query: Mapping[str, Any]) -> QuerySet[Job]:
    """Past imports of a model, in the order of PageQuery."""
    return Job.objects.filter(model=model, kind=JobKind.IMPORT).order_by(*query["ordering"])


def table_mappings_of(*, team_id: uuid.UUID) -> tuple[TableMapping, ...]:
    """What members said of tables of the team, the latest first. One query."""
    rows = TeamTableMapping.objects.filter(team=team_id).order_by("-updated_at", "-id")
    found: list[TableMapping] = []
    for mapping in rows.values_list("mapping", flat=True):
        try:
            found += read_mappings({"tables": [mapping]})
        except InvalidMapping:  # of a version with other fields: it is asked for again
            continue
    return tuple(found)
