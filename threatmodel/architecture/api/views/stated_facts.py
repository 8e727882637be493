"""Endpoints of single facts of elements and flows."""

from collections.abc import Mapping
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import request_user
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.serializers.edit_batches import AnswerSerializer, ChangedSerializer
from threatmodel.architecture.api.services.stated_facts import fact_set, fact_withdraw
from threatmodel.architecture.api.views.model_view import ModelView, edit_response, service_errors
from threatmodel.architecture.models import Element, Flow


class FactView(ModelView):
    """What is known of an element or a flow under one name; `as_view(on=...)` says which."""

    on: type[Element | Flow] = Element

    @extend_schema(request=AnswerSerializer, responses={200: ChangedSerializer})
    def put(self, request: Request, model: UUID, fact: str, **subject: UUID) -> Response:  # noqa: ARG002
        """State the fact; an import does not change it, and it can be taken back."""
        value = validated_body(AnswerSerializer, request)["value"]
        with service_errors():
            return edit_response(
                fact_set(
                    model=self.model,
                    actor=request_user(request),
                    on=self.on,
                    subject_id=_only(subject),
                    fact=fact,
                    value=value,
                )
            )

    @extend_schema(responses={200: ChangedSerializer})
    def delete(self, request: Request, model: UUID, fact: str, **subject: UUID) -> Response:  # noqa: ARG002
        """Withdraw the statement of a person: the value from the files counts again, else it is unknown."""
        with service_errors():
            return edit_response(
                fact_withdraw(
                    model=self.model,
                    actor=request_user(request),
                    on=self.on,
                    subject_id=_only(subject),
                    fact=fact,
                )
            )


def _only(subject: Mapping[str, UUID]) -> UUID:
    """Return the id in the path, whose name is that of the kind."""
    (subject_id,) = subject.values()
    return subject_id
