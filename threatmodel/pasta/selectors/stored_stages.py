"""The stages of a large model as a job has computed them, with what people have decided since.

To compute them takes longer than a page should wait. A smaller model has none stored: its stages are computed
when they are read.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import orjson
from django.conf import settings
from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone

from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import PathRun
from threatmodel.engine.analysis.analyzer_version import analyzer_version
from threatmodel.history.models import ModelEvent
from threatmodel.pasta.models import StageReview, StoredStages
from threatmodel.pasta.selectors.stages import review_part, reviews_of, status_of

Json = dict[str, Any]
_APART: Final = ("comment", "review", "response", "assessment", "privacy-session", "proposal")  # in no stage
_COLUMNS: Final = ("seq", "counters__analyzed_seq", "counters__last_run", "newest_event", "newest_paths")


class StageRows(NamedTuple):
    """All stages as the API shows them, and whether something has changed since they were computed."""

    rows: list[Json]
    outdated: bool


def keeps_stages(model: ThreatModel) -> bool:
    """Whether the stages of the model are computed by a job, as it is large."""
    return model.ever_added >= settings.LARGE_READ_ELEMENTS


def stages_state(model: ThreatModel) -> str:
    """A hash of all that the stages depend on. One query.

    Whatever people decide or write is an event; analyses and attack paths are counted.
    """
    of_model = {"model": OuterRef("pk")}
    counted = ModelEvent.objects.filter(**of_model).exclude(subject_type__in=_APART).order_by()
    events = counted.values("model").annotate(newest=Max("id"))
    paths = PathRun.objects.filter(**of_model).order_by().values("model").annotate(newest=Max("number"))
    read = ThreatModel.objects.filter(pk=model.pk).annotate(
        newest_event=Subquery(events.values("newest")), newest_paths=Subquery(paths.values("newest"))
    )
    known = [*read.values_list(*_COLUMNS).get(), timezone.localdate(), analyzer_version()]
    return hashlib.sha256(orjson.dumps(known)).hexdigest()


def stored_stage_rows(model: ThreatModel, *, most: int) -> StageRows | None:
    """All stages with at most `most` rows of each section; None where they are not stored. Three queries."""
    stored = StoredStages.objects.filter(model=model).first() if keeps_stages(model) else None
    if stored is None:
        return None
    reviews, outdated = reviews_of(model), stored.state != stages_state(model)
    rows = [
        {**_shown(row, reviews.get(row["number"]), stored.computed_at, most), "outdated": outdated}
        for row in orjson.loads(bytes(stored.content))
    ]
    return StageRows(rows, outdated)


def _shown(row: Json, review: StageReview | None, computed_at: dt.datetime, most: int) -> Json:
    """A stored stage as it was reviewed by now: an approval of today is shown before a job has run."""
    approved_at = review.approved_at if review else None
    is_known = approved_at is not None and approved_at < computed_at
    changed = row["changed"] if is_known else []
    return {
        **row,
        **review_part(review),
        "status": status_of(_checks(row["checks"]), review, stale=bool(changed)),
        "changed": changed,
        "edited": row["edited"] if is_known else [],
        "sections": [{**section, "rows": section["rows"][:most]} for section in row["sections"]],
    }


def _checks(rows: Sequence[Mapping[str, Any]]) -> list[tuple[bool, bool]]:
    return [(row["met"], row["blocks"]) for row in rows]
