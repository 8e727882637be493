"""Endpoints of analyses."""

from functools import partial
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.choices import Role
from threatmodel.accounts.permissions import TeamScoped, request_user
from threatmodel.api.list_params import list_response
from threatmodel.api.pagination import list_schema, page_of
from threatmodel.api.validation import validated_query
from threatmodel.architecture.api.views.large_model_limit import whole_model
from threatmodel.architecture.api.views.model_view import ModelView, job_response, job_schema, service_errors
from threatmodel.history.selectors.state_comparison import Names
from threatmodel.history.views.state_comparison import StatesView
from threatmodel.history.views.versions import state_errors
from threatmodel.threats.analysis.selectors.analysis_runs import run_rows, runs_of
from threatmodel.threats.analysis.selectors.library_updates import (
    library_changes_of,
    library_update_of,
    library_update_row,
    library_updates_waiting,
)
from threatmodel.threats.analysis.selectors.version_diff import threat_difference_rows
from threatmodel.threats.analysis.serializers import (
    AnalysisRunSerializer,
    LibraryChangeSerializer,
    LibraryChangesQuerySerializer,
    LibraryUpdatesAppliedSerializer,
    LibraryUpdateSerializer,
    PageQuerySerializer,
    TeamLibraryUpdatesSerializer,
    ThreatDifferencesQuerySerializer,
    ThreatDifferencesSerializer,
)
from threatmodel.threats.analysis.services.analysis_requests import analysis_request
from threatmodel.threats.analysis.services.library_updates import library_update_apply, library_updates_apply
from threatmodel.threats.analysis.services.pipeline_baseline import baseline_report
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


class BaselineView(ModelView):
    """A model as the baseline of a pipeline."""

    expensive = frozenset({"GET"})

    @extend_schema(
        operation_id="baseline_retrieve", responses={(200, "application/json"): OpenApiTypes.OBJECT}
    )
    @whole_model
    def get(self, _request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Return the approved version, else the latest version, else the model as it is.

        As a JSON report of the command line (bulkhead.analysis/1), with `version` and `seq` beside.
        """
        with state_errors(field="detail"):
            return Response(baseline_report(model=self.model))


class LibraryUpdateView(ModelView):
    """What the newest rule library changes about a model, or has changed."""

    @extend_schema(responses=LibraryUpdateSerializer)
    def get(self, _request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Read the newest update; the state is `none` where the newest library has changed nothing."""
        return Response(library_update_row(model=self.model))


class LibraryUpdateChangesView(ModelView):
    """The threats that the newest rule library changes."""

    @list_schema("library_changes", LibraryChangeSerializer, LibraryChangesQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List the threats that come, go or change, with the number and status they have now."""
        query = validated_query(LibraryChangesQuerySerializer, request)
        update = library_update_of(model=self.model, with_changes=True)
        found, to_rows = library_changes_of(update, model=self.model, query=query)
        return Response(page_of(request, found, to_rows))


class LibraryUpdateApplyView(ModelView):
    """Applies a rule library to one model."""

    expensive = frozenset({"POST"})

    @job_schema(request=None)
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Analyze the model by the newest rule library; 404 when no update waits."""
        with service_errors():
            return job_response(library_update_apply(model=self.model, actor=request_user(request)))


class TeamLibraryUpdatesView(TeamScoped):
    """Updates of the rule library that wait, of all models of a team."""

    roles = {"POST": Role.OWNER}

    @extend_schema(responses=TeamLibraryUpdatesSerializer)
    def get(self, _request: Request, team: UUID) -> Response:
        """Count the models whose update waits."""
        return Response(library_updates_waiting(team_id=team))

    @extend_schema(request=None, responses=LibraryUpdatesAppliedSerializer)
    def post(self, request: Request, team: UUID) -> Response:
        """Have the newest rule library applied to all models whose update waits, a few at a time."""
        return Response({"requested": library_updates_apply(team_id=team, actor=request_user(request))})
