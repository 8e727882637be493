"""Endpoints of threats."""

from functools import partial
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import request_user
from threatmodel.api.pagination import page_of
from threatmodel.api.responses import found_or_404
from threatmodel.api.validation import validated_body, validated_query
from threatmodel.architecture.api.views.base import ModelView, service_errors
from threatmodel.threats.decisions.services.dispositions import threat_decide
from threatmodel.threats.threats.selectors.threats import (
    rolled_up_rows,
    threat_detail,
    threat_list,
    threat_rows,
)
from threatmodel.threats.threats.serializers.threats import (
    ThreatDecisionSerializer,
    ThreatQuerySerializer,
    ThreatSerializer,
    ThreatsPageSerializer,
)


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
            partial(rolled_up_rows, model=self.model, found=chosen.found) if query["roll_up"] else threat_rows
        )
        rows = page_of(request, chosen.threats, to_rows, count=chosen.rows)
        return Response({**rows, "threat_count": chosen.count, "facets": chosen.facets})


class ThreatView(ModelView):
    """One threat."""

    @extend_schema(responses=ThreatSerializer)
    def get(self, _request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Return the threat with why it is there and what can be done."""
        return Response(found_or_404(threat_detail(model=self.model, number=number)))

    @extend_schema(request=ThreatDecisionSerializer, responses=ThreatSerializer)
    def patch(self, request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Decide: open, needs-info, or not-applicable with a reason."""
        decision = validated_body(ThreatDecisionSerializer, request)
        with service_errors():
            threat_decide(model_id=self.model.pk, actor=request_user(request), number=number, **decision)
        return Response(found_or_404(threat_detail(model=self.model, number=number)))
