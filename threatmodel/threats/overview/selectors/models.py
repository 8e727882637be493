"""The models of a team with the figures of its dashboard."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from threatmodel.architecture.api.selectors.organization import models_filtered, models_for_rows, tags_of
from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.api.selectors.threat_subjects import NOT_DRAWN
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.jobs.choices import JobKind, JobState
from threatmodel.jobs.models import Job
from threatmodel.threats.choices import AT_RISK, DONE, UNFINISHED
from threatmodel.threats.coverage.selectors.coverage import completeness_of
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.questions.models import Question
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.selectors.severity_counts import (
    accepted_count,
    counts_row,
    scenario_count,
    threat_counts_by,
)

Row = dict[str, Any]


def models_of_team(
    *, team_id: uuid.UUID, query: Mapping[str, Any], user_id: uuid.UUID
) -> QuerySet[ThreatModel]:
    """Models of a team that match the filters of ModelFilter, with `open_critical` to sort by.

    The caller has checked who asks.
    """
    critical = (
        Threat.objects.filter(model=OuterRef("pk"), severity="critical", status__in=AT_RISK)
        .order_by()
        .values("model")
        .annotate(number=Count("id"))
        .values("number")
    )
    models = ThreatModel.objects.filter(team_id=team_id)
    found = with_figures(models_filtered(models, query=query, user_id=user_id), user_id=user_id)
    return found.annotate(open_critical=Coalesce(Subquery(critical, output_field=IntegerField()), 0))


def with_figures(models: QuerySet[ThreatModel], *, user_id: uuid.UUID) -> QuerySet[ThreatModel]:
    """The models as `model_rows` takes them, for the person who asks."""
    return models_for_rows(models, user_id=user_id).annotate(analyzed_on=F("counters__analyzed_on"))


def model_rows(models: Iterable[Any], *, role: str) -> list[Row]:
    """The models of `with_figures` as the API shows them. Seven queries for any number."""
    models = list(models)
    ids = [model.pk for model in models]
    sizes = _sizes(ids)
    tags = tags_of(ids)
    questions = _questions(ids)
    threats = threat_counts_by("model_id", Threat.with_possible.filter(model_id__in=ids))
    mitigations = _mitigations(ids)
    imports = _last_imports(ids)
    completeness = completeness_of(ids)
    return [
        {
            "id": model.pk,
            "name": model.name,
            "description": model.description,
            "team": {"id": model.team.pk, "name": model.team.name, "slug": model.team.slug},
            "role": role,
            "folder": {"id": model.folder.pk, "name": model.folder.name} if model.folder else None,
            "owner": person_row(model.owner),
            "tags": tags[model.pk],
            "is_favorite": model.is_favorite,
            "seq": model.seq,
            "created_at": model.created_at,
            "updated_at": model.updated_at,
            "element_count": sizes.get(("elements", model.pk), 0),
            "flow_count": sizes.get(("flows", model.pk), 0),
            **counts_row(threats, model.pk),
            "accepted": accepted_count(threats, model.pk),
            "scenarios": scenario_count(threats, model.pk),
            "mitigations": mitigations[model.pk],
            **questions[model.pk],
            "completeness": completeness[model.pk],
            "analyzed_on": model.analyzed_on,
            "last_import_at": imports.get(model.pk),
        }
        for model in models
    ]


def _sizes(ids: list[uuid.UUID]) -> dict[tuple[str, uuid.UUID], int]:
    """How many elements and flows are drawn of each model. One query."""
    elements = Element.objects.filter(model_id__in=ids, gone_at__isnull=True).exclude(kind__in=NOT_DRAWN)
    flows = Flow.objects.filter(model_id__in=ids, gone_at__isnull=True)
    counted = _counted(elements, "elements").union(_counted(flows, "flows"), all=True)
    return {(kind, model_id): number for kind, model_id, number in counted}


def _counted(rows: QuerySet[Any], kind: str) -> QuerySet[Any]:
    of_kind = rows.order_by().annotate(counted=Value(kind)).values_list("counted", "model_id")
    counted: QuerySet[Any] = of_kind.annotate(number=Count("id"))
    return counted


def _questions(ids: list[uuid.UUID]) -> Mapping[uuid.UUID, dict[str, int]]:
    rows = (
        Question.objects.filter(model_id__in=ids)
        .order_by()
        .values_list("model_id")
        .annotate(
            unknown=Count("id", filter=Q(answered=False)),
            known=Count("id", filter=Q(answered=True)),
            follow_ups=Count("id", filter=Q(answered=False, follow_up=True)),
        )
    )
    counts: dict[uuid.UUID, dict[str, int]]
    counts = defaultdict(lambda: _question_counts(0, 0, 0))
    counts.update((key, _question_counts(*numbers)) for key, *numbers in rows)
    return counts


def _question_counts(unknown: int, known: int, follow_ups: int) -> dict[str, int]:
    return {
        "questions_open": unknown,
        "questions_answered": known,
        "questions_asked": known + unknown,
        "questions_follow_up": follow_ups,
    }


def _mitigations(ids: list[uuid.UUID]) -> Mapping[uuid.UUID, dict[str, int]]:
    overdue = Q(status__in=UNFINISHED, due__lt=timezone.localdate())
    rows = (
        Mitigation.objects.filter(model_id__in=ids)
        .order_by()
        .values_list("model_id")
        .annotate(
            unfinished=Count("id", filter=Q(status__in=UNFINISHED)),
            late=Count("id", filter=overdue),
            finished=Count("id", filter=Q(status__in=DONE)),
        )
    )
    counts: dict[uuid.UUID, dict[str, int]] = defaultdict(lambda: {"open": 0, "overdue": 0, "done": 0})
    for key, unfinished, late, done in rows:
        counts[key] = {"open": unfinished, "overdue": late, "done": done}
    return counts


def _last_imports(ids: list[uuid.UUID]) -> dict[uuid.UUID, Any]:
    done = Job.objects.filter(model_id__in=ids, kind=JobKind.IMPORT, state=JobState.SUCCEEDED)
    return dict(done.order_by().values_list("model_id").annotate(Max("finished_at")))
