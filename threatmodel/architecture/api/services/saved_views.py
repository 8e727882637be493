"""Saves, shares and deletes views of a drawing. They change nothing of the model, nor its history."""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db import IntegrityError, transaction

from threatmodel.accounts.models import Role, User
from threatmodel.accounts.permissions import role_includes
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.api.selectors.saved_views import views_visible
from threatmodel.architecture.models import SavedView, ThreatModel

VIEWS_MOST: Final = 100  # of one person in one model


class InvalidView(InvalidRequest):
    """The view cannot be saved so."""


class ViewNotYours(Exception):
    """The view belongs to another person, or the role does not allow sharing it."""


def view_create(*, model: ThreatModel, actor: User, role: Role, values: Mapping[str, Any]) -> SavedView:
    """Save a view of one's own. Raises InvalidView, ViewNotYours when a viewer shares."""
    _check_sharing(role, shared=values["shared"])
    if SavedView.objects.filter(model=model, owner=actor).count() >= VIEWS_MOST:
        raise InvalidView({"detail": f"You have {VIEWS_MOST} views, which is the limit. Delete one first."})
    return _save(SavedView(model=model, owner=actor), values)


@transaction.atomic
def view_update(
    *, model: ThreatModel, actor: User, role: Role, view_id: uuid.UUID, changes: Mapping[str, Any]
) -> SavedView:
    """Change what is named of a view of one's own.

    Raises InvalidView, ViewNotYours, SavedView.DoesNotExist.
    """
    view = views_visible(model=model, user=actor).select_for_update().get(pk=view_id)
    if view.owner_id != actor.pk:
        raise ViewNotYours("Only its author can change a view.")
    _check_sharing(role, shared=changes.get("shared", False))
    return _save(view, changes)


def view_delete(*, model: ThreatModel, actor: User, role: Role, view_id: uuid.UUID) -> None:
    """Delete a view of one's own, as an owner of the team any that is shared.

    Raises ViewNotYours, SavedView.DoesNotExist.
    """
    view = views_visible(model=model, user=actor).get(pk=view_id)
    if view.owner_id != actor.pk and role != Role.OWNER:
        raise ViewNotYours("Only its author or a team owner can delete a view.")
    view.delete()


def _check_sharing(role: Role, *, shared: bool) -> None:
    if shared and not role_includes(role, Role.EDITOR):
        raise ViewNotYours("Only editors can share views with the team.")


def _save(view: SavedView, values: Mapping[str, Any]) -> SavedView:
    for key, value in values.items():
        setattr(view, key, value)
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as fault:
        raise InvalidView({"name": ["You already have a view with this name."]}) from fault
    return view
