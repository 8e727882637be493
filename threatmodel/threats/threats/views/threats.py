"""Endpoints of threats."""

from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.models import User
from threatmodel.accounts.permissions import request_user
from threatmodel.api.pagination import page_of
from threatmodel.api.responses import NO_CONTENT, found_or_404
from threatmodel.api.validation import validated_body, validated_query
from threatmodel.architecture.api.views.model_view import ModelView, service_errors
from threatmodel.jobs.progress import job_to_json
from threatmodel.jobs.tasks import run_job
from threatmodel.threats.decisions.services.threat_decision import threat_decide
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.selectors.threat_groups import group_rows, groups_page
from threatmodel.threats.threats.selectors.threat_list import ThreatList, threat_list, threats_matching
from threatmodel.threats.threats.selectors.threat_rows import rolled_up_rows, threat_detail, threat_rows
from threatmodel.threats.threats.serializers.manual_threats import (
    EditConflictSerializer,
    ManualThreatEditSerializer,
    ManualThreatSerializer,
    VersionSerializer,
)
from threatmodel.threats.threats.serializers.threat_list_query import ThreatQuerySerializer
from threatmodel.threats.threats.serializers.threats import (
    PossibleAnsweredSerializer,
    PossibleAnswerSerializer,
    ThreatDecisionSerializer,
    ThreatSerializer,
    ThreatsPageSerializer,
)
from threatmodel.threats.threats.services.manual_threats import (
    manual_threat_add,
    manual_threat_delete,
    manual_threat_edit,
)
from threatmodel.threats.threats.services.possible_answers import (
    possible_threats_answer,
    possible_threats_defer,
)
from threatmodel.threats.threats.views.edit_conflicts import EDITED, deleted_response, edited_response
from threatmodel.threats.triage.selectors.triage_fields import seen_now

_DOES_NOT_APPLY = OpenApiExample(
    "Does not apply",
    request_only=True,
    value={"status": "not-applicable", "reason": "Runs in the test stage only."},
)


class ThreatsView(ModelView):
    """The threats of a model."""

    @extend_schema(
        operation_id="threats_list", parameters=[ThreatQuerySerializer], responses=ThreatsPageSerializer
    )
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List threats, with counts for each filter."""
        query = validated_query(ThreatQuerySerializer, request)
        seen = seen_now(model=self.model)  # first: what changes meanwhile counts as not seen
        chosen = threat_list(model=self.model, query=query, user_id=request_user(request).pk)
        rows = self._page(request, query, chosen)
        return Response({**rows, "threat_count": chosen.count, "facets": chosen.facets, "seen": seen})

    def _page(self, request: Request, query: dict[str, Any], chosen: ThreatList) -> dict[str, Any]:
        if by := query["group_by"]:
            groups, count = groups_page(chosen.found, by, page=query["page"], size=query["page_size"])
            return page_of(request, range(count), lambda _: group_rows(groups, model=self.model, by=by))
        if not query["roll_up"]:
            return page_of(request, chosen.threats, threat_rows, count=chosen.rows)
        to_rows = partial(rolled_up_rows, found=chosen.folding, causes=chosen.causes)
        return page_of(request, chosen.threats, to_rows, count=chosen.rows)

    @extend_schema(
        operation_id="threats_create", request=ManualThreatSerializer, responses={201: ThreatSerializer}
    )
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Add a manual threat to an element, a flow or the model."""
        values = validated_body(ManualThreatSerializer, request)
        with service_errors():
            number = manual_threat_add(model=self.model, actor=request_user(request), values=values)
        return Response(found_or_404(threat_detail(model=self.model, number=number)), status=201)


class PossibleAnswersView(ModelView):
    """What people say of possible threats."""

    @extend_schema(request=PossibleAnswerSerializer, responses=PossibleAnsweredSerializer)
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """State the facts with which they apply or do not, in your name; or that you do not know yet."""
        body = validated_body(PossibleAnswerSerializer, request)
        who: dict[str, Any] = {
            "model": self.model,
            "actor": request_user(request),
            "threats": self._chosen(body, request_user(request)),
        }
        with service_errors():
            if body["action"] == "unknown":
                outcome = possible_threats_defer(**who)
            else:
                values = {one["fact"]: one["value"] for one in body["values"]}
                outcome = possible_threats_answer(action=body["action"], values=values, **who)
        written = outcome.written
        if written:
            run_job.delay_on_commit(str(written.job.pk))
        return Response(
            {
                "answered": outcome.answered,
                "left_count": len(outcome.left),
                "left": outcome.rows(),
                "seq": written.seq if written else None,
                "job": job_to_json(written.job) if written else None,
            }
        )

    def _chosen(self, body: dict[str, Any], user: User) -> QuerySet[Threat]:
        if body["filter"]:
            query = {**body["filter"], "certainty": ["possible"]}
            return threats_matching(model=self.model, query=query, user_id=user.pk)
        return Threat.with_possible.filter(model=self.model, number__in=body["numbers"]).order_by(
            "-score", "number"
        )


class ThreatView(ModelView):
    """One threat."""

    @extend_schema(responses=ThreatSerializer)
    def get(self, _request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Return the threat with why it is there and what can be done."""
        return Response(found_or_404(threat_detail(model=self.model, number=number)))

    @extend_schema(request=ManualThreatEditSerializer, responses=EDITED)
    def put(self, request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Replace the content of a manual threat, or move it to another element or flow."""
        values = validated_body(ManualThreatEditSerializer, request)
        write = partial(
            manual_threat_edit,
            model=self.model,
            actor=request_user(request),
            number=number,
            version=values.pop("version"),
            values=values,
        )
        return edited_response(self.model, number, write)

    @extend_schema(parameters=[VersionSerializer], responses={204: NO_CONTENT, 409: EditConflictSerializer})
    def delete(self, request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Delete a manual threat; it can be restored."""
        values = validated_query(VersionSerializer, request)
        actor = request_user(request)
        write = partial(manual_threat_delete, model=self.model, actor=actor, number=number, **values)
        return deleted_response(self.model, number, write)

    @extend_schema(request=ThreatDecisionSerializer, responses=ThreatSerializer, examples=[_DOES_NOT_APPLY])
    def patch(self, request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Decide about the threat: open, needs-info, or not-applicable with a reason."""
        decision = validated_body(ThreatDecisionSerializer, request)
        with service_errors():
            threat_decide(model_id=self.model.pk, actor=request_user(request), number=number, **decision)
        return Response(found_or_404(threat_detail(model=self.model, number=number)))
