"""Endpoints of cards: the deck, what one is about, votes, and the threats that come of it."""

from functools import partial
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import request_user
from threatmodel.api.responses import found_or_404
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.views.large_model_limit import whole_model
from threatmodel.architecture.api.views.model_view import ModelView, service_errors
from threatmodel.engine.library.linddun_go_cards import privacy_cards
from threatmodel.linddun_go.selectors.cards import card_rows, match_rows, states_personal_data
from threatmodel.linddun_go.serializers.inputs import CardThreatsSerializer, CardVoteWriteSerializer
from threatmodel.linddun_go.serializers.sessions import (
    CardMatchesSerializer,
    PrivacyCardsSerializer,
    PrivacySessionSerializer,
)
from threatmodel.linddun_go.services.votes_and_threats import card_threats_record, vote_cast, vote_withdraw
from threatmodel.linddun_go.views.sessions import SessionView


class CardsView(ModelView):
    """The cards of LINDDUN GO."""

    @extend_schema(responses=PrivacyCardsSerializer)
    def get(self, _request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Return all cards, and whether the model is stated to hold personal data."""
        return Response({"cards": card_rows(), "personal_data": states_personal_data(self.model)})


class CardMatchesView(ModelView):
    """What one card is about."""

    @extend_schema(responses=CardMatchesSerializer)
    @whole_model
    def get(self, _request: Request, model: UUID, card: str) -> Response:  # noqa: ARG002
        """Return the elements and flows that the card is about."""
        return Response(match_rows(self.model, found_or_404(privacy_cards().get(card))))


class CardVoteView(SessionView):
    """The vote of the person on one card."""

    @extend_schema(request=CardVoteWriteSerializer, responses=PrivacySessionSerializer)
    def put(self, request: Request, model: UUID, session: UUID, card: str) -> Response:  # noqa: ARG002
        """Vote, or change the vote."""
        values = validated_body(CardVoteWriteSerializer, request)
        write = partial(vote_cast, model=self.model, session_id=session, card=card, **values)
        return self.written(session, partial(write, actor=request_user(request)))

    @extend_schema(responses={200: PrivacySessionSerializer})
    def delete(self, request: Request, model: UUID, session: UUID, card: str) -> Response:  # noqa: ARG002
        """Withdraw the vote."""
        write = partial(vote_withdraw, model=self.model, session_id=session, card=card)
        return self.written(session, partial(write, actor=request_user(request)))


class CardThreatsView(SessionView):
    """The threats that one card led to."""

    @extend_schema(request=CardThreatsSerializer, responses={201: PrivacySessionSerializer})
    def post(self, request: Request, model: UUID, session: UUID, card: str) -> Response:  # noqa: ARG002
        """Record a threat of the card's category on each of the subjects."""
        values = validated_body(CardThreatsSerializer, request)
        with service_errors():
            card_threats_record(
                model=self.model, actor=request_user(request), session_id=session, card=card, values=values
            )
        return self.detail(session, status=201)
