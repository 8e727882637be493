"""Endpoints of proposals: agents write them, people decide."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import request_user
from threatmodel.api.errors import Busy, Conflict
from threatmodel.api.list_params import list_response
from threatmodel.api.pagination import list_schema
from threatmodel.api.responses import found_or_404
from threatmodel.api.validation import validated_body
from threatmodel.api_tokens.choices import READ
from threatmodel.api_tokens.models import ApiToken
from threatmodel.architecture.api.views.model_view import ModelView, service_errors
from threatmodel.audit.change_origin import agent_name
from threatmodel.jobs.models import Job
from threatmodel.jobs.progress import job_to_json
from threatmodel.jobs.tasks import run_job
from threatmodel.proposals.choices import ACCEPTED, OUTDATED, REJECTED
from threatmodel.proposals.models import Proposal
from threatmodel.proposals.selectors import (
    proposal_counts,
    proposal_receipt,
    proposal_row,
    proposal_rows,
    proposals_of,
)
from threatmodel.proposals.serializers import (
    ProposalAcceptedSerializer,
    ProposalConflictSerializer,
    ProposalCountsSerializer,
    ProposalCreateSerializer,
    ProposalQuerySerializer,
    ProposalRejectSerializer,
    ProposalsDecidedSerializer,
    ProposalsDecideSerializer,
    ProposalSerializer,
)
from threatmodel.proposals.services.proposal_creation import (
    AlreadyDecided,
    NotTheProposer,
    Proposer,
    TooManyProposals,
    proposal_create,
    proposal_withdraw,
)
from threatmodel.proposals.services.proposal_decisions import (
    Decided,
    Undecided,
    proposal_accept,
    proposal_reject,
    proposals_decide,
)

Row = dict[str, Any]
_AN_ANSWER = OpenApiExample(
    "An answer",
    request_only=True,
    value={
        "kind": "answer",
        "reason": "The Helm values set runAsNonRoot for this container.",
        "answer": {"question": "5a0c1f5e-5f43-4d59-9f3e-1f4a3f7f2b10", "value": True},
    },
)


class ProposalsView(ModelView):
    """The proposals of a model."""

    @list_schema("proposals", ProposalSerializer, ProposalQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List proposals, newest first."""
        return list_response(
            request, ProposalQuerySerializer, partial(proposals_of, model=self.model), proposal_rows
        )

    @extend_schema(
        request=ProposalCreateSerializer,
        responses={200: ProposalSerializer, 201: ProposalSerializer},
        examples=[_AN_ANSWER],
    )
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Propose something that a person decides about; 200 with the pending one that says the same."""
        values = validated_body(ProposalCreateSerializer, request)
        token = request.auth if isinstance(request.auth, ApiToken) else None
        proposer = Proposer(request_user(request), token, agent_name())
        try:
            with service_errors():
                made, is_new = proposal_create(
                    model=self.model,
                    proposer=proposer,
                    kind=values["kind"],
                    values=values[values["kind"]],
                    reason=values["reason"],
                )
        except TooManyProposals as fault:
            raise Busy(str(fault)) from fault
        return Response(_shown(request, made), status=201 if is_new else 200)


class ProposalCountsView(ModelView):
    """How many proposals wait."""

    @extend_schema(responses=ProposalCountsSerializer)
    def get(self, _request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Count the pending proposals by kind."""
        return Response(proposal_counts(model=self.model))


class ProposalView(ModelView):
    """One proposal."""

    @extend_schema(responses=ProposalSerializer)
    def get(self, _request: Request, model: UUID, proposal: UUID) -> Response:  # noqa: ARG002
        """Return the proposal."""
        return Response(
            proposal_row(found_or_404(Proposal.objects.filter(model=self.model, pk=proposal).first()))
        )


class ProposalAcceptView(ModelView):
    """The decision to do what is proposed."""

    expensive = frozenset({"POST"})

    @extend_schema(request=None, responses={200: ProposalAcceptedSerializer, 409: ProposalConflictSerializer})
    def post(self, request: Request, model: UUID, proposal: UUID) -> Response:  # noqa: ARG002
        """Accept the proposal: it is written in your name, with a note who proposed it."""
        accept = partial(
            proposal_accept,
            model=self.model,
            actor=request_user(request),
            role=self.role,
            proposal_id=proposal,
        )
        decided = _decided(accept, request)
        if isinstance(decided, Response):
            return decided
        if decided.proposal.state == OUTDATED:
            why = decided.proposal.outdated_because
            return _conflict(_shown(request, decided.proposal), "outdated", why)
        return Response({"proposal": proposal_row(decided.proposal), "job": _dispatched(decided.job)})


class ProposalRejectView(ModelView):
    """The decision not to do what is proposed."""

    @extend_schema(
        request=ProposalRejectSerializer, responses={200: ProposalSerializer, 409: ProposalConflictSerializer}
    )
    def post(self, request: Request, model: UUID, proposal: UUID) -> Response:  # noqa: ARG002
        """Reject the proposal, with a note for those who read it later."""
        note = validated_body(ProposalRejectSerializer, request)["note"]
        reject = partial(
            proposal_reject,
            model=self.model,
            actor=request_user(request),
            proposal_id=proposal,
            note=note,
        )
        decided = _decided(reject, request)
        return decided if isinstance(decided, Response) else Response(proposal_row(decided.proposal))


class ProposalWithdrawView(ModelView):
    """A proposal taken back."""

    @extend_schema(request=None, responses={200: ProposalSerializer, 409: ProposalConflictSerializer})
    def post(self, request: Request, model: UUID, proposal: UUID) -> Response:  # noqa: ARG002
        """Withdraw a proposal of this token; in a browser, of one of your tokens."""
        token = request.auth if isinstance(request.auth, ApiToken) else None
        try:
            with service_errors():
                withdrawn = proposal_withdraw(
                    model=self.model, actor=request_user(request), token=token, proposal_id=proposal
                )
        except NotTheProposer as fault:
            raise Conflict(str(fault)) from fault
        except AlreadyDecided as fault:
            return _already(fault.proposal, request)
        return Response(_shown(request, withdrawn))


class ProposalsDecideView(ModelView):
    """One decision about several proposals."""

    expensive = frozenset({"POST"})

    @extend_schema(request=ProposalsDecideSerializer, responses=ProposalsDecidedSerializer)
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Accept or reject each by itself; what cannot be decided so is named with the reason."""
        values = validated_body(ProposalsDecideSerializer, request)
        wanted = list(dict.fromkeys(values["proposals"]))
        if Proposal.objects.filter(model=self.model, pk__in=wanted).count() < len(wanted):
            found_or_404(None)
        with service_errors():
            outcomes, job = proposals_decide(proposal_ids=wanted, decide=self._decide(request, values))
        results = [_outcome(proposal, why_not) for proposal, why_not in outcomes]
        return Response(
            {
                "decided": sum(not result["detail"] for result in results),
                "results": results,
                "job": _dispatched(job),
            }
        )

    def _decide(self, request: Request, values: Row) -> Callable[[UUID], Decided]:
        who: Row = {"model": self.model, "actor": request_user(request)}
        if values["decision"] == "accept":
            return lambda key: proposal_accept(**who, role=self.role, proposal_id=key)
        return lambda key: proposal_reject(**who, proposal_id=key, note=values["note"])


def _decided(decide: Callable[[], Decided], request: Request) -> Decided | Response:
    try:
        with service_errors():
            return decide()
    except AlreadyDecided as fault:
        return _already(fault.proposal, request)


def _outcome(proposal: Proposal, why_not: Undecided | None) -> Row:
    detail = str(why_not) if why_not else proposal.outdated_because
    if isinstance(why_not, AlreadyDecided):
        detail = _already_words(proposal)
    return {"id": proposal.pk, "state": proposal.state, "detail": detail}


def _shown(request: Request, proposal: Proposal) -> Row:
    """The proposal as who asks may see it: a token that may propose only learns what has become of it."""
    token = request.auth if isinstance(request.auth, ApiToken) else None
    is_reading = token is None or READ in token.scopes
    return proposal_row(proposal) if is_reading else proposal_receipt(proposal)


def _already(proposal: Proposal, request: Request) -> Response:
    words = _already_words(proposal)
    return _conflict(_shown(request, proposal), "decided", words)


def _already_words(proposal: Proposal) -> str:
    if proposal.state == OUTDATED:
        return f"This proposal is outdated: {proposal.outdated_because}"
    known = {ACCEPTED: "accepted", REJECTED: "rejected"}.get(proposal.state, "withdrawn")
    by = f" by {proposal.decided_by.get_full_name()}" if proposal.decided_by else ""
    return f"This proposal was {known}{by}."


def _conflict(row: Row, code: str, detail: str) -> Response:
    return Response({"detail": detail, "code": code, "proposal": row}, status=409)


def _dispatched(job: Job | None) -> Row | None:
    if job is None:
        return None
    run_job.delay_on_commit(str(job.pk))
    return job_to_json(job)
