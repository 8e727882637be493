"""Puts models in folders, gives them owners and tags, and keeps the favorites of each person."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from threatmodel.accounts.models import Team, User
from threatmodel.accounts.selectors import member_user
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.api.selectors.organization import tags_of
from threatmodel.architecture.api.services.model_audit import model_audit_record
from threatmodel.architecture.api.signals import model_event
from threatmodel.architecture.models import FavoriteModel, ModelFolder, ModelTag, ThreatModel
from threatmodel.audit.actions import Action
from threatmodel.audit.services import Subject, event_record

Json = Mapping[str, Any]
FOLDERS_MOST: Final = 500  # of a team
MODEL_TAGS_MOST: Final = 20  # of a model
ORGANIZED: Final = ("folder", "owner", "tags", "tags_add", "tags_remove")


class InvalidOrganization(InvalidRequest):
    """The models cannot be organized so."""


@transaction.atomic
def models_organize(*, team_id: UUID, actor: User, model_ids: Iterable[UUID], change: Json) -> int:
    """Set folder, owner and tags of models of the team, as far as named; return how many models changed.

    Recorded at each model. Raises InvalidOrganization.
    """
    wanted = set(model_ids)
    folder, owner = _folder(team_id, change), _owner(team_id, change)
    rows = ThreatModel.objects.select_for_update(of=("self",)).select_related("owner", "folder")
    models = list(rows.filter(team_id=team_id, pk__in=wanted).order_by("pk"))
    if len(models) < len(wanted):
        raise InvalidOrganization({"models": ["Unknown model. Reload the list: it may have been deleted."]})
    tags = tags_of([model.pk for model in models])
    changed = 0
    for model in models:
        present = list(tags[model.pk])
        before, owned_by = _state(model, present), model.owner_id
        if "folder" in change:
            model.folder = folder
        if "owner" in change:
            model.owner = owner
        after = _state(model, _tags_wanted(present, change))
        if before != after or model.owner_id != owned_by:  # two people may have one name
            model.save(update_fields=["folder", "owner"])  # no edit of the model: `updated_at` stays
            _tags_write(model, present, after["tags"])
            _record(model, actor, before, after)
            changed += 1
    return changed


@transaction.atomic
def favorite_set(*, model: ThreatModel, user: User, favorite: bool) -> None:
    """Mark the model for this person, or no longer. Neither history nor log keeps it."""
    if favorite:
        FavoriteModel.objects.get_or_create(model=model, user=user)
    else:
        FavoriteModel.objects.filter(model=model, user=user).delete()


@transaction.atomic
def member_models_release(*, team_id: UUID, user: User) -> None:
    """Take the models of the team from a person who left, and forget which were their favorites."""
    FavoriteModel.objects.filter(model__team=team_id, user=user).delete()
    owned = ThreatModel.with_trash.select_for_update(of=("self",)).filter(team=team_id, owner=user)
    for model in owned.order_by("pk"):
        model.owner = None
        model.save(update_fields=["owner"])
        model_event.send(
            ThreatModel,
            model_id=model.pk,
            actor=None,
            subject_type="model",
            what=f"removed the owner {user.get_full_name()}, who left the team",
            before={"owner": user.get_full_name()},
            after={"owner": None},
        )


def organization_copy(*, source: ThreatModel, copy: ThreatModel) -> None:
    """Put a copy into the folder of its source, with the same tags."""
    copy.folder_id = source.folder_id
    copy.save(update_fields=["folder"])
    _tags_write(copy, (), tags_of([source.pk])[source.pk])


# --- folders -----------------------------------------------------------------------------------


@transaction.atomic
def folder_create(*, team_id: UUID, actor: User, name: str) -> ModelFolder:
    """Write a folder of the team. Raises InvalidOrganization."""
    Team.objects.select_for_update(no_key=True).get(pk=team_id)  # two requests at once are counted in turn
    if ModelFolder.objects.filter(team_id=team_id).count() >= FOLDERS_MOST:
        raise InvalidOrganization({"name": [f"A team has at most {FOLDERS_MOST} folders. Delete one first."]})
    folder = ModelFolder(team_id=team_id)
    _folder_save(folder, name)
    _folder_record(folder, Action.FOLDER_CREATED, actor, after={"name": name})
    return folder


@transaction.atomic
def folder_rename(*, team_id: UUID, folder_id: UUID, actor: User, name: str) -> ModelFolder:
    """Give the folder another name. Raises InvalidOrganization, ModelFolder.DoesNotExist."""
    folder = ModelFolder.objects.select_for_update().get(pk=folder_id, team_id=team_id)
    before = folder.name
    if name != before:
        _folder_save(folder, name)
        _folder_record(folder, Action.FOLDER_RENAMED, actor, before={"name": before}, after={"name": name})
    return folder


@transaction.atomic
def folder_delete(*, team_id: UUID, folder_id: UUID, actor: User) -> None:
    """Delete the folder; its models stay, in no folder. Raises ModelFolder.DoesNotExist."""
    folder = ModelFolder.objects.select_for_update().get(pk=folder_id, team_id=team_id)
    inside = ThreatModel.objects.filter(folder=folder).order_by("pk").values_list("pk", flat=True)
    models_organize(team_id=team_id, actor=actor, model_ids=inside, change={"folder": None})
    held = {"name": folder.name, "models": len(inside)}
    _folder_record(folder, Action.FOLDER_DELETED, actor, before=held)
    folder.delete()  # what is in the trash loses it too


def _folder_save(folder: ModelFolder, name: str) -> None:
    folder.name = name
    try:
        with transaction.atomic():
            folder.save()
    except IntegrityError as fault:
        raise InvalidOrganization({"name": ["The team already has a folder with this name."]}) from fault


def _folder_record(
    folder: ModelFolder, action: Action, actor: User, *, before: Json | None = None, after: Json | None = None
) -> None:
    subject = Subject("folder", folder.pk, folder.name)
    event_record(
        action=action, subject=subject, team_id=folder.team_id, actor=actor, before=before, after=after
    )


# --- what is wanted ----------------------------------------------------------------------------


def _folder(team_id: UUID, change: Json) -> ModelFolder | None:
    if not change.get("folder"):
        return None
    # It is not deleted meanwhile.
    folders = ModelFolder.objects.select_for_update(no_key=True)
    folder = folders.filter(pk=change["folder"], team_id=team_id).first()
    if folder is None:
        raise InvalidOrganization({"folder": ["Unknown folder. It may have been deleted: choose another."]})
    return folder


def _owner(team_id: UUID, change: Json) -> User | None:
    if not change.get("owner"):
        return None
    owner = member_user(team_id=team_id, user_id=change["owner"])
    if owner is None:
        raise InvalidOrganization({"owner": ["The owner must be a member of the team."]})
    return owner


def _tags_wanted(present: Sequence[str], change: Json) -> list[str]:
    kept = set(change.get("tags", present)) - set(change.get("tags_remove", ()))
    wanted = kept | set(change.get("tags_add", ()))
    if len(wanted) > max(MODEL_TAGS_MOST, len(present)):
        field = "tags" if "tags" in change else "tags_add"
        raise InvalidOrganization({field: [f"A model has at most {MODEL_TAGS_MOST} tags."]})
    return sorted(wanted)


def _tags_write(model: ThreatModel, present: Sequence[str], wanted: Sequence[str]) -> None:
    ModelTag.objects.filter(model=model, name__in=set(present) - set(wanted)).delete()
    new = sorted(set(wanted) - set(present))
    ModelTag.objects.bulk_create([ModelTag(model=model, name=name) for name in new])


def _state(model: ThreatModel, tags: Sequence[str]) -> dict[str, Any]:
    """What is organized of a model, as events keep it: the names of that time."""
    return {
        "folder": model.folder.name if model.folder else None,
        "owner": model.owner.get_full_name() if model.owner else None,
        "tags": sorted(tags),
    }


def _record(model: ThreatModel, actor: User, before: Json, after: Json) -> None:
    fields = [field for field in after if before[field] != after[field]] or ["owner"]
    model_change_record(
        model,
        actor,
        before={field: before[field] for field in fields},
        after={field: after[field] for field in fields},
    )


def model_change_record(model: ThreatModel, actor: User, *, before: Json, after: Json) -> None:
    """Record what was changed of a model in its history and in the log of its team."""
    model_event.send(
        ThreatModel,
        model_id=model.pk,
        actor=actor,
        subject_type="model",
        what=f"changed the {' and '.join(after)}",
        before=before,
        after=after,
    )
    model_audit_record(model, Action.MODEL_CHANGED, actor=actor, before=before, after=after)
