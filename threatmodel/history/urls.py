"""Addresses of the history."""

from django.urls import path

from threatmodel.history.views.events import EventsView
from threatmodel.history.views.state_comparison import ComparisonView, DrawingView, DriftView
from threatmodel.history.views.timeline import (
    ChangesView,
    ElementChangesView,
    FlowChangesView,
    HistoryRetentionView,
)
from threatmodel.history.views.versions import ApprovalView, RestoreView, VersionsView, VersionView

urlpatterns = [
    path("models/<uuid:model>/history/kept/", HistoryRetentionView.as_view(), name="history-kept"),
    path("models/<uuid:model>/changes/", ChangesView.as_view(), name="changes"),
    path(
        "models/<uuid:model>/elements/<uuid:element>/changes/",
        ElementChangesView.as_view(),
        name="element-changes",
    ),
    path(
        "models/<uuid:model>/flows/<uuid:flow>/changes/",
        FlowChangesView.as_view(),
        name="flow-changes",
    ),
    path("models/<uuid:model>/versions/", VersionsView.as_view(), name="versions"),
    path("models/<uuid:model>/versions/<uuid:version>/", VersionView.as_view(), name="version"),
    path(
        "models/<uuid:model>/versions/<uuid:version>/approval/",
        ApprovalView.as_view(),
        name="approval",
    ),
    path("models/<uuid:model>/restore/", RestoreView.as_view(), name="restore"),
    path("models/<uuid:model>/comparison/", ComparisonView.as_view(), name="comparison"),
    path("models/<uuid:model>/comparison/drawing/", DrawingView.as_view(), name="drawing"),
    path("models/<uuid:model>/drift/", DriftView.as_view(), name="drift"),
    path("models/<uuid:model>/events/", EventsView.as_view(), name="events"),
]
