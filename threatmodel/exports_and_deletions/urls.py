"""Addresses of exports and deletions."""

from django.urls import path

from threatmodel.exports_and_deletions import views

urlpatterns = [
    path("account/deletion/", views.AccountDeletionView.as_view(), name="account-deletion"),
    path("account/export/", views.AccountExportView.as_view(), name="account-export"),
    path("teams/<uuid:team>/export/", views.TeamExportView.as_view(), name="team-export"),
    path("teams/<uuid:team>/deletion/", views.TeamDeletionView.as_view(), name="team-deletion"),
    path("admin/teams/<uuid:team>/restore/", views.TeamRestoreView.as_view(), name="admin-team-restore"),
]
