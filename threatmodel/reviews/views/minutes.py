"""Endpoints of what comes after a session: its minutes, and the signature of an approver."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.choices import Role
from threatmodel.accounts.permissions import request_user
from threatmodel.api.responses import found_or_404
from threatmodel.api.streaming import file_response
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.views.export_audit import export_of, export_recorded
from threatmodel.history.services.versions import SelfApproval
from threatmodel.reviews.minutes_markdown import minutes_file_name, minutes_markdown
from threatmodel.reviews.models import ReviewSession
from threatmodel.reviews.selectors.sessions import review_row
from threatmodel.reviews.serializers.inputs import SignOffWriteSerializer
from threatmodel.reviews.serializers.minutes import MinutesSerializer
from threatmodel.reviews.serializers.sessions import ReviewSerializer
from threatmodel.reviews.services.sign_off import review_sign_off
from threatmodel.reviews.views.sessions import ReviewView


class MinutesRead(ReviewView):
    """Reads the minutes of an ended session."""

    def minutes(self, session: UUID) -> dict[str, Any]:
        """Return the minutes; 400 while the session runs."""
        row = found_or_404(review_row(model=self.model, session_id=session))
        if row["state"] != "ended":
            raise ValidationError({"detail": "The minutes are written when the review ends."})
        content = ReviewSession.objects.values_list("minutes", flat=True).get(pk=session)
        return {"session": row, **content}


class MinutesView(MinutesRead):
    """The minutes of a session."""

    @extend_schema(responses=MinutesSerializer)
    def get(self, _request: Request, model: UUID, session: UUID) -> Response:  # noqa: ARG002
        """Return the minutes."""
        return Response(self.minutes(session))


class MinutesDownloadView(MinutesRead):
    """The minutes of a session as a file."""

    @extend_schema(responses={(200, "text/markdown"): OpenApiTypes.STR})
    @export_recorded(export_of("review-minutes", "session"))
    def get(self, _request: Request, model: UUID, session: UUID) -> StreamingHttpResponse:  # noqa: ARG002
        """Return the minutes as Markdown."""
        minutes = self.minutes(session)
        text = minutes_markdown(minutes, model=self.model.name)
        return file_response(
            iter([text]),
            content_type="text/markdown; charset=utf-8",
            name=minutes_file_name(minutes["session"]),
        )


class ReviewSignOffView(ReviewView):
    """The signature of an approver who did not present."""

    roles = {"POST": Role.APPROVER}

    @extend_schema(request=SignOffWriteSerializer, responses=ReviewSerializer)
    def post(self, request: Request, model: UUID, session: UUID) -> Response:  # noqa: ARG002
        """Sign the review off: the version that was reviewed becomes the approved one."""
        values = validated_body(SignOffWriteSerializer, request)
        try:
            return self.written(session, partial(review_sign_off, actor=request_user(request), **values))
        except SelfApproval as fault:
            raise PermissionDenied(str(fault)) from fault
