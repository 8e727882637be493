"""Endpoints of the history: changes, named versions, comparisons of states, drift, and the way back."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from threatmodel.accounts.models import Role
from threatmodel.api.validation import validated_body, validated_query
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.architecture.past import NoSuchState
from threatmodel.threats.selectors.comparisons import (
    Compared,
    Names,
    difference_rows,
    differences_chosen,
    drawing,
    states_compare,
    threat_difference_rows,
)
from threatmodel.threats.selectors.retention import history_kept
from threatmodel.threats.selectors.subject_changes import subject_changes
from threatmodel.threats.selectors.timeline import timeline
from threatmodel.threats.selectors.versions import (
    NamedState,
    UnknownState,
    approval_row,
    import_latest,
    state_named,
    state_rows,
    version_detail,
    version_rows,
    versions_of,
)
from threatmodel.threats.serializers.history import (
    ComparisonQuerySerializer,
    ComparisonSerializer,
    CursorQuerySerializer,
    DrawingSerializer,
    DriftSerializer,
    HistoryKeptSerializer,
    RestoredSerializer,
    RestoreSerializer,
    StatesQuerySerializer,
    SubjectChangesSerializer,
    ThreatDifferencesQuerySerializer,
    ThreatDifferencesSerializer,
    TimelineQuerySerializer,
    TimelineSerializer,
    VersionCreateSerializer,
    VersionSerializer,
    VersionUpdateSerializer,
)
from threatmodel.threats.serializers.listing import ListQuerySerializer
from threatmodel.threats.services.threat_comparisons import TooLarge, threats_compare
from threatmodel.threats.services.versions import (
    OwnVersion,
    approval_withdraw,
    architecture_restore,
    version_approve,
    version_create,
    version_delete,
    version_update,
)
from threatmodel.threats.views.base import (
    NO_CONTENT,
    ModelView,
    answer,
    found,
    listed,
    lists,
    page,
    refusals,
    signed_in,
)
from threatmodel.threats.views.large import whole_model
from threatmodel.threats.views.work import changed_answer

Row = dict[str, Any]


@contextmanager
def _state_refusals(*, field: str) -> Iterator[None]:
    """Answer 400 for a state that there is not, or that the log no longer leads to."""
    try:
        yield
    except (UnknownState, NoSuchState, TooLarge) as fault:
        raise ValidationError({field: [str(fault)]}) from fault


class HistoryKeptView(ModelView):
    """Since when the history of the model is kept."""

    @extend_schema(operation_id="history_kept", responses=HistoryKeptSerializer)
    def get(self, _request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Say since when changes and events are kept, where older ones were removed."""
        return answer(history_kept(model=self.model))


class ChangesView(ModelView):
    """The changes of the architecture."""

    @extend_schema(
        operation_id="changes_list", parameters=[TimelineQuerySerializer], responses=TimelineSerializer
    )
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List who changed what, newest first; what one person moved within a minute is one line."""
        return answer(timeline(model=self.model, query=validated_query(TimelineQuerySerializer, request)))


class ElementChangesView(ModelView):
    """The history of one element."""

    @extend_schema(parameters=[CursorQuerySerializer], responses=SubjectChangesSerializer)
    @whole_model
    def get(self, request: Request, model: UUID, element: UUID) -> Response:  # noqa: ARG002
        """List what each change did to the element, newest first; moves on the canvas are left out."""
        row = found(Element.objects.filter(model=self.model, pk=element).values("uid", "kind").first())
        query = validated_query(CursorQuerySerializer, request)
        return answer(subject_changes(model=self.model, on="element", query=query, **row))


class FlowChangesView(ModelView):
    """The history of one flow."""

    @extend_schema(parameters=[CursorQuerySerializer], responses=SubjectChangesSerializer)
    @whole_model
    def get(self, request: Request, model: UUID, flow: UUID) -> Response:  # noqa: ARG002
        """List what each change did to the flow, newest first."""
        row = found(Flow.objects.filter(model=self.model, pk=flow).values("uid").first())
        query = validated_query(CursorQuerySerializer, request)
        return answer(subject_changes(model=self.model, on="flow", kind="flow", query=query, **row))


# --- versions --------------------------------------------------------------------------------------


class VersionsView(ModelView):
    """Named states of the architecture."""

    @lists("versions", VersionSerializer, ListQuerySerializer)
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List versions, the latest state first."""
        return listed(request, ListQuerySerializer, partial(versions_of, model=self.model), version_rows)

    @extend_schema(request=VersionCreateSerializer, responses={201: VersionSerializer})
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Give a state a name: the newest, or the one at `seq`."""
        values = validated_body(VersionCreateSerializer, request)
        with refusals():
            version = version_create(model=self.model, actor=signed_in(request), **values)
        return answer(found(version_detail(model=self.model, version_id=version.pk)), status=201)


class VersionView(ModelView):
    """One named state."""

    @extend_schema(responses=VersionSerializer)
    def get(self, _request: Request, model: UUID, version: UUID) -> Response:  # noqa: ARG002
        """Return the version with when it was approved and by whom."""
        return answer(found(version_detail(model=self.model, version_id=version)))

    @extend_schema(request=VersionUpdateSerializer, responses=VersionSerializer)
    def patch(self, request: Request, model: UUID, version: UUID) -> Response:  # noqa: ARG002
        """Change the name or the note."""
        changes = validated_body(VersionUpdateSerializer, request, partial=True)
        with refusals():
            version_update(model=self.model, actor=signed_in(request), version_id=version, changes=changes)
        return answer(found(version_detail(model=self.model, version_id=version)))

    @extend_schema(responses={204: NO_CONTENT})
    def delete(self, request: Request, model: UUID, version: UUID) -> Response:  # noqa: ARG002
        """Delete the name; the state stays in the history. What was ever approved is kept."""
        with refusals():
            version_delete(model=self.model, actor=signed_in(request), version_id=version)
        return Response(status=204)


class ApprovalView(ModelView):
    """Whether a version is the reference for drift; approvers and owners say so."""

    roles = {"POST": Role.APPROVER, "DELETE": Role.APPROVER}

    @extend_schema(request=None, responses=VersionSerializer)
    def post(self, request: Request, model: UUID, version: UUID) -> Response:  # noqa: ARG002
        """Approve a version that somebody else saved; the one before keeps the dates of its approval."""
        try:
            with refusals():
                version_approve(model=self.model, actor=signed_in(request), version_id=version)
        except OwnVersion as fault:
            raise PermissionDenied(str(fault)) from fault
        return answer(found(version_detail(model=self.model, version_id=version)))

    @extend_schema(responses={200: VersionSerializer})
    def delete(self, request: Request, model: UUID, version: UUID) -> Response:  # noqa: ARG002
        """Withdraw the approval: no version is the reference then."""
        with refusals():
            approval_withdraw(model=self.model, actor=signed_in(request), version_id=version)
        return answer(found(version_detail(model=self.model, version_id=version)))


class RestoreView(ModelView):
    """The way back to an earlier state."""

    @extend_schema(request=RestoreSerializer, responses=RestoredSerializer)
    @whole_model
    def post(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Bring the architecture back, as one change that can be undone. Decisions about threats stay."""
        name = validated_body(RestoreSerializer, request)["to"]
        with _state_refusals(field="to"):
            state = state_named(model=self.model, name=name)
        with refusals():
            changed, batch = architecture_restore(model=self.model, actor=signed_in(request), to=state)
        return changed_answer(changed, batch=batch)


# --- comparisons -----------------------------------------------------------------------------------


class _StatesView(ModelView):
    """What the endpoints about two states share."""

    expensive = frozenset({"GET"})

    def named(self, query: Row) -> tuple[NamedState, NamedState]:
        """Return the two states that were asked for; raises ValidationError."""
        with _state_refusals(field="before"):
            before = state_named(model=self.model, name=query["before"])
        with _state_refusals(field="after"):
            return before, state_named(model=self.model, name=query["after"])

    def compared(self, before: NamedState, after: NamedState) -> Compared:
        """Return them side by side; raises ValidationError."""
        with _state_refusals(field="before"):
            return states_compare(model=self.model, before=before, after=after)


class ComparisonView(_StatesView):
    """What differs between two states."""

    @extend_schema(parameters=[ComparisonQuerySerializer], responses=ComparisonSerializer)
    @whole_model
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """List elements and flows that were added, changed and removed, flows behind their source."""
        query = validated_query(ComparisonQuerySerializer, request)
        states = self.named(query)
        compared = self.compared(*states)
        to_rows = partial(difference_rows, before=compared.before, after=compared.after)
        rows = page(request, query, differences_chosen(compared, query=query), to_rows)
        return answer({**_states(self.model, states), "counts": compared.comparison.counts(), **rows})


class DrawingView(_StatesView):
    """Two states in one drawing."""

    @extend_schema(parameters=[StatesQuerySerializer], responses=DrawingSerializer)
    @whole_model
    def get(self, request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Return everything that is in either state, with what became of it."""
        states = self.named(validated_query(StatesQuerySerializer, request))
        return answer({**_states(self.model, states), **drawing(self.compared(*states))})


class ThreatDifferencesView(_StatesView):
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
        with _state_refusals(field="before"):
            threats = threats_compare(model=self.model, before=compared.before, after=compared.after)
        names = Names.of_states(compared.before, compared.after)
        sorts = query["what"] or ["came", "went"]
        chosen = [(what, one) for what in sorts for one in getattr(threats, what)]
        chosen = [pair for pair in chosen if query["search"].casefold() in pair[1].title.casefold()]
        to_rows = partial(threat_difference_rows, model=self.model, names=names, compared=compared)
        return answer({"counts": threats.counts(), **page(request, query, chosen, to_rows)})


class DriftView(_StatesView):
    """How far the architecture has moved from its approved version."""

    @extend_schema(responses=DriftSerializer)
    @whole_model
    def get(self, _request: Request, model: UUID) -> Response:  # noqa: ARG002
        """Return the approved version and how many things differ by now; comparison/ lists them."""
        approved = approval_row(model=self.model)
        counts = None
        if approved is not None:
            before = NamedState("approved", approved["version"]["seq"])
            counts = self.compared(before, NamedState("now", self.model.seq)).comparison.counts()
        return answer(
            {
                "approved": approved,
                "seq": self.model.seq,
                "latest_import": import_latest(model=self.model),
                "counts": counts,
            }
        )


def _states(model: ThreatModel, states: tuple[NamedState, NamedState]) -> Row:
    before, after = state_rows(model=model, states=states)
    return {"before": before, "after": after}
