"""Endpoints of questions and answers."""

from functools import partial
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import request_user
from threatmodel.api.list_params import list_response
from threatmodel.api.pagination import list_schema, page_of
from threatmodel.api.validation import validated_body, validated_query
from threatmodel.architecture.api.serializers.changes import AnswerSerializer
from threatmodel.architecture.api.views.base import ModelView, job_response, service_errors
from threatmodel.threats.questions.selectors import (
    question_group_rows,
    question_groups_of,
    question_rows,
    questions_of,
)
from threatmodel.threats.questions.serializers import (
    AnsweredSerializer,
    AnswersSerializer,
    GroupAnsweredSerializer,
    GroupAnswerSerializer,
    QuestionGroupQuerySerializer,
    QuestionGroupSerializer,
    QuestionQuerySerializer,
    QuestionSerializer,
)
from threatmodel.threats.questions.services import question_answer, question_group_answer, questions_answer


class QuestionGroupsView(ModelView):
    """The open questions of a model, one row for each fact and kind."""

    @list_schema("question_groups", QuestionGroupSerializer, QuestionGroupQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List what is asked of many elements, what decides most first."""
        query = validated_query(QuestionGroupQuerySerializer, request)
        groups = question_groups_of(model=self.model, query=query)
        to_rows = partial(question_group_rows, model=self.model, search=query["search"])
        return Response(page_of(request, groups, to_rows))


class GroupAnswerView(ModelView):
    """One answer to many questions."""

    @extend_schema(request=GroupAnswerSerializer, responses={202: GroupAnsweredSerializer})
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Write the fact of everything the group asks about as told by you, and analyze once."""
        values = validated_body(GroupAnswerSerializer, request)
        with service_errors():
            answered, count = question_group_answer(model=self.model, actor=request_user(request), **values)
        return job_response(answered.job, seq=answered.seq, answered=count)


class AnswersView(ModelView):
    """Answers to many questions."""

    @extend_schema(request=AnswersSerializer, responses={202: AnsweredSerializer})
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Write the facts as told by you, all or none, and analyze once."""
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
        """Write the fact as told by you, and analyze again."""
        value = validated_body(AnswerSerializer, request)["value"]
        with service_errors():
            answered = question_answer(
                model=self.model, actor=request_user(request), question_id=question, value=value
            )
        return job_response(answered.job, seq=answered.seq)
