"""Proposes, changes and deletes mitigations."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import User
from threatmodel.accounts.permissions import role_includes
from threatmodel.accounts.selectors import member_user
from threatmodel.architecture.api.errors import InvalidRequest, OutdatedEdit
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.model import bulkhead_yaml_statements
from threatmodel.history.services.events import event_write
from threatmodel.library.selectors.team_library import controls_by_id
from threatmodel.notifications.services.notices import Content, notify
from threatmodel.threats.analysis.services.model_counters import counters_lock
from threatmodel.threats.choices import DONE, ESTIMATES
from threatmodel.threats.decisions.selectors.resolutions import resolved_by
from threatmodel.threats.decisions.services.status_recompute import statuses_recompute
from threatmodel.threats.mitigations.models import Mitigation, MitigationTag, Treatment
from threatmodel.threats.mitigations.signals import controls_changed
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.services.manual_threats import threats_announce

Json = dict[str, Any]
TAGS_MOST: Final = bulkhead_yaml_statements.TAGS_MOST
_LABELS = {
    "due": "due date",
    "verification_note": "verification note",
    "reduction": "expected risk reduction",
}


class InvalidMitigation(InvalidRequest):
    """Something about the mitigation cannot be so."""


class ApproverNeeded(Exception):
    """Only an approver or owner may set a mitigation to verified, revoke that, or write what was checked."""


@transaction.atomic
def mitigation_create(
    *, model: ThreatModel, actor: User, role: Role, values: Mapping[str, Any]
) -> Mitigation:
    """Write a mitigation with the next number; `values` are those of MitigationCreate.

    Raises InvalidMitigation and ApproverNeeded.
    """
    counters = counters_lock(model.pk)
    threats = _threats(model.pk, values["threats"])
    control, title = _control_and_title(model.team_id, values)
    _check_verified(role, before="", after=values["status"])
    counters.last_mitigation += 1
    counters.save(update_fields=["last_mitigation"])
    mitigation = Mitigation.objects.create(
        model=model,
        number=counters.last_mitigation,
        control=control,
        title=title,
        description=values["description"],
        status=values["status"],
        owner=_owner(model.team_id, values["owner"]),
        due=values["due"],
        verification_note=_note(values, status=values["status"]),
        **_verified(values["status"], actor),
        created_by=actor,
        **{key: values[key] for key in ESTIMATES if key in values},
    )
    _treatments_add(mitigation, threats.values())
    _tags_replace(mitigation, [], _tags(values))
    event_write(
        model_id=model.pk,
        actor=actor,
        subject_type="mitigation",
        number=mitigation.number,
        what="proposed the mitigation",
        after=_shown(mitigation, threats, _tags(values)),
    )
    _notify_owner(mitigation, actor)
    statuses_recompute(model_id=model.pk, threat_ids=threats.values(), actor=actor)
    threats_announce(model.pk)
    _controls_announce(model.pk, actor, mitigation.status)
    verification_check(mitigation, changed=("status",))
    return mitigation


@transaction.atomic
def mitigation_update(
    *,
    model: ThreatModel,
    actor: User,
    role: Role,
    number: int,
    changes: Mapping[str, Any],
    version: int | None = None,
) -> Mitigation:
    """Change what is named in `changes`, and record what differs. Nothing different, nothing written.

    A verified mitigation that is to treat more threats is no longer verified: fewer were checked.

    Raises InvalidMitigation, ApproverNeeded, Mitigation.DoesNotExist; OutdatedEdit for another version.
    """
    counters_lock(model.pk)
    mitigation = Mitigation.objects.select_related("owner").get(model=model, number=number)
    if version is not None and version != mitigation.version:
        raise OutdatedEdit(str(mitigation))
    treated, tags = _treated_by(mitigation), _tags_of(mitigation)
    before = _shown(mitigation, treated, tags)
    threats = _threats(model.pk, changes["threats"]) if "threats" in changes else treated
    _check_note(role, before=mitigation.verification_note, changes=changes)
    if mitigation.status == "verified" and threats.keys() - treated.keys():
        changes = {"status": "implemented", **changes}
        _status_set(mitigation, "implemented", actor)
    status = mitigation.status
    _check_verified(role, before=status, after=changes.get("status", status))
    _assign(mitigation, changes, team_id=model.team_id, actor=actor)
    after = _shown(mitigation, threats, _tags(changes) if "tags" in changes else tags)
    differing = [key for key in after if after[key] != before[key]]
    if not differing:
        return mitigation
    mitigation.version += 1
    mitigation.save()
    _threats_replace(mitigation, treated, threats)
    _tags_replace(mitigation, before["tags"], after["tags"])
    _change_record(mitigation, actor, before, after, differing)
    if "owner" in differing:
        _notify_owner(mitigation, actor)
    touched = {*treated.values(), *threats.values()}
    statuses_recompute(model_id=model.pk, threat_ids=touched, actor=actor)
    threats_announce(model.pk)
    if "threats" in differing:  # a set of countermeasures may name it, whatever its status
        controls_changed.send(Mitigation, model_id=model.pk, actor=actor)
    else:
        _controls_announce(model.pk, actor, before["status"], after["status"])
    verification_check(mitigation, changed=differing)
    return mitigation


def _change_record(
    mitigation: Mitigation, actor: User, before: Json, after: Json, differing: list[str]
) -> None:
    event_write(
        model_id=mitigation.model_id,
        actor=actor,
        subject_type="mitigation",
        number=mitigation.number,
        what=f"changed {_listed(differing)}",
        before={key: before[key] for key in differing},
        after={key: after[key] for key in differing},
    )


def verification_check(mitigation: Mitigation, *, changed: Collection[str]) -> None:
    """Raise InvalidMitigation where nothing shows that a verified mitigation is in place, and no import can.

    A verification note or an entry of its evidence shows it; `changed` are the names of what was just set.
    """
    if mitigation.status != "verified" or not {"status", "verification_note"} & set(changed):
        return
    if mitigation.verified_by_evidence or mitigation.verification_note:
        return
    if not (_import_can_verify(mitigation) or mitigation.evidence.filter(removed_at=None).exists()):
        asked = "Enter what was checked, or add evidence: no import can verify this mitigation."
        raise InvalidMitigation({"verification_note": [asked]})


def _import_can_verify(mitigation: Mitigation) -> bool:
    threats = Threat.with_possible.filter(treatments__mitigation=mitigation)
    treated = list(threats.values_list("rule", "evidence"))
    resolving = resolved_by(model_id=mitigation.model_id, rule_ids=(rule for rule, _ in treated))
    return any(resolving.by(mitigation.control, rule=rule, evidence=found) for rule, found in treated)


@transaction.atomic
def mitigation_delete(*, model: ThreatModel, actor: User, number: int) -> None:
    """Delete a mitigation; its number is not given again. Raises Mitigation.DoesNotExist."""
    counters_lock(model.pk)
    mitigation = Mitigation.objects.select_related("owner").get(model=model, number=number)
    threats = _treated_by(mitigation)
    event_write(
        model_id=model.pk,
        actor=actor,
        subject_type="mitigation",
        number=number,
        what="deleted the mitigation",
        before=_shown(mitigation, threats, _tags_of(mitigation)),
    )
    mitigation.delete()
    statuses_recompute(model_id=model.pk, threat_ids=threats.values(), actor=actor)
    threats_announce(model.pk)
    _controls_announce(model.pk, actor, mitigation.status)


def _notify_owner(mitigation: Mitigation, actor: User) -> None:
    """Tell the owner of the mitigation that it is theirs now."""
    if mitigation.owner_id is None:
        return
    model, named = mitigation.model, f"M{mitigation.number}"
    content = Content(
        kind="assigned",
        key=f"assigned:{mitigation.pk}:{uuid.uuid4().hex}",
        team_id=model.team_id,
        model_id=model.pk,
        subject=named,
        what=f"assigned you {named} in {model.name}",
        detail=mitigation.title,
        link=f"/m/{model.pk}/mitigations?open={mitigation.number}",
        facts={"mitigation": mitigation.number},
    )
    notify(content, to=[mitigation.owner_id], actor=actor)


def _controls_announce(model_id: uuid.UUID, actor: User, *statuses: str) -> None:
    """Send that other controls are in place, where one of the statuses says that the work is done."""
    if {*DONE} & {*statuses}:
        controls_changed.send(Mitigation, model_id=model_id, actor=actor)


def _check_verified(role: Role, *, before: str, after: str) -> None:
    if before != after and "verified" in (before, after) and not role_includes(role, Role.APPROVER):
        raise ApproverNeeded("Only an approver or an owner can verify a mitigation.")


def _check_note(role: Role, *, before: str, changes: Mapping[str, Any]) -> None:
    if changes.get("verification_note", before).strip() != before and not role_includes(role, Role.APPROVER):
        raise ApproverNeeded("Only an approver or an owner can write the verification note.")


def _threats(model_id: uuid.UUID, numbers: Iterable[int]) -> dict[int, uuid.UUID]:
    wanted = set(numbers)
    found = dict(
        Threat.with_possible.filter(model_id=model_id, number__in=wanted).values_list("number", "id")
    )
    if unknown := sorted(wanted - found.keys()):
        named = ", ".join(f"T{number}" for number in unknown[:10])
        raise InvalidMitigation({"threats": [f"Unknown threat {named}."]})
    return found


def _treated_by(mitigation: Mitigation) -> dict[int, uuid.UUID]:
    return dict(Treatment.objects.filter(mitigation=mitigation).values_list("threat__number", "threat_id"))


def _control_and_title(team_id: uuid.UUID, values: Mapping[str, Any]) -> tuple[str, str]:
    control = values["control"] or ""
    known = controls_by_id(team_id=team_id, ids=[control]).get(control)
    if control and known is None:
        raise InvalidMitigation({"control": ["Unknown control."]})
    title = values["title"].strip() or (known.title if known else "")
    if not title:
        raise InvalidMitigation({"title": ["Enter a title, or choose a control."]})
    return control, title


def _owner(team_id: uuid.UUID, user_id: uuid.UUID | None) -> User | None:
    if user_id is None:
        return None
    member = member_user(team_id=team_id, user_id=user_id)
    if member is None:
        raise InvalidMitigation({"owner": ["The owner must be a member of the team."]})
    return member


def _verified(status: str, actor: User) -> dict[str, Any]:
    """Who confirms it by hand and when, if that is the status."""
    by_hand = status == "verified"
    return {"verified_by": actor if by_hand else None, "verified_at": timezone.now() if by_hand else None}


def _assign(mitigation: Mitigation, changes: Mapping[str, Any], *, team_id: uuid.UUID, actor: User) -> None:
    for key in ("title", "description", "due", *ESTIMATES):
        if key in changes:
            setattr(mitigation, key, changes[key])
    if "owner" in changes and changes["owner"] != mitigation.owner_id:
        mitigation.owner = _owner(team_id, changes["owner"])
    if "status" in changes and changes["status"] != mitigation.status:
        _status_set(mitigation, changes["status"], actor)
    if "verification_note" in changes:
        _note_set(mitigation, _note(changes, status=mitigation.status), actor)


def _note_set(mitigation: Mitigation, note: str, actor: User) -> None:
    """Set what was checked; who writes that of what another approver verified confirms it anew."""
    rewritten = note != mitigation.verification_note
    mitigation.verification_note = note
    if rewritten and mitigation.status == "verified" and not mitigation.verified_by_evidence:
        for key, value in _verified(mitigation.status, actor).items():
            setattr(mitigation, key, value)


def _status_set(mitigation: Mitigation, status: str, actor: User) -> None:
    """Set another status; what verified the one before no longer counts."""
    mitigation.status = status
    mitigation.verified_by_evidence = False
    mitigation.verification_note = ""
    for key, value in _verified(status, actor).items():
        setattr(mitigation, key, value)
    if status in DONE:  # what imports showed before does not cover the work done since
        mitigation.treatments.filter(seen="faulty").update(seen="", seen_at=None, seen_facts=[])


def _note(values: Mapping[str, Any], *, status: str) -> str:
    note = str(values.get("verification_note", "")).strip()
    if note and status != "verified":
        raise InvalidMitigation(
            {"verification_note": ["Only a verified mitigation has a verification note."]}
        )
    return note


def _treatments_add(mitigation: Mitigation, threat_ids: Iterable[uuid.UUID]) -> None:
    Treatment.objects.bulk_create(Treatment(mitigation=mitigation, threat_id=key) for key in threat_ids)


def _threats_replace(
    mitigation: Mitigation, before: Mapping[int, uuid.UUID], after: Mapping[int, uuid.UUID]
) -> None:
    dropped = set(before.values()) - set(after.values())
    if dropped:
        Treatment.objects.filter(mitigation=mitigation, threat_id__in=dropped).delete()
    _treatments_add(mitigation, set(after.values()) - set(before.values()))


def _tags(values: Mapping[str, Any]) -> list[str]:
    return sorted({name.strip() for name in values.get("tags", ()) if name.strip()})


def _tags_of(mitigation: Mitigation) -> list[str]:
    return sorted(MitigationTag.objects.filter(mitigation=mitigation).values_list("name", flat=True))


def _tags_replace(mitigation: Mitigation, before: Iterable[str], after: Iterable[str]) -> None:
    dropped, added = {*before} - {*after}, {*after} - {*before}
    if dropped:
        MitigationTag.objects.filter(mitigation=mitigation, name__in=dropped).delete()
    MitigationTag.objects.bulk_create(MitigationTag(mitigation=mitigation, name=name) for name in added)


def _shown(mitigation: Mitigation, threats: Mapping[int, uuid.UUID], tags: list[str]) -> Json:
    due: dt.date | None = mitigation.due
    return {
        "title": mitigation.title,
        "description": mitigation.description,
        "control": mitigation.control,
        "status": mitigation.status,
        "verification_note": mitigation.verification_note,
        "owner": mitigation.owner.get_full_name() if mitigation.owner else None,
        "due": due.isoformat() if due else None,
        **{key: getattr(mitigation, key) for key in ESTIMATES},
        "tags": tags,
        "threats": sorted(threats),
    }


def _listed(keys: list[str]) -> str:
    words = [f"the {_LABELS.get(key, key)}" for key in keys]
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]
