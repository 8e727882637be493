"""Endpoints of analyses."""

from functools import partial
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import request_user
from threatmodel.api.list_params import list_response
from threatmodel.api.pagination import list_schema, page_of
from threatmodel.api.validation import validated_query
from threatmodel.architecture.api.views.base import ModelView, job_response, job_schema, service_errors
from threatmodel.architecture.api.views.large_models import whole_model
from threatmodel.history.selectors.comparison import Names
from threatmodel.history.views.comparison import StatesView
from threatmodel.threats.analysis.selectors.runs import run_rows, runs_of
from threatmodel.threats.analysis.selectors.version_diff import threat_difference_rows
from threatmodel.threats.analysis.serializers import (
    AnalysisRunSerializer,
    PageQuerySerializer,
    ThreatDifferencesQuerySerializer,
    ThreatDifferencesSerializer,
)
from threatmodel.threats.analysis.services.analysis_requests import analysis_request
from threatmodel.threats.analysis.services.version_diff import TooLarge, threats_compare


class AnalysesView(ModelView):
    """Analyses of a model."""

    expensive = frozenset({"POST"})

    @list_schema("analyses", AnalysisRunSerializer, PageQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List the analyses that found something new, newest first."""
        return list_response(request, PageQuerySerializer, partial(runs_of, model=self.model), run_rows)

    @job_schema(request=None)
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Analyze the model as it is now."""
        with service_errors():
            return job_response(analysis_request(model=self.model, actor=request_user(request)))


class ThreatDifferencesView(StatesView):
    """Threats that came and went between two states."""

    @extend_schema(
        operation_id="threat_differences_list",
        parameters=[ThreatDifferencesQuerySerializer],
        responses=ThreatDifferencesSerializer,
    )
    @whole_model
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List threats that only one of the states has, both judged by the rules of today."""
        query = validated_query(ThreatDifferencesQuerySerializer, request)
        compared = self.compared(*self.named(query))
        try:
            threats = threats_compare(model=self.model, before=compared.before, after=compared.after)
        except TooLarge as fault:
            raise ValidationError({"before": [str(fault)]}) from fault
        names = Names.of_states(compared.before, compared.after)
        sorts = query["what"] or ["came", "went"]
        chosen = [(what, one) for what in sorts for one in getattr(threats, what)]
        chosen = [pair for pair in chosen if query["search"].casefold() in pair[1].title.casefold()]
        to_rows = partial(threat_difference_rows, model=self.model, names=names, compared=compared)
        return Response({"counts": threats.counts(), **page_of(request, chosen, to_rows)})
