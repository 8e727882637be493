"""Endpoint of the Pod Security levels of a model."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.api.pagination import page_of
from threatmodel.api.validation import validated_query
from threatmodel.architecture.api.views.large_model_limit import whole_model
from threatmodel.architecture.api.views.model_view import ModelView
from threatmodel.engine.analysis.pod_security import VERSIONS
from threatmodel.threats.coverage.selectors.pod_security import pod_security_of
from threatmodel.threats.coverage.serializers.pod_security import (
    PodSecurityPageSerializer,
    PodSecurityQuerySerializer,
)


class PodSecurityView(ModelView):
    """The workloads of a model by Pod Security level."""

    @extend_schema(
        operation_id="pod_security_list",
        parameters=[PodSecurityQuerySerializer],
        responses=PodSecurityPageSerializer,
    )
    @whole_model
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List workloads, worst first, with what keeps each from the next level."""
        query = validated_query(PodSecurityQuerySerializer, request)
        found = pod_security_of(model=self.model, query=query)
        return Response(
            {
                **page_of(request, found.rows, list),
                "version": found.version,
                "versions": VERSIONS,
                "levels": found.levels,
                "refused": found.refused,
            }
        )
