"""How a team works on threats, in its export: tags, shared views, and who was asked to decide."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from threatmodel.api.streaming import rows_in_parts
from threatmodel.architecture.models import SavedView, ThreatModel
from threatmodel.threats.acceptances.models import AcceptanceApprover
from threatmodel.threats.mitigations.models import MitigationTag
from threatmodel.threats.triage.models import ThreatTag

Rows = Iterator[dict[str, Any]]


def shared_views(views: QuerySet[SavedView]) -> Rows:
    """Those that their owners share with the team."""
    return rows_in_parts(views.filter(shared=True), "shows", "name", "owner__email", "document", "updated_at")


def triage_of(model: ThreatModel) -> Iterator[tuple[str, Rows]]:
    """The views of a model, the words on its threats and mitigations, and approvers of acceptances."""
    yield "views", shared_views(SavedView.objects.filter(model=model))
    yield "threat_tags", rows_in_parts(ThreatTag.objects.filter(model=model), "threat__number", "name")
    tags = MitigationTag.objects.filter(mitigation__model=model)
    yield "mitigation_tags", rows_in_parts(tags, "mitigation__number", "name")
    approvers = AcceptanceApprover.objects.filter(acceptance__model=model)
    yield "acceptance_approvers", rows_in_parts(approvers, "acceptance__number", "user__email")
