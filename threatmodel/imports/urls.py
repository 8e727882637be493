"""Addresses of imports."""

from django.urls import path

from threatmodel.imports.views import (
    FoldersView,
    ImportsView,
    ImportView,
    PreviewsView,
    ProfilesView,
    TablesView,
    TeamImportsView,
    TeamTablesView,
)

urlpatterns = [
    path("teams/<uuid:team>/imports/", TeamImportsView.as_view(), name="team-imports"),
    path("teams/<uuid:team>/imports/tables/", TeamTablesView.as_view(), name="team-import-tables"),
    path("models/<uuid:model>/imports/", ImportsView.as_view(), name="imports"),
    path("models/<uuid:model>/imports/<uuid:job>/", ImportView.as_view(), name="import"),
    path("models/<uuid:model>/imports/profiles/", ProfilesView.as_view(), name="import-profiles"),
    path("models/<uuid:model>/imports/folders/", FoldersView.as_view(), name="import-folders"),
    path("models/<uuid:model>/imports/tables/", TablesView.as_view(), name="import-tables"),
    path("models/<uuid:model>/imports/previews/", PreviewsView.as_view(), name="import-previews"),
]
