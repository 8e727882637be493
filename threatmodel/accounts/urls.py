"""Addresses of the session, teams, members and invitations."""

from django.urls import path

from threatmodel.accounts import views

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
    path("invitations/accept/", views.InvitationAcceptView.as_view(), name="invitation-accept"),
]
