"""Endpoints of the issues of a model, and of what they propose."""

from functools import partial
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import request_user
from threatmodel.api.errors import Conflict
from threatmodel.api.list_params import list_response
from threatmodel.api.pagination import list_schema
from threatmodel.api.responses import NO_CONTENT, found_or_404
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.views.model_view import ModelView, service_errors
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.mitigations.selectors.mitigations import mitigations_matching
from threatmodel.threats.mitigations.views import approver_asked
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.triage.selectors.selected_threats import threats_selected
from threatmodel.trackers.models import IssueLink, StatusProposal, Tracker
from threatmodel.trackers.selectors.issue_links import link_rows, links_of, proposal_rows, proposals_of
from threatmodel.trackers.serializers import (
    ConflictDecisionSerializer,
    ExistingIssueSerializer,
    IssueCreateSerializer,
    IssueLinkQuerySerializer,
    IssueLinkSerializer,
    IssuesQueuedSerializer,
    ProposalDecisionSerializer,
    StatusProposalQuerySerializer,
    StatusProposalSerializer,
)
from threatmodel.trackers.services.issue_links import (
    THINGS_MOST,
    NotPossible,
    issue_conflict_resolve,
    issue_link_existing,
    issue_link_remove,
    issue_link_retry,
    issues_queue,
)
from threatmodel.trackers.services.status_proposals import NotWaiting, proposal_decide
from threatmodel.trackers.tasks import create_issues, sync_trackers


class LinksScoped(ModelView):
    """A view of the issues of a model."""

    def tracker(self, key: UUID) -> Tracker:
        """Return a tracker of the team of the model, or say that there is none."""
        found = Tracker.objects.filter(team=self.team_id(), pk=key).first()
        if found is None:
            raise ValidationError({"tracker": ["Unknown tracker."]})
        return found

    def link(self, key: UUID) -> IssueLink:
        """Return a link of the model, or answer 404."""
        return found_or_404(IssueLink.objects.filter(model=self.model, pk=key).first())

    def row(self, key: UUID) -> dict[str, Any]:
        """Return a link as the API shows it."""
        return link_rows(IssueLink.objects.filter(pk=key))[0]


class IssueLinksView(LinksScoped):
    """The issues of a model."""

    @list_schema("issue_links", IssueLinkSerializer, IssueLinkQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List the issues of threats and mitigations, newest first."""
        return list_response(
            request, IssueLinkQuerySerializer, partial(links_of, model=self.model), link_rows
        )

    @extend_schema(request=IssueCreateSerializer, responses={202: IssuesQueuedSerializer})
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Create an issue for each selected threat or mitigation that has none in this tracker."""
        values = validated_body(IssueCreateSerializer, request)
        user = request_user(request)
        tracker = self.tracker(values["tracker"])
        with service_errors():
            things = selected_things(self.model, values, user_id=user.pk)
            outcome = issues_queue(model=self.model, tracker=tracker, actor=user, things=things)
        create_issues.delay_on_commit()
        return Response(outcome.row(), status=202)


class ExistingIssueView(LinksScoped):
    """An issue that exists already."""

    @extend_schema(request=ExistingIssueSerializer, responses={201: IssueLinkSerializer})
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Link an issue of the tracker's project to a threat or a mitigation."""
        values = validated_body(ExistingIssueSerializer, request)
        tracker = self.tracker(values["tracker"])
        try:
            with service_errors():
                link = issue_link_existing(
                    model=self.model,
                    tracker=tracker,
                    actor=request_user(request),
                    thing=_thing(self.model, values),
                    reference=values["issue"],
                )
        except NotPossible as fault:
            raise Conflict(str(fault)) from fault
        return Response(self.row(link.pk), status=201)


class IssueLinkView(LinksScoped):
    """One link."""

    @extend_schema(responses={204: NO_CONTENT})
    def delete(self, request: Request, model: UUID, issue_link: UUID) -> Response:  # noqa: ARG002
        """Remove the link. The issue stays."""
        try:
            issue_link_remove(link=self.link(issue_link), actor=request_user(request))
        except NotPossible as fault:
            raise Conflict(str(fault)) from fault
        return Response(status=204)


class IssueLinkRetryView(LinksScoped):
    """A link of which something failed."""

    @extend_schema(request=None, responses=IssueLinkSerializer)
    def post(self, request: Request, model: UUID, issue_link: UUID) -> Response:  # noqa: ARG002
        """Try again what failed."""
        try:
            link = issue_link_retry(link=self.link(issue_link))
        except NotPossible as fault:
            raise Conflict(str(fault)) from fault
        create_issues.delay_on_commit()
        sync_trackers.delay_on_commit()
        return Response(self.row(link.pk))


class IssueConflictView(LinksScoped):
    """A conflict between the statuses of an issue and of what it is about."""

    @extend_schema(request=ConflictDecisionSerializer, responses=IssueLinkSerializer)
    def post(self, request: Request, model: UUID, issue_link: UUID) -> Response:  # noqa: ARG002
        """Keep the status here, to which the issue is brought, or take over the one there."""
        found = self.link(issue_link)
        values = validated_body(ConflictDecisionSerializer, request)
        try:
            with approver_asked(), service_errors():
                issue_conflict_resolve(
                    link=found, actor=request_user(request), role=self.role, keep=values["keep"]
                )
        except NotPossible as fault:
            raise Conflict(str(fault)) from fault
        sync_trackers.delay_on_commit()
        return Response(self.row(found.pk))


class StatusProposalsView(ModelView):
    """What issues propose."""

    @list_schema("status_proposals", StatusProposalSerializer, StatusProposalQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List what the status of issues proposes for mitigations, newest first."""
        select = partial(proposals_of, model=self.model)
        return list_response(request, StatusProposalQuerySerializer, select, proposal_rows)


class StatusProposalDecisionView(ModelView):
    """A decision about a proposal."""

    @extend_schema(request=ProposalDecisionSerializer, responses=StatusProposalSerializer)
    def post(self, request: Request, model: UUID, status_proposal: UUID) -> Response:  # noqa: ARG002
        """Accept it, which changes the mitigation as a change by you, or keep the status here.

        What is kept is proposed again once the issue changes there.
        """
        rows = StatusProposal.objects.filter(link__model=self.model, pk=status_proposal)
        found = found_or_404(rows.first())
        values = validated_body(ProposalDecisionSerializer, request)
        try:
            with approver_asked(), service_errors():
                proposal_decide(
                    proposal=found, actor=request_user(request), role=self.role, decision=values["decision"]
                )
        except NotWaiting as fault:
            raise Conflict(str(fault)) from fault
        return Response(proposal_rows(rows)[0])


def selected_things(model: ThreatModel, values: dict[str, Any], *, user_id: UUID) -> list[Any]:
    """The selected threats or mitigations by number, at most one more than is allowed."""
    if "threats" in values:
        found = threats_selected(model=model, selection=values["threats"], user_id=user_id)
        if values["per"] == "mitigation":
            works = Mitigation.objects.filter(model=model, threats__in=found.order_by().values("pk"))
            return list(works.distinct().order_by("number")[: THINGS_MOST + 1])
        return list(found.order_by("number")[: THINGS_MOST + 1])
    chosen = values["mitigations"]
    if chosen["all"]:
        matching = mitigations_matching(model=model, query=chosen["filter"], user_id=user_id)
        return list(matching.exclude(number__in=chosen["numbers"]).order_by("number")[: THINGS_MOST + 1])
    named = Mitigation.objects.filter(model=model, number__in=chosen["numbers"])
    return list(named.order_by("number"))


def _thing(model: ThreatModel, values: dict[str, Any]) -> Threat | Mitigation:
    name = "threat" if "threat" in values else "mitigation"
    rows: Any = Threat.with_possible if name == "threat" else Mitigation.objects
    found: Threat | Mitigation | None = rows.filter(model=model, number=values[name]).first()
    if found is None:
        raise ValidationError({name: [f"Unknown {name}."]})
    return found
