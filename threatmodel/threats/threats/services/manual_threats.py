"""Adds, edits, deletes and restores the threats that people write themselves.

An analysis never changes what they say: it only follows their elements and flows.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from threatmodel.accounts.models import User
from threatmodel.architecture.api.errors import InvalidRequest, OutdatedEdit
from threatmodel.architecture.api.selectors.threat_subjects import Subject, subjects_by_uid
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.analysis.threat_score import BASE_SCORES
from threatmodel.history.models import ModelEvent
from threatmodel.history.services.events import event_write
from threatmodel.pubsub.publisher import broadcast
from threatmodel.threats.acceptances.services.reopen_changed_threats import (
    acceptances_follow,
    acceptances_relink,
)
from threatmodel.threats.analysis.services.model_counters import counters_lock
from threatmodel.threats.choices import CLOSED, categories_of, category_bits
from threatmodel.threats.coverage.services.manual_cells import grids_count_manual
from threatmodel.threats.decisions.services.status_recompute import statuses_recompute
from threatmodel.threats.mitigations.models import Mitigation, Treatment
from threatmodel.threats.risk.services.risk_columns import risk_assign
from threatmodel.threats.threats.models import ManualThreat, Threat
from threatmodel.threats.threats.selectors.manual_references import reference_problems

Json = dict[str, Any]
MANUAL_MOST: Final = 2_000  # of one model; each analysis looks for their elements and flows
MODEL: Final = Subject(None, None, "Whole model", "model")
_DELETED: Final = "deleted the threat"
_SUBJECT: Final = ("element_id", "flow_id", "subject_uid", "subject_name", "subject_kind")


class InvalidThreat(InvalidRequest):
    """Something about the threat cannot be so."""


@transaction.atomic
def manual_threat_add(
    *, model: ThreatModel, actor: User, values: Mapping[str, Any], fingerprint: str = ""
) -> int:
    """Write a threat with the next number and return that; `values` are those of ManualThreatSerializer.

    `fingerprint` is that of a threat that comes from a file, which no other threat of the model has. Raises
    InvalidThreat.
    """
    counters = counters_lock(model.pk)
    if Threat.objects.filter(model=model, rule="").count() >= MANUAL_MOST:
        raise InvalidThreat({"title": [f"A model can have at most {MANUAL_MOST:,} manual threats."]})
    counters.last_threat += 1
    counters.save(update_fields=["last_threat"])
    threat = Threat(
        model=model,
        number=counters.last_threat,
        fingerprint=fingerprint or uuid.uuid4().hex,
        first_seen_at=timezone.now(),
    )
    manual = ManualThreat(threat=threat, created_by=actor)
    _assign(threat, manual, values)
    _place(threat, _subject(model.pk, values["on"], values["uid"]), values["uid"])
    threat.save(force_insert=True)
    manual.save(force_insert=True)
    _record(threat, actor, "added the threat", after=_content(threat, manual))
    return threat.number


@transaction.atomic
def manual_threat_edit(
    *, model: ThreatModel, actor: User, number: int, version: int, values: Mapping[str, Any]
) -> None:
    """Replace the content of a manual threat, or move it; record what differs.

    Raises Threat.DoesNotExist, InvalidThreat, and OutdatedEdit when another person has edited it since the
    version that the actor saw.
    """
    counters_lock(model.pk)
    threat = manual_threat_get(model_id=model.pk, number=number, version=version)
    before = _content(threat, threat.manual)
    _assign(threat, threat.manual, values)
    if values["uid"] != threat.subject_uid or _on(threat) != values["on"]:
        _place(threat, _subject(model.pk, values["on"], values["uid"]), values["uid"])
    after = _content(threat, threat.manual)
    differing = [key for key in after if after[key] != before[key]]
    if not differing:
        return
    threat.version += 1
    threat.save()
    threat.manual.save()
    _record(
        threat,
        actor,
        f"changed the {_listed(differing)}",
        before={key: before[key] for key in differing},
        after={key: after[key] for key in differing},
    )
    acceptances_follow(model_id=model.pk, threat_ids=[threat.pk])


@transaction.atomic
def manual_threat_delete(*, model: ThreatModel, actor: User, number: int, version: int) -> None:
    """Delete a manual threat; its number is not given again. Raises as manual_threat_edit does."""
    counters_lock(model.pk)
    threat = manual_threat_get(model_id=model.pk, number=number, version=version)
    before = {**_content(threat, threat.manual), "restore": _work(threat)}
    threat.delete()
    _record(threat, actor, _DELETED, before=before)


@transaction.atomic
def manual_threat_restore(*, model: ThreatModel, actor: User, number: int) -> None:
    """Restore a deleted manual threat with its number, decision, mitigations and acceptances.

    Raises ModelEvent.DoesNotExist when no such threat was deleted, InvalidThreat when it is there.
    """
    counters_lock(model.pk)
    if Threat.with_possible.filter(model=model, number=number).exists():
        raise InvalidThreat({"number": [f"T{number} has not been deleted."]})
    events = ModelEvent.objects.filter(model=model, subject_type="threat", subject_number=number)
    content: Json = events.filter(what=_DELETED).latest("id").before
    was: Json = content["restore"]
    if Threat.with_possible.filter(model=model, fingerprint=was["fingerprint"]).exists():
        raise InvalidThreat({"number": [f"An import has added T{number} again under another number."]})
    threat = Threat(
        model=model,
        number=number,
        fingerprint=was["fingerprint"],
        first_seen_at=datetime.fromisoformat(was["first_seen_at"]),
        status=was["decided"],
        closed_at=timezone.now() if was["decided"] in CLOSED else None,
        decided=was["decided"],
        status_reason=was["reason"],
        version=was["version"] + 1,
    )
    creator = User.objects.filter(pk=was["created_by"]).first() if was["created_by"] else None
    manual = ManualThreat(threat=threat, created_by=creator)
    _assign(threat, manual, content)
    words = Subject(None, None, was["subject_name"], was["subject_kind"])
    present = subjects_by_uid(model_id=model.pk, uids=[was["subject_uid"]])
    _place(threat, present.get(was["subject_uid"], words), was["subject_uid"])
    threat.save(force_insert=True)
    manual.save(force_insert=True)
    _mitigate(threat, was["mitigations"])
    acceptances_relink(threat=threat)
    _record(threat, actor, "restored the threat", after=_content(threat, manual))
    statuses_recompute(model_id=model.pk, threat_ids=[threat.pk], actor=actor)


def manual_threats_follow(*, model_id: uuid.UUID) -> bool:
    """Give the manual threats the present names of their elements and flows; return whether there are any.

    What was deleted keeps the name that it had; once it is restored, its threats are on it again. One query
    without manual threats, else three.
    """
    rows = list(Threat.objects.filter(model_id=model_id, rule="").only("id", *_SUBJECT))
    if not rows:
        return False
    subjects = subjects_by_uid(model_id=model_id, uids={row.subject_uid for row in rows})
    moved = []
    for row in rows:
        before = [getattr(row, column) for column in _SUBJECT]
        gone = Subject(None, None, row.subject_name, row.subject_kind)
        _place(row, subjects.get(row.subject_uid, gone), row.subject_uid)
        if before != [getattr(row, column) for column in _SUBJECT]:
            moved.append(row)
    Threat.objects.bulk_update(moved, ("element", "flow", "subject_name", "subject_kind"))
    return True


def manual_threat_get(*, model_id: uuid.UUID, number: int, version: int) -> Threat:
    """A manual threat to edit; call it under the lock. Raises as manual_threat_edit does."""
    threat = Threat.with_possible.select_related("manual").get(model_id=model_id, number=number)
    if threat.rule:
        raise InvalidThreat({"title": ["A rule raised this threat; only manual threats can be edited."]})
    if threat.version != version:
        raise OutdatedEdit(f"T{number}")
    return threat


def threats_announce(model_id: uuid.UUID) -> None:
    """Tell the pages that show the model, after the commit, that people have edited its threats."""
    transaction.on_commit(partial(broadcast, model_id=model_id, message={"type": "threats"}))


def _assign(threat: Threat, manual: ManualThreat, values: Mapping[str, Any]) -> None:
    if problems := reference_problems(values["references"]):
        raise InvalidThreat({"references": problems})
    threat.title = values["title"].strip()
    threat.severity = values["severity"]
    threat.score = BASE_SCORES[values["severity"]]
    threat.factors = [
        {"factor": "severity", "points": threat.score, "element": "", "fact": "", "value": None}
    ]
    risk_assign(threat)
    threat.category_bits = category_bits(values["categories"])
    manual.description = values["description"].strip()
    manual.references = list(dict.fromkeys(values["references"]))


def _subject(model_id: uuid.UUID, on: str, uid: str) -> Subject:
    if on == "model":
        if uid:
            raise InvalidThreat({"uid": ["A threat to the whole model has no element."]})
        return MODEL
    found = subjects_by_uid(model_id=model_id, uids=[uid]).get(uid)
    if found is None or (found.kind == "flow") != (on == "flow"):
        raise InvalidThreat({"uid": [f"Unknown {on} in this model."]})
    return found


def _place(threat: Threat, subject: Subject, uid: str) -> None:
    threat.element_id, threat.flow_id = subject.element_id, subject.flow_id
    threat.subject_uid, threat.subject_name, threat.subject_kind = uid, subject.name, subject.kind


def _on(threat: Threat) -> str:
    return threat.subject_kind if threat.subject_kind in ("flow", "model") else "element"


def _called(threat: Threat) -> str:
    """The subject in words: its name with its uid, as names are not unique."""
    return f"{threat.subject_name} ({threat.subject_uid})" if threat.subject_uid else threat.subject_name


def _content(threat: Threat, manual: ManualThreat) -> Json:
    return {
        "title": threat.title,
        "description": manual.description,
        "subject": _called(threat),
        "categories": list(categories_of(threat.category_bits)),
        "severity": threat.severity,
        "references": manual.references,
    }


def _work(threat: Threat) -> Json:
    """What a restored threat needs beside its content."""
    mitigations = Treatment.objects.filter(threat=threat).order_by("mitigation__number")
    return {
        "subject_uid": threat.subject_uid,
        "subject_name": threat.subject_name,
        "subject_kind": threat.subject_kind,
        "fingerprint": threat.fingerprint,
        "version": threat.version,
        "decided": threat.decided,
        "reason": threat.status_reason,
        "mitigations": list(mitigations.values_list("mitigation__number", flat=True)),
        "first_seen_at": threat.first_seen_at.isoformat(),
        "created_by": str(threat.manual.created_by_id or ""),
    }


def _mitigate(threat: Threat, numbers: Iterable[int]) -> None:
    mitigations = Mitigation.objects.filter(model_id=threat.model_id, number__in=list(numbers))
    Treatment.objects.bulk_create(Treatment(mitigation=one, threat=threat) for one in mitigations)


def _record(
    threat: Threat, actor: User, what: str, *, before: Json | None = None, after: Json | None = None
) -> None:
    event_write(
        model_id=threat.model_id,
        actor=actor,
        subject_type="threat",
        number=threat.number,
        what=what,
        before=before,
        after=after,
    )
    grids_count_manual(model_id=threat.model_id)
    threats_announce(threat.model_id)


def _listed(keys: Sequence[str]) -> str:
    return f"{', '.join(keys[:-1])} and {keys[-1]}" if len(keys) > 1 else keys[0]
