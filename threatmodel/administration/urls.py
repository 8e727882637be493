"""Addresses of the administration."""

from django.urls import path

from threatmodel.administration import views

urlpatterns = [
    path("admin/users/", views.UsersView.as_view(), name="admin-users"),
    path("admin/users/<uuid:user>/", views.UserDetailView.as_view(), name="admin-user"),
    path(
        "admin/users/<uuid:user>/end-sessions/", views.UserSessionsView.as_view(), name="admin-end-sessions"
    ),
    path("admin/users/<uuid:user>/reset-link/", views.ResetLinkView.as_view(), name="admin-reset-link"),
    path("admin/teams/", views.AdministeredTeamsView.as_view(), name="admin-teams"),
    path("admin/teams/<uuid:team>/", views.AdministeredTeamView.as_view(), name="admin-team"),
    path("admin/instance/", views.InstanceView.as_view(), name="admin-instance"),
    path("admin/audit-events/", views.InstanceAuditView.as_view(), name="admin-audit-events"),
]
