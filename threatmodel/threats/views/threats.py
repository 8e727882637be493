"""Endpoints of threats, questions and the history."""

from functools import partial
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.api.validation import validated_body, validated_query
from threatmodel.threats.selectors.history import event_rows, events_of
from threatmodel.threats.selectors.questions import question_rows, questions_of
from threatmodel.threats.selectors.threats import rolled_rows, threat_detail, threat_list, threat_rows
from threatmodel.threats.serializers.queries import (
    EventQuerySerializer,
    QuestionQuerySerializer,
    ThreatQuerySerializer,
)
from threatmodel.threats.serializers.threats import (
    AnswerSerializer,
    EventSerializer,
    QuestionSerializer,
    ThreatDecisionSerializer,
    ThreatSerializer,
    ThreatsPageSerializer,
)
from threatmodel.threats.services.decisions import threat_decide
from threatmodel.threats.services.questions import question_answer
from threatmodel.threats.views.base import (
    AnsweredSerializer,
    ModelView,
    answer,
    found,
    listed,
    lists,
    page,
    refusals,
    signed_in,
)
from threatmodel.threats.views.work import job_started


class ThreatsView(ModelView):
    """The threats of a model."""

    @extend_schema(
        operation_id="threats_list", parameters=[ThreatQuerySerializer], responses=ThreatsPageSerializer
    )
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List threats, with counts for each filter."""
        query = validated_query(ThreatQuerySerializer, request)
        chosen = threat_list(model=self.model, query=query)
        to_rows = (
            partial(rolled_rows, model=self.model, found=chosen.found) if query["roll_up"] else threat_rows
        )
        rows = page(request, query, chosen.threats, to_rows, count=chosen.rows)
        return answer({**rows, "threat_count": chosen.count, "facets": chosen.facets})


class ThreatView(ModelView):
    """One threat."""

    @extend_schema(responses=ThreatSerializer)
    def get(self, _request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Return the threat with why it is there and what can be done."""
        return answer(found(threat_detail(model=self.model, number=number)))

    @extend_schema(request=ThreatDecisionSerializer, responses=ThreatSerializer)
    def patch(self, request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Decide: open, needs-info, or not-applicable with a reason."""
        decision = validated_body(ThreatDecisionSerializer, request)
        with refusals():
            threat_decide(model_id=self.model.pk, actor=signed_in(request), number=number, **decision)
        return answer(found(threat_detail(model=self.model, number=number)))


class QuestionsView(ModelView):
    """The open questions of a model."""

    @lists("questions", QuestionSerializer, QuestionQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List open questions, those that decide most first."""
        return listed(
            request, QuestionQuerySerializer, partial(questions_of, model=self.model), question_rows
        )


class AnswerView(ModelView):
    """The answer to one question."""

    @extend_schema(request=AnswerSerializer, responses={202: AnsweredSerializer})
    def post(self, request: Request, model: UUID, question: UUID) -> Response:  # noqa: ARG002
        """Write the fact as told by you, and analyse again."""
        value = validated_body(AnswerSerializer, request)["value"]
        with refusals():
            answered = question_answer(
                model=self.model, actor=signed_in(request), question_id=question, value=value
            )
        return job_started(answered.job, seq=answered.seq)


class EventsView(ModelView):
    """The history of a model."""

    @lists("events", EventSerializer, EventQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List who did what, newest first."""
        return listed(request, EventQuerySerializer, partial(events_of, model=self.model), event_rows)
