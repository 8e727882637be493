"""Addresses of LINDDUN GO sessions and their cards."""

from django.urls import path

from threatmodel.linddun_go.views.cards import CardMatchesView, CardsView, CardThreatsView, CardVoteView
from threatmodel.linddun_go.views.sessions import (
    SessionFinishView,
    SessionMoveView,
    SessionOneView,
    SessionParticipantsView,
    SessionsView,
)

_GO = "models/<uuid:model>/linddun-go"
_SESSION = f"{_GO}/sessions/<uuid:session>"
_CARD = f"{_SESSION}/cards/<slug:card>"

urlpatterns = [
    path(f"{_GO}/cards/", CardsView.as_view(), name="privacy-cards"),
    path(f"{_GO}/cards/<slug:card>/matches/", CardMatchesView.as_view(), name="privacy-card-matches"),
    path(f"{_GO}/sessions/", SessionsView.as_view(), name="privacy-sessions"),
    path(f"{_SESSION}/", SessionOneView.as_view(), name="privacy-session"),
    path(f"{_SESSION}/move/", SessionMoveView.as_view(), name="privacy-session-move"),
    path(f"{_SESSION}/participants/", SessionParticipantsView.as_view(), name="privacy-session-participants"),
    path(f"{_SESSION}/finish/", SessionFinishView.as_view(), name="privacy-session-finish"),
    path(f"{_CARD}/vote/", CardVoteView.as_view(), name="privacy-card-vote"),
    path(f"{_CARD}/threats/", CardThreatsView.as_view(), name="privacy-card-threats"),
]
