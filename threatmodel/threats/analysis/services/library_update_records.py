"""Records of updates of the rule library: previews that wait, and how each ended.

There is one engine, so any analysis after a release uses its rules: an edit or an import also ends a preview.
The record then says what that analysis changed, the effects of the edit included.
"""

import uuid
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

    The counters of the model are locked. A preview of another release that waited is superseded.
    """
    now = timezone.now()
    waiting = LibraryUpdate.objects.filter(model_id=model_id, state="waiting")
    waiting.exclude(version=analyzer_version()).update(state="superseded", ended_at=now)
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
    report = library_report(difference)
    update = LibraryUpdate.objects.filter(model_id=model_id, version=analyzer_version()).first()
    now = timezone.now()
    LibraryUpdate.objects.filter(model_id=model_id, state="waiting").exclude(
        version=analyzer_version()
    ).update(state="superseded", ended_at=now)
    if update is None:
        if report.is_empty:
            return
        update = LibraryUpdate(model_id=model_id, version=analyzer_version(), created_at=now)
    was_waiting = update.state == "waiting" and update.previewed_seq is not None
    update.previewed_counts = update.counts if was_waiting else None
    update.previewed_seq = update.previewed_seq if was_waiting else None
    update.state = "applied" if was_waiting and update.requested_at else "superseded"
    update.earlier_version, update.seq, update.ended_at = earlier, seq, now
    update.counts, update.changes = report.counts, report.changes
    update.save()
    notices_settle(keys=[_key(model_id)])


def _key(model_id: uuid.UUID) -> str:
    return f"library-update:{model_id}:{analyzer_version()}"


def _notify(model_id: uuid.UUID, report: LibraryReport) -> None:
    model = ThreatModel.objects.get(pk=model_id)
    content = Content(
        kind="library-update",
        key=_key(model_id),
        team_id=model.team_id,
        model_id=model_id,
        subject=model.name,
        what=f"The rule library {analyzer_version()} is available for {model.name}",
        detail=report_text(report.counts),
        link=f"/m/{model_id}/{PAGE}",
        facts={"version": analyzer_version(), "counts": report.counts},
    )
    notify(content, to=[model.owner_id])
