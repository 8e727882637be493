"""Saved views of the drawing and of the list of threats."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from threatmodel.accounts.models import User
from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.models import SavedView, ThreatModel

Row = dict[str, Any]


def views_visible(*, model: ThreatModel, user: User) -> QuerySet[SavedView]:
    """Views of a model that the user may see: their own, and those shared with the team.

    Some are of every model of the team.
    """
    of_model = Q(model=model) | Q(model__isnull=True, team=model.team_id)
    return SavedView.objects.filter(of_model, Q(owner=user) | Q(shared=True))


def views_of(*, model: ThreatModel, user: User, query: Mapping[str, Any]) -> QuerySet[SavedView]:
    """Those that match the filters of ViewQuery, in its order."""
    found = views_visible(model=model, user=user).filter(shows=query["shows"])
    if query["search"]:
        found = found.filter(name__icontains=query["search"])
    return found.order_by(*query["ordering"])


def view_rows(views: QuerySet[SavedView], *, user: User) -> list[Row]:
    """Views as the API lists them. One query."""
    return [
        {
            "id": view.pk,
            "name": view.name,
            "shows": view.shows,
            "of_team": view.model_id is None,
            "shared": view.shared,
            "mine": view.owner_id == user.pk,
            "owner": person_row(view.owner),
            "document": view.document,
            "updated_at": view.updated_at,
        }
        for view in views.select_related("owner")
    ]
