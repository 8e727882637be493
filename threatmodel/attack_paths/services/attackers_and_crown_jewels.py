"""Writes attackers and crown jewels: their changes are events of the model, and paths are computed again."""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.attack_paths.models import Attacker, CrownJewel
from threatmodel.attack_paths.services.versioned_rows import (
    InvalidInput,
    row_add,
    row_delete,
    row_edit,
    row_restore,
)
from threatmodel.engine.library.attackers_and_goals import load_attackers, start_rules
from threatmodel.threats.analysis.services.model_counters import counters_lock

Json = dict[str, Any]
ATTACKERS_MOST: Final = 50  # of one model; each is searched from
JEWELS_MOST: Final = 500


# --- attackers -----------------------------------------------------------------------------------


@transaction.atomic
def attacker_add(*, model: ThreatModel, actor: User, values: Mapping[str, Any]) -> Attacker:
    """Write an attacker of the team; `values` are those of AttackerWriteSerializer. Raises InvalidInput."""
    counters_lock(model.pk)
    if Attacker.objects.filter(model=model).count() >= ATTACKERS_MOST:
        raise InvalidInput({"name": [f"A model can have at most {ATTACKERS_MOST} attackers of its own."]})
    return row_add(Attacker(model=model), actor, _attacker_values(model.pk, values))


@transaction.atomic
def attacker_edit(
    *, model: ThreatModel, actor: User, key: str, version: int, values: Mapping[str, Any]
) -> None:
    """Replace what an attacker is; a built-in one is changed for this model.

    Raises Attacker.DoesNotExist, InvalidInput, OutdatedEdit.
    """
    counters_lock(model.pk)
    changes = _attacker_values(model.pk, values)
    if _is_profile(key) and version == 0 and not Attacker.objects.filter(model=model, profile=key).exists():
        row_add(Attacker(model=model, profile=key), actor, changes, what="changed")
        return
    row_edit(_attacker(model, key), actor, version, changes)


@transaction.atomic
def attacker_delete(*, model: ThreatModel, actor: User, key: str, version: int) -> None:
    """Delete an attacker of the team; of a built-in one, the changes. Raises as attacker_edit does."""
    counters_lock(model.pk)
    row_delete(_attacker(model, key), actor, version)


@transaction.atomic
def attacker_restore(*, model: ThreatModel, actor: User, key: str) -> None:
    """Restore a deleted attacker, or the changes of a built-in one.

    Raises ModelEvent.DoesNotExist when none was deleted, InvalidInput when it is there.
    """
    counters_lock(model.pk)
    if _is_profile(key):
        row_restore(Attacker(model=model, profile=key), actor, {"profile": key})
    else:
        row_restore(Attacker(model=model, pk=_id(key)), actor, {"id": key})


def _attacker(model: ThreatModel, key: str) -> Attacker:
    found = Attacker.objects.filter(model=model)
    if _is_profile(key):
        return found.get(profile=key)
    return found.get(pk=_id(key))


def _is_profile(key: str) -> bool:
    return any(one.id == key for one in load_attackers())


def _id(key: str) -> uuid.UUID:
    try:
        return uuid.UUID(key)
    except ValueError as fault:
        raise Attacker.DoesNotExist(key) from fault


def _attacker_values(model_id: uuid.UUID, values: Mapping[str, Any]) -> Json:
    if unknown := sorted(set(values["start_rules"]) - start_rules().keys()):
        raise InvalidInput({"start_rules": [f"Unknown rule {unknown[0]!r}."]})
    starts = sorted({(one["uid"], one["level"]) for one in values["starts"]})
    _check_elements(model_id, {uid for uid, _ in starts}, field="starts")
    if not starts and not values["start_rules"]:
        raise InvalidInput({"starts": ["Name where the attacker starts."]})
    return {
        **{name: values[name] for name in ("skill", "resources", "counts", "enabled")},
        **{name: values[name].strip() for name in ("name", "about", "motive")},
        "start_rules": sorted(set(values["start_rules"])),
        "starts": [list(start) for start in starts],
    }


# --- crown jewels --------------------------------------------------------------------------------


@transaction.atomic
def crown_jewel_add(*, model: ThreatModel, actor: User, values: Mapping[str, Any]) -> CrownJewel:
    """Mark a crown jewel; `values` are those of CrownJewelWriteSerializer. Raises InvalidInput."""
    counters_lock(model.pk)
    if CrownJewel.objects.filter(model=model).count() >= JEWELS_MOST:
        raise InvalidInput({"title": [f"A model can have at most {JEWELS_MOST} crown jewels."]})
    return row_add(CrownJewel(model=model), actor, _jewel_values(model.pk, values))


@transaction.atomic
def crown_jewel_edit(
    *, model: ThreatModel, actor: User, key: uuid.UUID, version: int, values: Mapping[str, Any]
) -> None:
    """Replace what a crown jewel is. Raises CrownJewel.DoesNotExist, InvalidInput, OutdatedEdit."""
    counters_lock(model.pk)
    jewel = CrownJewel.objects.get(model=model, pk=key)
    row_edit(jewel, actor, version, _jewel_values(model.pk, values, own=key, was=jewel.element_uid))


@transaction.atomic
def crown_jewel_delete(*, model: ThreatModel, actor: User, key: uuid.UUID, version: int) -> None:
    """Unmark a crown jewel. Raises as crown_jewel_edit does."""
    counters_lock(model.pk)
    row_delete(CrownJewel.objects.get(model=model, pk=key), actor, version)


@transaction.atomic
def crown_jewel_restore(*, model: ThreatModel, actor: User, key: uuid.UUID) -> None:
    """Restore a deleted crown jewel. Raises as attacker_restore does."""
    counters_lock(model.pk)
    row_restore(CrownJewel(model=model, pk=key), actor, {"id": str(key)})


def _jewel_values(
    model_id: uuid.UUID, values: Mapping[str, Any], *, own: uuid.UUID | None = None, was: str = ""
) -> Json:
    uid = values["uid"]
    if uid != was:
        _check_elements(model_id, {uid}, field="uid")
    same = CrownJewel.objects.filter(model_id=model_id, element_uid=uid, level=values["level"])
    if any(pk != own for pk in same.values_list("pk", flat=True)):
        raise InvalidInput({"level": ["This element is a crown jewel at this level already."]})
    return {
        "element_uid": uid,
        "level": values["level"],
        "worth": values["worth"],
        "title": values["title"].strip(),
        "note": values["note"].strip(),
    }


def _check_elements(model_id: uuid.UUID, uids: set[str], *, field: str) -> None:
    known = set(Element.objects.filter(model_id=model_id, uid__in=uids).values_list("uid", flat=True))
    if unknown := sorted(uids - known):
        raise InvalidInput({field: [f"Unknown element {unknown[0]!r} in this model."]})
