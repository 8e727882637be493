"""Endpoints of single facts of elements and flows."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.serializers.changes import AnswerSerializer, ChangedSerializer
from threatmodel.architecture.api.services.facts import fact_state, fact_take_back
from threatmodel.architecture.api.views.base import ModelView, changed_answer, refusals, signed_in
from threatmodel.architecture.models import Element, Flow


class ElementFactView(ModelView):
    """What is known of an element under one name."""

    @extend_schema(request=AnswerSerializer, responses={200: ChangedSerializer})
    def put(self, request: Request, model: UUID, element: UUID, fact: str) -> Response:  # noqa: ARG002
        """State the fact; an import does not change it, and it can be taken back."""
        value = validated_body(AnswerSerializer, request)["value"]
        with refusals():
            return changed_answer(
                fact_state(
                    model=self.model,
                    actor=signed_in(request),
                    on=Element,
                    subject_id=element,
                    fact=fact,
                    value=value,
                )
            )

    @extend_schema(responses={200: ChangedSerializer})
    def delete(self, request: Request, model: UUID, element: UUID, fact: str) -> Response:  # noqa: ARG002
        """Take back what a person said: what the files say counts again, else it is unknown."""
        with refusals():
            return changed_answer(
                fact_take_back(
                    model=self.model, actor=signed_in(request), on=Element, subject_id=element, fact=fact
                )
            )


class FlowFactView(ModelView):
    """What is known of a flow under one name."""

    @extend_schema(request=AnswerSerializer, responses={200: ChangedSerializer})
    def put(self, request: Request, model: UUID, flow: UUID, fact: str) -> Response:  # noqa: ARG002
        """State the fact; an import does not change it, and it can be taken back."""
        value = validated_body(AnswerSerializer, request)["value"]
        with refusals():
            return changed_answer(
                fact_state(
                    model=self.model,
                    actor=signed_in(request),
                    on=Flow,
                    subject_id=flow,
                    fact=fact,
                    value=value,
                )
            )

    @extend_schema(responses={200: ChangedSerializer})
    def delete(self, request: Request, model: UUID, flow: UUID, fact: str) -> Response:  # noqa: ARG002
        """Take back what a person said: what the files say counts again, else it is unknown."""
        with refusals():
            return changed_answer(
                fact_take_back(
                    model=self.model, actor=signed_in(request), on=Flow, subject_id=flow, fact=fact
                )
            )
