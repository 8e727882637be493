"""Adds evidence to mitigations, removes it, and restores what was removed."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from threatmodel.accounts.models import Team, User
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.model import is_storable
from threatmodel.history.services.events import event_write
from threatmodel.threats.mitigation_evidence.models import (
    EVIDENCE_TITLE_LENGTH,
    EvidenceContent,
    MitigationEvidence,
)
from threatmodel.threats.mitigation_evidence.services.file_types import InvalidEvidence, file_type
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.mitigations.services import verification_check

_MEBIBYTE: Final = 1024 * 1024
FILE_MOST_BYTES: Final = 10 * _MEBIBYTE
TEAM_MOST_BYTES: Final = 500 * _MEBIBYTE  # of all files of a team, with those that can still be restored
MITIGATION_MOST: Final = 50  # pieces of evidence of one mitigation
_RESTORABLE: Final = dt.timedelta(days=1)


@transaction.atomic
def link_add(
    *, model: ThreatModel, actor: User, number: int, values: Mapping[str, str]
) -> MitigationEvidence:
    """Add a link or a note: `values` are kind, title, url and text. Raises as file_add does."""
    first_line = values["text"].strip().partition("\n")[0]
    title = (values["title"].strip() or values["url"] or first_line)[:EVIDENCE_TITLE_LENGTH]
    return _add(
        model,
        actor,
        number,
        kind=values["kind"],
        title=title,
        url=values["url"],
        text=values["text"].strip(),
    )


@transaction.atomic
def file_add(*, model: ThreatModel, actor: User, number: int, name: str, data: bytes) -> MitigationEvidence:
    """Add a file. Raises InvalidEvidence, Mitigation.DoesNotExist."""
    if len(data) > FILE_MOST_BYTES:
        raise InvalidEvidence({"file": [f"A file has at most {FILE_MOST_BYTES // _MEBIBYTE} MB."]})
    title = _file_name(name)
    kind = file_type(title, data)
    _check_team_limit(model.team_id, len(data))
    made = _add(
        model,
        actor,
        number,
        kind="file",
        title=title,
        media_type=kind.media_type,
        size_bytes=len(data),
    )
    EvidenceContent.objects.create(evidence=made, data=data)
    return made


@transaction.atomic
def evidence_remove(*, model: ThreatModel, actor: User, evidence_id: uuid.UUID) -> None:
    """Remove evidence; it can be restored for a day.

    Raises MitigationEvidence.DoesNotExist; InvalidMitigation for what alone shows a verified mitigation.
    """
    found = _locked(model).get(pk=evidence_id, removed_at=None)
    found.removed_at = timezone.now()
    found.save(update_fields=["removed_at"])
    verification_check(found.mitigation, changed=("status",))
    _record(found, actor, "removed evidence", before={"evidence": found.title})


@transaction.atomic
def evidence_restore(*, model: ThreatModel, actor: User, evidence_id: uuid.UUID) -> MitigationEvidence:
    """Restore evidence that was removed. Raises MitigationEvidence.DoesNotExist."""
    found = _locked(model).get(pk=evidence_id, removed_at__isnull=False)
    found.removed_at = None
    found.save(update_fields=["removed_at"])
    _record(found, actor, "restored evidence", after={"evidence": found.title})
    return found


def _locked(model: ThreatModel) -> QuerySet[MitigationEvidence]:
    rows = MitigationEvidence.objects.select_related("mitigation").select_for_update(of=("self",))
    return rows.filter(mitigation__model=model)


def _add(model: ThreatModel, actor: User, number: int, **values: Any) -> MitigationEvidence:
    mitigation = Mitigation.objects.select_for_update().get(model=model, number=number)
    if mitigation.evidence.filter(removed_at=None).count() >= MITIGATION_MOST:
        most = f"A mitigation has at most {MITIGATION_MOST} pieces of evidence. Remove one first."
        raise InvalidEvidence({"kind": [most]})
    made = MitigationEvidence.objects.create(mitigation=mitigation, added_by=actor, **values)
    _record(made, actor, "added evidence", after={"evidence": made.title})
    return made


def _check_team_limit(team_id: uuid.UUID, size: int) -> None:
    """Raise InvalidEvidence where the files of the team would be too many bytes together.

    What was removed too long ago to be restored is deleted first. Uploads of one team take turns.
    """
    Team.objects.select_for_update().get(pk=team_id)
    of_team = MitigationEvidence.objects.filter(mitigation__model__team_id=team_id)
    of_team.filter(removed_at__lt=timezone.now() - _RESTORABLE).delete()
    kept = of_team.filter(kind="file").aggregate(sum=Sum("size_bytes"))["sum"] or 0
    if kept + size > TEAM_MOST_BYTES:
        most = TEAM_MOST_BYTES // _MEBIBYTE
        full = f"The files of the team would exceed {most} MB. Remove some: their space is free after a day."
        raise InvalidEvidence({"file": [full]})


def _file_name(name: str) -> str:
    """The name without folders and control characters; the end of a long one stays, as it tells the type."""
    base = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(character for character in base if character.isprintable()).strip()
    if not plain or not is_storable(plain):
        raise InvalidEvidence({"file": ["The file has no usable name."]})
    return plain[-EVIDENCE_TITLE_LENGTH:]


def _record(evidence: MitigationEvidence, actor: User, what: str, **values: Mapping[str, str]) -> None:
    event_write(
        model_id=evidence.mitigation.model_id,
        actor=actor,
        subject_type="mitigation",
        number=evidence.mitigation.number,
        what=what,
        **values,
    )
