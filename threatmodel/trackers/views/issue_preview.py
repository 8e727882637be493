"""Endpoints that show what issues would say."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import request_user
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.views.model_view import service_errors
from threatmodel.trackers.choices import KINDS
from threatmodel.trackers.models import TEMPLATE_LENGTH
from threatmodel.trackers.serializers import IssueCreateSerializer
from threatmodel.trackers.services.issue_preview import issues_preview, template_preview
from threatmodel.trackers.services.issue_templates import InvalidTemplate
from threatmodel.trackers.views.issue_links import LinksScoped, selected_things
from threatmodel.trackers.views.trackers import TrackerScoped

_TITLE_LENGTH = 500


class IssueTextSerializer(serializers.Serializer[dict[str, Any]]):
    """The title and the text of an issue."""

    title = serializers.CharField()
    body = serializers.CharField()


class IssuePreviewSerializer(serializers.Serializer[dict[str, Any]]):
    """How many issues would be created, how many are left out, and what the first says."""

    count = serializers.IntegerField()
    left_count = serializers.IntegerField()
    first = IssueTextSerializer(allow_null=True)


class TemplatePreviewSerializer(serializers.Serializer[dict[str, Any]]):
    """Templates to try; an empty one is the default."""

    kind = serializers.ChoiceField(choices=KINDS)
    title_template = serializers.CharField(max_length=_TITLE_LENGTH, allow_blank=True)
    body_template = serializers.CharField(max_length=TEMPLATE_LENGTH, allow_blank=True)


class IssuePreviewView(LinksScoped):
    """What issues would say."""

    @extend_schema(request=IssueCreateSerializer, responses=IssuePreviewSerializer)
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Show the first of the issues that would be created; nothing is written or sent."""
        values = validated_body(IssueCreateSerializer, request)
        tracker = self.tracker(values["tracker"])
        with service_errors():
            things = selected_things(self.model, values, user_id=request_user(request).pk)
            return Response(issues_preview(model=self.model, tracker=tracker, things=things))


class TemplatePreviewView(TrackerScoped):
    """What an example issue would say."""

    @extend_schema(request=TemplatePreviewSerializer, responses=IssueTextSerializer)
    def post(self, request: Request, team: UUID) -> Response:  # noqa: ARG002
        """Fill templates with an example threat; nothing is written or sent."""
        values = validated_body(TemplatePreviewSerializer, request)
        title, body = values["title_template"], values["body_template"]
        try:
            return Response(template_preview(kind=values["kind"], title=title, body=body))
        except InvalidTemplate as fault:
            raise serializers.ValidationError({"detail": [str(fault)]}) from fault
