"""How a team organizes its models: folders, tags, owners, and what each person marked as a favorite."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from threatmodel.accounts.models import User
from threatmodel.architecture.api.selectors.people import NOBODY, owned_by, person_row
from threatmodel.architecture.models import FavoriteModel, ModelFolder, ModelTag, ThreatModel

Row = dict[str, Any]


def models_filtered(
    models: QuerySet[ThreatModel], *, query: Mapping[str, Any], user_id: uuid.UUID
) -> QuerySet[ThreatModel]:
    """The models that match the filters of ModelFilter; `user_id` is who asks."""
    if words := query["search"].strip():
        models = models.filter(Q(name__icontains=words) | Q(description__icontains=words))
    if query["tag"]:
        tagged = ModelTag.objects.filter(model=OuterRef("pk"), name__in=query["tag"])
        models = models.filter(Exists(tagged))
    if query["owner"]:
        models = models.filter(owned_by(query["owner"], user_id))
    if query["folder"]:
        models = models.filter(_in_folders(query["folder"]))
    if query["favorite"] is not None:
        marked = Exists(_favorites_of(user_id))
        models = models.filter(marked if query["favorite"] else ~marked)
    return models


def models_for_rows(models: QuerySet[ThreatModel], *, user_id: uuid.UUID) -> QuerySet[ThreatModel]:
    """The models with team, owner and folder, and with `is_favorite` of the person who asks."""
    marked = Case(
        When(Exists(_favorites_of(user_id)), then=Value(True)),  # noqa: FBT003 (an SQL value)
        default=Value(False),  # noqa: FBT003 (an SQL value)
        output_field=BooleanField(),
    )
    return models.select_related("team", "owner", "folder").annotate(is_favorite=marked)


def _favorites_of(user_id: uuid.UUID) -> QuerySet[FavoriteModel]:
    return FavoriteModel.objects.filter(model=OuterRef("pk"), user=user_id)


def _in_folders(words: Sequence[str]) -> Q:
    condition = Q(folder__in=[word for word in words if word != NOBODY])
    return condition | Q(folder__isnull=True) if NOBODY in words else condition


def tags_of(model_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, list[str]]:
    """The tags of models, by name. One query."""
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    rows = ModelTag.objects.filter(model_id__in=model_ids).order_by("name")
    for model_id, name in rows.values_list("model_id", "name"):
        found[model_id].append(name)
    return found


def folder_rows(*, team_id: uuid.UUID) -> list[Row]:
    """The folders of a team by name, with how many models are in each. One query."""
    kept = Count("models", filter=Q(models__deleted_at__isnull=True))
    folders = ModelFolder.objects.filter(team_id=team_id).annotate(count=kept)
    return [{**row} for row in folders.order_by(Lower("name"), "pk").values("id", "name", "count")]


def model_facets(*, team_id: uuid.UUID, user_id: uuid.UUID) -> Row:
    """What the list of models can be filtered by, with how many models each value has. Six queries."""
    models = ThreatModel.objects.filter(team_id=team_id)
    tags = ModelTag.objects.filter(model__team_id=team_id, model__deleted_at__isnull=True)
    counts = dict(models.order_by().values_list("owner_id").annotate(Count("pk")))
    people = User.objects.filter(pk__in=[key for key in counts if key]).order_by(Lower("name"), "email")
    return {
        "folders": folder_rows(team_id=team_id),
        "tags": list(tags.order_by("name").values("name").annotate(count=Count("pk"))),
        "owners": [{**(person_row(one) or {}), "count": counts[one.pk]} for one in people],
        "without_owner": counts.get(None, 0),
        "without_folder": models.filter(folder__isnull=True).count(),
        "favorites": models.filter(Exists(_favorites_of(user_id))).count(),
    }
