"""Endpoints of acceptances: requests of a model, the list of a team and decisions."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Team, User
from threatmodel.accounts.permissions import TeamScoped, request_user
from threatmodel.api.pagination import page_of
from threatmodel.api.responses import found_or_404
from threatmodel.api.validation import validated_body, validated_query
from threatmodel.architecture.api.errors import OutdatedEdit
from threatmodel.architecture.api.views.model_view import ModelView, service_errors
from threatmodel.threats.acceptances.models import RiskAcceptance
from threatmodel.threats.acceptances.selectors.acceptances import (
    acceptance_list,
    acceptance_rows,
    acceptances_of_team,
    acceptances_seen,
)
from threatmodel.threats.acceptances.selectors.accepted_threats import accepted_threat_rows
from threatmodel.threats.acceptances.selectors.approvers import acceptance_options
from threatmodel.threats.acceptances.serializers import (
    AcceptanceConflictSerializer,
    AcceptanceDecisionSerializer,
    AcceptanceDetailSerializer,
    AcceptanceEditSerializer,
    AcceptanceEndSerializer,
    AcceptanceOptionsSerializer,
    AcceptanceQuerySerializer,
    AcceptanceRequestSerializer,
    AcceptanceSerializer,
    AcceptancesPageSerializer,
)
from threatmodel.threats.acceptances.services.acceptance_checks import NotAllowed, check_known
from threatmodel.threats.acceptances.services.decisions import acceptances_decide
from threatmodel.threats.acceptances.services.endings import acceptance_revoke, acceptance_withdraw
from threatmodel.threats.acceptances.services.requests import acceptance_edit, acceptance_request
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.triage.selectors.selected_threats import threats_selected

Row = dict[str, Any]
CHANGED: Final = {200: AcceptanceDetailSerializer, 409: AcceptanceConflictSerializer}


class TeamAcceptancesView(TeamScoped):
    """The acceptances of a team, over all its models."""

    @extend_schema(
        operation_id="team_acceptances_list",
        parameters=[AcceptanceQuerySerializer],
        responses=AcceptancesPageSerializer,
    )
    def get(self, request: Request, team: UUID) -> Response:
        """List acceptances of all models, what you are asked to decide first, with counts for each state."""
        return _page(request, acceptances_of_team(team_id=team))


class AcceptanceDecisionsView(TeamScoped):
    """Decisions about requests of a team."""

    roles = {"POST": Role.APPROVER}

    @extend_schema(
        request=AcceptanceDecisionSerializer,
        responses={200: AcceptanceSerializer(many=True), 409: AcceptanceConflictSerializer},
    )
    def post(self, request: Request, team: UUID) -> Response:
        """Approve, reject or ask back requests of others: all of them or none."""
        body = validated_body(AcceptanceDecisionSerializer, request)
        user = request_user(request)
        versions = {one["id"]: one["version"] for one in body["acceptances"]}
        decide = partial(
            acceptances_decide,
            team=Team.objects.get(pk=team),
            actor=user,
            versions=versions,
            decision=body["decision"],
            note=body["note"],
        )
        seen = partial(acceptances_seen, acceptances=acceptances_of_team(team_id=team), user=user)
        conflict = _conflict(decide, lambda: seen(ids=list(versions)))
        return conflict or Response(acceptance_rows(seen(ids=list(versions))))


class AcceptancesView(ModelView):
    """The acceptances of a model."""

    @extend_schema(
        operation_id="acceptances_list",
        parameters=[AcceptanceQuerySerializer],
        responses=AcceptancesPageSerializer,
    )
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List acceptances, what you are asked to decide first, with counts for each state."""
        return _page(request, RiskAcceptance.objects.filter(model=self.model))

    @extend_schema(
        operation_id="acceptances_create",
        request=AcceptanceRequestSerializer,
        responses={201: AcceptanceDetailSerializer},
    )
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Request that another person accepts the risk of threats until a day."""
        values = validated_body(AcceptanceRequestSerializer, request)
        user = request_user(request)
        with service_errors():
            threats = self._selected(values["selection"], user)
            made = acceptance_request(model=self.model, actor=user, threats=threats, values=values)
        return Response(_detail(self, made.number, user), status=201)

    def _selected(self, selection: Row | None, user: User) -> QuerySet[Threat]:
        if selection is None:
            return Threat.objects.none()
        if not selection["all"]:
            check_known(self.model, selection["numbers"])
        return threats_selected(model=self.model, selection=selection, user_id=user.pk)


class AcceptanceOptionsView(ModelView):
    """What a request to accept risk may choose."""

    @extend_schema(responses=AcceptanceOptionsSerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Return who may decide about your request, and until when risk may be accepted."""
        return Response(acceptance_options(team=self.model.team, user=request_user(request)))


class AcceptanceView(ModelView):
    """One acceptance."""

    @extend_schema(responses=AcceptanceDetailSerializer)
    def get(self, request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Return the acceptance with its threats, as they were and as they are."""
        return Response(_detail(self, number, request_user(request)))

    @extend_schema(request=AcceptanceEditSerializer, responses=CHANGED)
    def put(self, request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Replace what your request says, and submit it again for the present facts."""
        values = validated_body(AcceptanceEditSerializer, request)
        version = values.pop("version")
        return _changed(self, request, number, partial(acceptance_edit, version=version, values=values))


class AcceptanceWithdrawView(ModelView):
    """A request that is not decided yet."""

    @extend_schema(request=AcceptanceEndSerializer, responses=CHANGED)
    def post(self, request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Withdraw your request; as an owner that of any member."""
        values = validated_body(AcceptanceEndSerializer, request)
        return _changed(self, request, number, partial(acceptance_withdraw, role=self.role, **values))


class AcceptanceRevokeView(ModelView):
    """An active acceptance."""

    @extend_schema(request=AcceptanceEndSerializer, responses=CHANGED)
    def post(self, request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """End the acceptance: its threats are open again unless another acceptance covers them."""
        values = validated_body(AcceptanceEndSerializer, request)
        return _changed(self, request, number, partial(acceptance_revoke, role=self.role, **values))


def _page(request: Request, acceptances: QuerySet[RiskAcceptance]) -> Response:
    query = validated_query(AcceptanceQuerySerializer, request)
    found = acceptance_list(acceptances=acceptances, user=request_user(request), query=query)
    facets = {"state": found.states, "to_decide": found.to_decide, "changed": found.changed}
    return Response({**page_of(request, found.rows, acceptance_rows, count=found.count), "facets": facets})


def _changed(view: ModelView, request: Request, number: int, write: Callable[..., None]) -> Response:
    """Answer a change with the acceptance, or with 409 as another person has made it meanwhile."""
    user = request_user(request)
    change = partial(write, model=view.model, actor=user, number=number)
    one = RiskAcceptance.objects.filter(model=view.model, number=number)
    conflict = _conflict(change, lambda: acceptances_seen(acceptances=one, user=user))
    return conflict or Response(_detail(view, number, user))


def _detail(view: ModelView, number: int, user: User) -> Row:
    one = RiskAcceptance.objects.filter(model=view.model, number=number)
    rows = acceptance_rows(acceptances_seen(acceptances=one, user=user))
    row: Row = found_or_404(rows[0] if rows else None)
    acceptance = one.get()
    return {**row, "threats": accepted_threat_rows(model=view.model, acceptance=acceptance)}


def _conflict(write: Callable[[], None], current: Callable[[], QuerySet[RiskAcceptance]]) -> Response | None:
    try:
        with service_errors(), _allowed():
            write()
    except OutdatedEdit as fault:
        detail = f"{fault} has been changed by another person since you opened it."
        return Response({"detail": detail, "current": acceptance_rows(current())}, status=409)
    return None


@contextmanager
def _allowed() -> Iterator[None]:
    try:
        yield
    except NotAllowed as fault:
        raise PermissionDenied(str(fault)) from fault
