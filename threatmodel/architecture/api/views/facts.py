"""Endpoints of single facts of elements and flows."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import request_user
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.serializers.changes import AnswerSerializer, ChangedSerializer
from threatmodel.architecture.api.services.facts import fact_set, fact_withdraw
from threatmodel.architecture.api.views.base import ModelView, edit_response, service_errors
from threatmodel.architecture.models import Element, Flow


class ElementFactView(ModelView):
    """What is known of an element under one name."""

    @extend_schema(request=AnswerSerializer, responses={200: ChangedSerializer})
    def put(self, request: Request, model: UUID, element: UUID, fact: str) -> Response:  # noqa: ARG002
        """State the fact; an import does not change it, and it can be taken back."""
        value = validated_body(AnswerSerializer, request)["value"]
        with service_errors():
            return edit_response(
                fact_set(
                    model=self.model,
                    actor=request_user(request),
                    on=Element,
                    subject_id=element,
                    fact=fact,
                    value=value,
                )
            )

    @extend_schema(responses={200: ChangedSerializer})
    def delete(self, request: Request, model: UUID, element: UUID, fact: str) -> Response:  # noqa: ARG002
        """Take back what a person said: what the files say counts again, else it is unknown."""
        with service_errors():
            return edit_response(
                fact_withdraw(
                    model=self.model, actor=request_user(request), on=Element, subject_id=element, fact=fact
                )
            )


class FlowFactView(ModelView):
    """What is known of a flow under one name."""

    @extend_schema(request=AnswerSerializer, responses={200: ChangedSerializer})
    def put(self, request: Request, model: UUID, flow: UUID, fact: str) -> Response:  # noqa: ARG002
        """State the fact; an import does not change it, and it can be taken back."""
        value = validated_body(AnswerSerializer, request)["value"]
        with service_errors():
            return edit_response(
                fact_set(
                    model=self.model,
                    actor=request_user(request),
                    on=Flow,
                    subject_id=flow,
                    fact=fact,
                    value=value,
                )
            )

    @extend_schema(responses={200: ChangedSerializer})
    def delete(self, request: Request, model: UUID, flow: UUID, fact: str) -> Response:  # noqa: ARG002
        """Take back what a person said: what the files say counts again, else it is unknown."""
        with service_errors():
            return edit_response(
                fact_withdraw(
                    model=self.model, actor=request_user(request), on=Flow, subject_id=flow, fact=fact
                )
            )
