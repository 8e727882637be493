"""Addresses of API tokens."""

from django.urls import path

from threatmodel.api_tokens.views import (
    AgentToolsView,
    OwnTokensView,
    OwnTokenView,
    PresentTokenView,
    TeamTokensView,
    TeamTokenView,
)

urlpatterns = [
    path("agent-tools/", AgentToolsView.as_view(), name="agent-tools"),
    path("token/", PresentTokenView.as_view(), name="present-token"),
    path("account/tokens/", OwnTokensView.as_view(), name="own-tokens"),
    path("account/tokens/<uuid:token>/", OwnTokenView.as_view(), name="own-token"),
    path("teams/<uuid:team>/tokens/", TeamTokensView.as_view(), name="team-tokens"),
    path("teams/<uuid:team>/tokens/<uuid:token>/", TeamTokenView.as_view(), name="team-token"),
]
