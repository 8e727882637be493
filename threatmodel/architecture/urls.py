"""Addresses of the REST API of the architecture, and of its trash."""

from django.urls import path

from threatmodel.architecture.api.views.architecture_edits import (
    BatchesView,
    BatchUndoView,
    ChangeUndoView,
    LayoutView,
)
from threatmodel.architecture.api.views.data_sets import DataPlacesView, DataSuggestionsView
from threatmodel.architecture.api.views.jobs import JobCancelView, JobRepeatView
from threatmodel.architecture.api.views.organization import (
    FavoriteView,
    FoldersView,
    FolderView,
    ModelChangesView,
    ModelFacetsView,
)
from threatmodel.architecture.api.views.saved_views import SavedViewDetail, SavedViewsView
from threatmodel.architecture.api.views.stated_facts import FactView
from threatmodel.architecture.api.views.trash import DeletedModelView, TrashView
from threatmodel.architecture.models import Element, Flow

urlpatterns = [
    path("teams/<uuid:team>/trash/", TrashView.as_view(), name="trash"),
    path("teams/<uuid:team>/trash/<uuid:deleted>/", DeletedModelView.as_view(), name="deleted-model"),
    path("teams/<uuid:team>/folders/", FoldersView.as_view(), name="folders"),
    path("teams/<uuid:team>/folders/<uuid:folder>/", FolderView.as_view(), name="folder"),
    path("teams/<uuid:team>/models/changes/", ModelChangesView.as_view(), name="model-changes"),
    path(
        "teams/<uuid:team>/models/facets/",
        ModelFacetsView.as_view(),
        name="model-facets",
    ),
    path("models/<uuid:model>/favorite/", FavoriteView.as_view(), name="favorite"),
    path("models/<uuid:model>/batches/", BatchesView.as_view(), name="batches"),
    path("models/<uuid:model>/batches/undo/", BatchUndoView.as_view(), name="batch-undo"),
    path("models/<uuid:model>/layout/", LayoutView.as_view(), name="layout"),
    path(
        "models/<uuid:model>/elements/<uuid:element>/facts/<slug:fact>/",
        FactView.as_view(on=Element),
        name="element-fact",
    ),
    path(
        "models/<uuid:model>/flows/<uuid:flow>/facts/<slug:fact>/",
        FactView.as_view(on=Flow),
        name="flow-fact",
    ),
    path("models/<uuid:model>/data-sets/places/", DataPlacesView.as_view(), name="data-places"),
    path(
        "models/<uuid:model>/data-suggestions/",
        DataSuggestionsView.as_view(),
        name="data-suggestions",
    ),
    path("models/<uuid:model>/changes/<int:seq>/undo/", ChangeUndoView.as_view(), name="undo"),
    path("models/<uuid:model>/jobs/<uuid:job>/cancel/", JobCancelView.as_view(), name="job-cancel"),
    path("models/<uuid:model>/jobs/<uuid:job>/repeat/", JobRepeatView.as_view(), name="job-repeat"),
    path("models/<uuid:model>/views/", SavedViewsView.as_view(), name="views"),
    path("models/<uuid:model>/views/<uuid:view>/", SavedViewDetail.as_view(), name="view"),
]
