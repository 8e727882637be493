"""Past imports of a model."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from threatmodel.architecture.models import ThreatModel
from threatmodel.jobs.models import Job, Kind, State


def profiles_of_last_import(*, model: ThreatModel) -> frozenset[str]:
    """The compose profiles that were switched on for the last import of a model that succeeded."""
    done = Job.objects.filter(model=model, kind=Kind.IMPORT, state=State.SUCCEEDED)
    last = done.order_by("-created_at").values_list("params", flat=True).first()
    return frozenset(last.get("profiles", ())) if last else frozenset()


def imports_of(*, model: ThreatModel, query: Mapping[str, Any]) -> QuerySet[Job]:
    """Past imports of a model, in the order of PageQuery."""
    return Job.objects.filter(model=model, kind=Kind.IMPORT).order_by(*query["ordering"])
