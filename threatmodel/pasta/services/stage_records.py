"""Adds, edits, deletes and restores what people write in the stages."""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.db.models import F

from threatmodel.accounts.models import Membership, User
from threatmodel.architecture.api.errors import InvalidRequest, OutdatedEdit
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.history.models import ModelEvent
from threatmodel.history.services.events import event_write
from threatmodel.library.selectors.team_library import rule_summaries
from threatmodel.pasta.models import CountermeasureSet, ImpactCriterion, Objective, Record
from threatmodel.pasta.selectors.stage_records import RECORD_KINDS, RecordKind, named_uids, stored_values
from threatmodel.pubsub.publisher import broadcast
from threatmodel.threats.mitigations.models import Mitigation

Json = dict[str, Any]
RECORDS_MOST: Final = 200  # of one kind in a model
_DELETED: Final = "deleted the "


class InvalidRecord(InvalidRequest):
    """Something about the row cannot be so."""


@transaction.atomic
def record_add(kind: RecordKind, *, model: ThreatModel, actor: User, values: Mapping[str, Any]) -> Record:
    """Write a row; `values` are those of its serializer. Raises InvalidRecord."""
    if _rows(kind, model).count() >= RECORDS_MOST:
        raise InvalidRecord({"detail": f"A model can have at most {RECORDS_MOST} of these."})
    record = kind.table(model=model, created_by=actor)
    _assign(kind, record, values, model=model)
    _choose(record)
    record.save(force_insert=True)
    _record_event(kind, record, actor, "added the ", after=_content(kind, record))
    return record


@transaction.atomic
def record_edit(
    kind: RecordKind,
    *,
    model: ThreatModel,
    actor: User,
    record_id: uuid.UUID,
    version: int,
    values: Mapping[str, Any],
) -> Record:
    """Replace what a row says and record what differs; nothing different, nothing written.

    Raises ObjectDoesNotExist, InvalidRecord, and OutdatedEdit when another person has edited it meanwhile.
    """
    record = _locked(kind, model, record_id, version)
    before = _content(kind, record)
    _assign(kind, record, values, model=model)
    after = _content(kind, record)
    differing = [key for key in after if after[key] != before[key]]
    if differing:
        record.version += 1
        _choose(record)
        record.save()
        _record_event(
            kind,
            record,
            actor,
            "changed the ",
            before={key: before[key] for key in differing},
            after={key: after[key] for key in differing},
        )
    return record


@transaction.atomic
def record_delete(
    kind: RecordKind, *, model: ThreatModel, actor: User, record_id: uuid.UUID, version: int
) -> None:
    """Delete a row. Raises as record_edit does."""
    record = _locked(kind, model, record_id, version)
    before = {"kind": kind.id, "id": str(record.pk), "version": version, **_content(kind, record)}
    if isinstance(record, Objective):
        before["criteria"] = [str(key) for key in record.impact_criteria.values_list("pk", flat=True)]
    _record_event(kind, record, actor, _DELETED, before=before)
    record.delete()


@transaction.atomic
def record_restore(*, model: ThreatModel, actor: User, record_id: uuid.UUID) -> tuple[RecordKind, Record]:
    """Restore a deleted row with what referred to it.

    Raises ModelEvent.DoesNotExist when no such row was deleted, InvalidRecord when it is there.
    """
    events = ModelEvent.objects.filter(model=model, subject_type="pasta", what__startswith=_DELETED)
    was: Json = events.filter(before__id=str(record_id)).latest("id").before
    kind = next(one for one in RECORD_KINDS if one.id == was["kind"])
    if _rows(kind, model).filter(pk=record_id).exists():
        raise InvalidRecord({"detail": "It has not been deleted."})
    record = kind.table(pk=record_id, model=model, created_by=actor, version=was["version"] + 1)  # type: ignore[misc]
    values = {column: was[column] for column in kind.columns}
    for column in kind.columns:
        setattr(record, _RESTORED.get(column, column), _restored(column, values[column], model=model))
    _choose(record)
    record.save(force_insert=True)
    ImpactCriterion.objects.filter(model=model, pk__in=was.get("criteria", ()), objective=None).update(
        objective=record_id
    )
    _record_event(kind, record, actor, "restored the ", after=_content(kind, record))
    return kind, record


def pasta_announce(model_id: uuid.UUID) -> None:
    """Tell the pages that show the model, after the commit, that a stage has changed."""
    transaction.on_commit(partial(broadcast, model_id=model_id, message={"type": "pasta"}))


def _rows(kind: RecordKind, model: ThreatModel) -> Any:
    return kind.table._default_manager.filter(model=model)  # noqa: SLF001 (Django's public name)


def _locked(kind: RecordKind, model: ThreatModel, record_id: uuid.UUID, version: int) -> Record:
    record: Record = _rows(kind, model).select_for_update().get(pk=record_id)
    if record.version != version:
        raise OutdatedEdit(str(record))
    return record


# --- what a row says -------------------------------------------------------------------------------


def _assign(kind: RecordKind, record: Record, values: Mapping[str, Any], *, model: ThreatModel) -> None:
    known = set(named_uids(kind, record))
    for column in kind.columns:
        value = values[column]
        if column == kind.uids:
            value = _known_uids(model, column, value, known)
        elif check := _CHECKS.get(column):
            value = check(model, value)
        setattr(record, column, value.strip() if isinstance(value, str) else value)


def _known_uids(model: ThreatModel, column: str, uids: list[str], kept: set[str]) -> list[str]:
    """The uids, each once. One that was named before may stay, even if its element is no longer there."""
    wanted = list(dict.fromkeys(uids))
    there = set(Element.objects.filter(model=model, uid__in=wanted).values_list("uid", flat=True))
    if unknown := [uid for uid in wanted if uid not in there | kept]:
        raise InvalidRecord({column: [f"Unknown element {unknown[0]}."]})
    return wanted


def member(model: ThreatModel, user_id: uuid.UUID | None) -> User | None:
    """The member of the team with this id; None for none. Raises InvalidRecord."""
    if user_id is None:
        return None
    found = Membership.objects.filter(team_id=model.team_id, user_id=user_id).select_related("user").first()
    if found is None:
        raise InvalidRecord({"owner": ["The owner must be a member of the team."]})
    return found.user


def _objective(model: ThreatModel, objective_id: uuid.UUID | None) -> Objective | None:
    if objective_id is None:
        return None
    found = Objective.objects.filter(model=model, pk=objective_id).first()
    if found is None:
        raise InvalidRecord({"objective": ["Unknown objective."]})
    return found


def _rules(model: ThreatModel, rules: list[str]) -> list[str]:
    wanted = list(dict.fromkeys(rules))
    known = rule_summaries(team_id=model.team_id) if wanted else {}
    if unknown := [one for one in wanted if one not in known]:
        raise InvalidRecord({"rules": [f"Unknown rule {unknown[0]}."]})
    return wanted


def _mitigations(model: ThreatModel, numbers: list[int]) -> list[int]:
    wanted = sorted(set(numbers))
    known = set(Mitigation.objects.filter(model=model, number__in=wanted).values_list("number", flat=True))
    if unknown := [f"M{one}" for one in wanted if one not in known]:
        raise InvalidRecord({"mitigations": [f"Unknown mitigation {unknown[0]}."]})
    return wanted


def _choose(record: Record) -> None:
    """Take the choice from the other sets of countermeasures where this one is chosen."""
    if isinstance(record, CountermeasureSet) and record.chosen:
        others = CountermeasureSet.objects.filter(model=record.model, chosen=True).exclude(pk=record.pk)
        others.update(chosen=False, version=F("version") + 1)


_CHECKS: Final[Mapping[str, Callable[[ThreatModel, Any], Any]]] = {
    "owner": member,
    "objective": _objective,
    "rules": _rules,
    "mitigations": _mitigations,
}
_RESTORED: Final = {"owner": "owner_id", "objective": "objective_id"}


def _restored(column: str, value: Any, *, model: ThreatModel) -> Any:
    """The value as the column takes it; a person or objective that is no longer there is left out."""
    if value is None:
        return None
    if column == "owner":
        return (
            Membership.objects.filter(team_id=model.team_id, user_id=value)
            .values_list("user_id", flat=True)
            .first()
        )
    if column == "objective":
        return Objective.objects.filter(model=model, pk=value).values_list("pk", flat=True).first()
    return dt.date.fromisoformat(value) if column in ("published", "next_review") else value


def _content(kind: RecordKind, record: Record) -> Json:
    return stored_values(kind, record)


def _record_event(
    kind: RecordKind,
    record: Record,
    actor: User,
    did: str,
    *,
    before: Json | None = None,
    after: Json | None = None,
) -> None:
    event_write(
        model_id=record.model_id,
        actor=actor,
        subject_type="pasta",
        what=f"{did}{kind.noun} {record}"[:200],
        before=before,
        after=after,
    )
    pasta_announce(record.model_id)
