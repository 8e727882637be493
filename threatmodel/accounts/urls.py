"""Addresses of the session, teams, members and invitations."""

from django.urls import path

from threatmodel.accounts import audit_views, views

urlpatterns = [
    path("session/", views.SessionView.as_view(), name="session"),
    path("teams/", views.TeamsView.as_view(), name="teams"),
    path("teams/<uuid:team>/", views.TeamView.as_view(), name="team"),
    path("teams/<uuid:team>/members/", views.MembersView.as_view(), name="members"),
    path("teams/<uuid:team>/members/<uuid:member>/", views.MemberView.as_view(), name="member"),
    path("teams/<uuid:team>/invitations/", views.InvitationsView.as_view(), name="invitations"),
    path(
        "teams/<uuid:team>/invitations/<uuid:invitation>/", views.InvitationView.as_view(), name="invitation"
    ),
    path("teams/<uuid:team>/audit-events/", audit_views.TeamAuditEventsView.as_view(), name="audit-events"),
    path(
        "teams/<uuid:team>/audit-events/download/",
        audit_views.TeamAuditDownloadView.as_view(),
        name="audit-download",
    ),
    path("invitations/accept/", views.InvitationAcceptView.as_view(), name="invitation-accept"),
]
