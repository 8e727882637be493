"""Endpoints of threats, questions and the history."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.jobs.services import TooManyJobs
from threatmodel.threats.models import Question, Threat
from threatmodel.threats.selectors.history import event_rows, events_of
from threatmodel.threats.selectors.threats import (
    question_rows,
    questions_of,
    threat_detail,
    threat_list,
    threat_rows,
)
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
from threatmodel.threats.services.decisions import InvalidDecision, threat_decide
from threatmodel.threats.services.questions import InvalidAnswer, question_answer
from threatmodel.threats.views.base import (
    ModelView,
    answer,
    asked,
    found,
    given,
    lists,
    page,
    signed_in,
    starts_job,
)
from threatmodel.threats.views.work import job_started


class ThreatsView(ModelView):
    """The threats of a model."""

    @extend_schema(
        operation_id="threats_list", parameters=[ThreatQuerySerializer], responses=ThreatsPageSerializer
    )
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List threats, with counts for each filter."""
        query = asked(ThreatQuerySerializer, request)
        listed = threat_list(model=self.model, query=query)
        rows = page(request, query, listed.threats, threat_rows, count=listed.count)
        return answer({**rows, "facets": listed.facets})


class ThreatView(ModelView):
    """One threat."""

    @extend_schema(responses=ThreatSerializer)
    def get(self, _request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Return the threat with why it is there and what can be done."""
        return answer(found(threat_detail(model=self.model, number=number)))

    @extend_schema(request=ThreatDecisionSerializer, responses=ThreatSerializer)
    def patch(self, request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Decide: open, needs-info, or not-applicable with a reason."""
        decision = given(ThreatDecisionSerializer, request)
        try:
            threat_decide(model_id=self.model.pk, actor=signed_in(request), number=number, **decision)
        except Threat.DoesNotExist:
            return answer(found(None))
        except InvalidDecision as fault:
            raise ValidationError({fault.field: [str(fault)]}) from fault
        return answer(found(threat_detail(model=self.model, number=number)))


class QuestionsView(ModelView):
    """The open questions of a model."""

    @lists("questions", QuestionSerializer, QuestionQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List open questions, those that decide most first."""
        query = asked(QuestionQuerySerializer, request)
        return answer(page(request, query, questions_of(model=self.model, query=query), question_rows))


class AnswerView(ModelView):
    """The answer to one question."""

    @starts_job(request=AnswerSerializer)
    def post(self, request: Request, model: UUID, question: UUID) -> Response:  # noqa: ARG002
        """Write the fact as told by you, and analyse again."""
        value = given(AnswerSerializer, request)["value"]
        try:
            job = question_answer(
                model=self.model, actor=signed_in(request), question_id=question, value=value
            )
        except Question.DoesNotExist:
            return answer(found(None))
        except InvalidAnswer as fault:
            raise ValidationError({"value": [str(fault)]}) from fault
        except TooManyJobs as fault:
            raise ValidationError({"detail": str(fault)}) from fault
        return job_started(job)


class EventsView(ModelView):
    """The history of a model."""

    @lists("events", EventSerializer, EventQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List who did what, newest first."""
        query = asked(EventQuerySerializer, request)
        return answer(page(request, query, events_of(model=self.model, query=query), event_rows))
