"""Endpoints of questions and answers."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import request_user
from threatmodel.api.list_params import list_response
from threatmodel.api.pagination import list_schema, page_of
from threatmodel.api.validation import validated_body, validated_query
from threatmodel.architecture.api.serializers.edit_batches import AnswerSerializer
from threatmodel.architecture.api.views.large_model_limit import whole_model
from threatmodel.architecture.api.views.model_view import ModelView, job_response, service_errors
from threatmodel.threats.questions.selectors.question_cards import CardScope, card_rows, cards_of
from threatmodel.threats.questions.selectors.questions import question_rows, questions_of
from threatmodel.threats.questions.serializers import (
    AnsweredSerializer,
    AnswersSerializer,
    AssignSerializer,
    CardAnsweredSerializer,
    CardAnswerSerializer,
    CardQuerySerializer,
    CardSerializer,
    DeferSerializer,
    QuestionQuerySerializer,
    QuestionsChangedSerializer,
    QuestionSerializer,
)
from threatmodel.threats.questions.services.answers import card_answer, question_answer, questions_answer
from threatmodel.threats.questions.services.deferred_and_assigned import (
    Chosen,
    questions_assign,
    questions_defer,
)


class CardsView(ModelView):
    """The open questions of a model, on cards."""

    @list_schema("question_cards", CardSerializer, CardQuerySerializer)
    @whole_model
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List the cards, what could raise the worst threats first; those that wait come last."""
        query = validated_query(CardQuerySerializer, request)
        listed = cards_of(
            model=self.model, search=query["search"], subject=query["element"], every=query["every"]
        )
        return Response(page_of(request, listed.cards, partial(card_rows, listed=listed)))


class CardAnswerView(ModelView):
    """Answers to what is open of a card."""

    @extend_schema(request=CardAnswerSerializer, responses={202: CardAnsweredSerializer})
    @whole_model
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """State the facts of everything that is named in your name, all or none, and analyze once."""
        body = validated_body(CardAnswerSerializer, request)
        with service_errors():
            answered, count = card_answer(
                model=self.model, actor=request_user(request), scope=_scope(body), values=body["values"]
            )
        return job_response(answered.job, seq=answered.seq, answered=count)


class DeferView(ModelView):
    """Questions that nobody can answer yet."""

    @extend_schema(request=DeferSerializer, responses=QuestionsChangedSerializer)
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Put questions off, or take them up again."""
        body = validated_body(DeferSerializer, request)
        with service_errors():
            changed = questions_defer(
                model=self.model,
                actor=request_user(request),
                chosen=_chosen(body),
                deferred=body["deferred"],
            )
        return Response({"changed": changed})


class AssignView(ModelView):
    """Questions that a member of the team is asked to answer."""

    @extend_schema(request=AssignSerializer, responses=QuestionsChangedSerializer)
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Ask a member, who gets a notice, or take that back."""
        body = validated_body(AssignSerializer, request)
        with service_errors():
            changed = questions_assign(
                model=self.model, actor=request_user(request), chosen=_chosen(body), to=body["user"]
            )
        return Response({"changed": changed})


def _scope(body: Mapping[str, Any]) -> CardScope:
    return CardScope(body["card"], search=body["search"], subject=body["element"], every=body["every"])


def _chosen(body: Mapping[str, Any]) -> Chosen:
    return Chosen(body["questions"], _scope(body) if body["card"] else None, body["parts"])


class AnswersView(ModelView):
    """Answers to many questions."""

    @extend_schema(request=AnswersSerializer, responses={202: AnsweredSerializer})
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """State the facts in your name, all or none, and analyze once."""
        answers = validated_body(AnswersSerializer, request)["answers"]
        with service_errors():
            answered = questions_answer(
                model=self.model,
                actor=request_user(request),
                answers=[(one["question"], one["value"]) for one in answers],
            )
        return job_response(answered.job, seq=answered.seq)


class QuestionsView(ModelView):
    """The open questions of a model."""

    @list_schema("questions", QuestionSerializer, QuestionQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List open questions, those that decide most first."""
        return list_response(
            request, QuestionQuerySerializer, partial(questions_of, model=self.model), question_rows
        )


class AnswerView(ModelView):
    """The answer to one question."""

    @extend_schema(request=AnswerSerializer, responses={202: AnsweredSerializer})
    def post(self, request: Request, model: UUID, question: UUID) -> Response:  # noqa: ARG002
        """State the fact in your name, and analyze again."""
        value = validated_body(AnswerSerializer, request)["value"]
        with service_errors():
            answered = question_answer(
                model=self.model, actor=request_user(request), question_id=question, value=value
            )
        return job_response(answered.job, seq=answered.seq)
