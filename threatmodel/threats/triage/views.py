"""Endpoints of triage."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.permissions import request_user
from threatmodel.api.responses import found_or_404
from threatmodel.api.validation import validated_body, validated_query
from threatmodel.architecture.api.views.model_view import ModelView, service_errors
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.progress import job_to_json
from threatmodel.jobs.services import job_create
from threatmodel.jobs.tasks import run_job
from threatmodel.threats.mitigations.views import approver_asked
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.triage.selectors.same_threats import same_threats_by_model
from threatmodel.threats.triage.selectors.selected_threats import threats_selected
from threatmodel.threats.triage.selectors.triage_filters import tag_counts
from threatmodel.threats.triage.serializers import (
    AppliedDecisionSerializer,
    BulkChangeSerializer,
    BulkOutcomeSerializer,
    DecisionApplySerializer,
    SameThreatsQuerySerializer,
    SameThreatsSerializer,
    TagSerializer,
)
from threatmodel.threats.triage.services.bulk_changes import AT_ONCE, Outcome, threats_change
from threatmodel.threats.triage.services.bulk_undo import group_undo
from threatmodel.threats.triage.services.same_decision import decision_apply


class ThreatChangesView(ModelView):
    """Changes of many threats at once."""

    @extend_schema(request=BulkChangeSerializer, responses={200: BulkOutcomeSerializer})
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Decide, assign, date, tag, mitigate or comment on all selected threats in one transaction.

        Threats that others changed since the list was read are left as they are. A job changes very many.
        """
        body, actor = validated_body(BulkChangeSerializer, request), request_user(request)
        selected = threats_selected(model=self.model, selection=body["selection"], user_id=actor.pk)
        with approver_asked(), service_errors():
            if selected.count() > AT_ONCE:
                job = job_create(
                    team=self.model.team,
                    kind=JobKind.CHANGE_THREATS,
                    user=actor,
                    model=self.model,
                    params=body,
                )
                run_job.delay_on_commit(str(job.pk))
                return Response({**Outcome().row(), "job": job_to_json(job)})
            outcome = threats_change(model=self.model, actor=actor, role=self.role, **body)
        return Response({**outcome.row(), "job": None})


class ThreatChangeUndoView(ModelView):
    """The undo of one such change."""

    @extend_schema(request=None, responses={200: BulkOutcomeSerializer})
    def post(self, request: Request, model: UUID, group: UUID) -> Response:  # noqa: ARG002
        """Restore what was before; threats changed since are left as they are."""
        with service_errors():
            outcome = group_undo(model=self.model, actor=request_user(request), group_id=group)
        return Response({**outcome.row(), "job": None})


class ThreatTagsView(ModelView):
    """The tags of the threats of a model."""

    @extend_schema(responses=TagSerializer(many=True))
    def get(self, _request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List tags by name, with how many threats have each."""
        return Response(tag_counts(model=self.model))


class OtherModelsView(ModelView):
    """The same threats of other models of the team, and the decision for them."""

    @extend_schema(parameters=[SameThreatsQuerySerializer], responses=SameThreatsSerializer(many=True))
    def get(self, request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """List the models in which the same threat is open, with the worst threats of each."""
        by = validated_query(SameThreatsQuerySerializer, request)["by"]
        return Response(same_threats_by_model(threat=self._threat(number), by=by))

    @extend_schema(request=DecisionApplySerializer, responses=AppliedDecisionSerializer(many=True))
    def post(self, request: Request, model: UUID, number: int) -> Response:  # noqa: ARG002
        """Decide about the same open threats in these models as about this one."""
        self._threat(number)
        body = validated_body(DecisionApplySerializer, request)
        with service_errors():
            applied = decision_apply(
                model=self.model,
                number=number,
                actor=request_user(request),
                role=self.role,
                by=body["by"],
                model_ids=set(body["models"]),
            )
        return Response(
            [
                {
                    "model": one.model_id,
                    "name": one.name,
                    "changed": one.outcome.changed,
                    "left_count": len(one.outcome.left),
                    "group": one.outcome.group.pk if one.outcome.group else None,
                }
                for one in applied
            ]
        )

    def _threat(self, number: int) -> Threat:
        threats = Threat.objects.select_related("model").filter(model=self.model, number=number)
        return found_or_404(threats.first())
