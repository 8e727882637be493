"""Records of updates of the rule library: previews that wait, and how each ended.

There is one engine, so any analysis after a release uses its rules: an edit, an import or a change of the
team's rules also ends a preview. The record then says what that analysis changed, the effects of the edit
included. Only the newest record of a model keeps its list of changes.
"""

import uuid
from datetime import datetime
from typing import Final

from django.utils import timezone

from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.analyzer_version import analyzer_version
from threatmodel.notifications.services.notices import Content, notices_settle, notify
from threatmodel.threats.analysis.models import LibraryUpdate
from threatmodel.threats.analysis.services.analysis_diff import Difference
from threatmodel.threats.analysis.services.library_report import LibraryReport, library_report, report_text
from threatmodel.threats.threats.services.manual_threats import threats_announce

PAGE: Final = "library-update"


def library_update_write(*, model_id: uuid.UUID, earlier: str, seq: int, report: LibraryReport) -> None:
    """Keep the report as the preview that waits, and tell the owner of the model once for each release.

    The counters of the model are locked, and no preview of this release waits.
    """
    now = timezone.now()
    _others_end(model_id, now)
    LibraryUpdate.objects.update_or_create(
        model_id=model_id,
        version=analyzer_version(),
        defaults={
            "earlier_version": earlier,
            "state": "waiting",
            "seq": seq,
            "previewed_seq": seq,
            "counts": report.counts,
            "changes": report.changes,
            "previewed_counts": None,
            "created_at": now,
            "requested_at": None,
            "requested_by": None,
            "ended_at": None,
        },
    )
    _notify(model_id, report)
    threats_announce(model_id)


def library_update_end(*, model_id: uuid.UUID, seq: int, earlier: str, difference: Difference) -> None:
    """Record what the first analysis by this release changes, before that is written.

    The counters of the model are locked. Where nothing waited and nothing changes, nothing is recorded.
    """
    report, now = library_report(difference), timezone.now()
    known = LibraryUpdate.objects.select_for_update().defer("changes")
    update = known.filter(model_id=model_id, version=analyzer_version()).first()
    _others_end(model_id, now, keep_changes=update is None and report.is_empty)
    if update is None and report.is_empty:
        return
    was_waiting = update is not None and update.state == "waiting" and update.previewed_seq is not None
    values = {
        "previewed_counts": update.counts if update and was_waiting else None,
        "previewed_seq": update.previewed_seq if update and was_waiting else None,
        "state": "applied" if update and was_waiting and update.requested_at else "superseded",
        "earlier_version": earlier,
        "seq": seq,
        "ended_at": now,
        "counts": report.counts,
        "changes": report.changes,
    }
    if update is None:
        LibraryUpdate.objects.create(model_id=model_id, version=analyzer_version(), created_at=now, **values)
    else:
        for name, value in values.items():
            setattr(update, name, value)
        update.save(update_fields=list(values))
    notices_settle(keys=[_key(model_id, analyzer_version())])


def _others_end(model_id: uuid.UUID, now: datetime, *, keep_changes: bool = False) -> None:
    """End the previews of other releases that wait, with their notices, and drop lists of changes."""
    others = LibraryUpdate.objects.filter(model_id=model_id).exclude(version=analyzer_version())
    waiting = others.filter(state="waiting").select_for_update()
    ended = dict(waiting.values_list("pk", "version"))
    if ended:
        LibraryUpdate.objects.filter(pk__in=ended).update(state="superseded", ended_at=now)
        notices_settle(keys=[_key(model_id, version) for version in ended.values()])
    if not keep_changes:
        others.exclude(changes=[]).update(changes=[])


def _key(model_id: uuid.UUID, version: str) -> str:
    return f"library-update:{model_id}:{version}"


def _notify(model_id: uuid.UUID, report: LibraryReport) -> None:
    model = ThreatModel.objects.get(pk=model_id)
    content = Content(
        kind="library-update",
        key=_key(model_id, analyzer_version()),
        team_id=model.team_id,
        model_id=model_id,
        subject=model.name,
        what=f"The rule library {analyzer_version()} is available for {model.name}",
        detail=report_text(report.counts),
        link=f"/m/{model_id}/{PAGE}",
        facts={"version": analyzer_version(), "counts": report.counts},
    )
    notify(content, to=[model.owner_id])
