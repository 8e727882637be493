"""Saves, shares and deletes views of pages. They change nothing of the model, nor its history."""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db import IntegrityError, transaction

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import User
from threatmodel.accounts.permissions import role_includes
from threatmodel.architecture.api.errors import InvalidRequest
from threatmodel.architecture.api.selectors.saved_views import views_visible
from threatmodel.architecture.models import SavedView, ThreatModel

VIEWS_MOST: Final = 100  # of one person in one model, of each kind
# Filters by which a list of threats is that of one model; by others it is saved for all models of the team.
_OF_MODEL: Final = frozenset(
    {"element", "data_set", "mitigation", "folded_under", "hardening_of", "duplicate_of"}
)


class InvalidView(InvalidRequest):
    """The view cannot be saved so."""


class ViewNotYours(Exception):
    """The view belongs to another person, or the role does not allow sharing it."""


def view_create(*, model: ThreatModel, actor: User, role: Role, values: Mapping[str, Any]) -> SavedView:
    """Save a view of one's own. Raises InvalidView, ViewNotYours when a viewer shares."""
    _check_sharing(role, shared=values["shared"])
    shows = values["shows"]
    if views_visible(model=model, user=actor).filter(owner=actor, shows=shows).count() >= VIEWS_MOST:
        raise InvalidView({"detail": f"You have {VIEWS_MOST} views, which is the limit. Delete one first."})
    return _save(model, SavedView(team=model.team, shows=shows, owner=actor), values)


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
    return _save(model, view, changes)


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


def _save(model: ThreatModel, view: SavedView, values: Mapping[str, Any]) -> SavedView:
    view.name = values.get("name", view.name)
    view.shared = values.get("shared", view.shared)
    view.document = values.get("document", view.document)
    of_team = view.shows == "threats" and _OF_MODEL.isdisjoint(view.document.get("filters", ()))
    view.model = None if of_team else model
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as fault:
        raise InvalidView({"name": ["You already have a view with this name."]}) from fault
    return view
