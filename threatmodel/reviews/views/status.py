"""Endpoints of where the review of models is, and when the next one is due."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import TeamScoped, request_user
from threatmodel.api.validation import validated_body, validated_query
from threatmodel.architecture.api.errors import OutdatedEdit
from threatmodel.architecture.api.views.model_view import ModelView, service_errors
from threatmodel.architecture.models import ThreatModel
from threatmodel.reviews.selectors.status import review_status_rows
from threatmodel.reviews.serializers.status import (
    ReviewPlanConflictSerializer,
    ReviewPlanSerializer,
    ReviewStatusQuerySerializer,
    ReviewStatusSerializer,
)
from threatmodel.reviews.services.sign_off import review_plan_set


class ReviewStatusView(ModelView):
    """Where the review of a model is."""

    @extend_schema(responses=ReviewStatusSerializer)
    def get(self, _request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Return the status, what was signed off, and what has changed since."""
        return Response(review_status_rows([self.model.pk])[0])

    @extend_schema(
        request=ReviewPlanSerializer,
        responses={200: ReviewStatusSerializer, 409: ReviewPlanConflictSerializer},
    )
    def put(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Set when the model is reviewed next, and how many days after each sign-off."""
        values = validated_body(ReviewPlanSerializer, request)
        try:
            with service_errors():
                review_plan_set(model=self.model, actor=request_user(request), **values)
        except OutdatedEdit:
            current = review_status_rows([self.model.pk])[0]
            detail = "The plan was changed since you saw it."
            return Response({"detail": detail, "current": current}, status=409)
        return Response(review_status_rows([self.model.pk])[0])


class TeamReviewStatusView(TeamScoped):
    """Where the reviews of the models of a team are."""

    @extend_schema(
        operation_id="team_review_status_list",
        parameters=[ReviewStatusQuerySerializer],
        responses=ReviewStatusSerializer(many=True),
    )
    def get(self, request: Request, team: UUID) -> Response:
        """Return the status of each of these models; those of other teams are left out."""
        wanted = validated_query(ReviewStatusQuerySerializer, request)["model"]
        known = set(ThreatModel.objects.filter(team_id=team, pk__in=wanted).values_list("pk", flat=True))
        return Response(review_status_rows([one for one in dict.fromkeys(wanted) if one in known]))
