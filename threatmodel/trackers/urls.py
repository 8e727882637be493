"""Addresses of trackers, links and proposals."""

from django.urls import path

from threatmodel.trackers.views.issue_links import (
    ExistingIssueView,
    IssueConflictView,
    IssueLinkRetryView,
    IssueLinksView,
    IssueLinkView,
    StatusProposalDecisionView,
    StatusProposalsView,
)
from threatmodel.trackers.views.issue_preview import IssuePreviewView, TemplatePreviewView
from threatmodel.trackers.views.trackers import TrackersView, TrackerSyncView, TrackerTestView, TrackerView

_TRACKER = "teams/<uuid:team>/trackers/<uuid:tracker>/"
_LINKS = "models/<uuid:model>/issue-links/"
_LINK = f"{_LINKS}<uuid:issue_link>/"
_PROPOSALS = "models/<uuid:model>/status-proposals/"
urlpatterns = [
    path("teams/<uuid:team>/trackers/", TrackersView.as_view(), name="trackers"),
    path(
        "teams/<uuid:team>/trackers/template-preview/", TemplatePreviewView.as_view(), name="template-preview"
    ),
    path(_TRACKER, TrackerView.as_view(), name="tracker"),
    path(f"{_TRACKER}test/", TrackerTestView.as_view(), name="tracker-test"),
    path(f"{_TRACKER}sync/", TrackerSyncView.as_view(), name="tracker-sync"),
    path(_LINKS, IssueLinksView.as_view(), name="issue-links"),
    path(f"{_LINKS}preview/", IssuePreviewView.as_view(), name="issue-preview"),
    path(f"{_LINKS}existing/", ExistingIssueView.as_view(), name="issue-link-existing"),
    path(_LINK, IssueLinkView.as_view(), name="issue-link"),
    path(f"{_LINK}retry/", IssueLinkRetryView.as_view(), name="issue-link-retry"),
    path(f"{_LINK}resolve/", IssueConflictView.as_view(), name="issue-conflict"),
    path(_PROPOSALS, StatusProposalsView.as_view(), name="status-proposals"),
    path(
        f"{_PROPOSALS}<uuid:status_proposal>/decide/",
        StatusProposalDecisionView.as_view(),
        name="status-proposal-decision",
    ),
]
