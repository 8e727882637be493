"""Addresses of assessments and their findings."""

from django.urls import path

from threatmodel.assessments.views.assessments import (
    AlertFilesView,
    AssessmentAlertsView,
    AssessmentsView,
    AssessmentView,
    FindingsView,
    FindingView,
    ThreatFindingsView,
)

_ALL = "models/<uuid:model>/assessments"
_ONE = f"{_ALL}/<uuid:assessment>"

urlpatterns = [
    path(f"{_ALL}/", AssessmentsView.as_view(), name="assessments"),
    path(f"{_ALL}/alerts/", AlertFilesView.as_view(), name="assessment-alert-files"),
    path(f"{_ONE}/", AssessmentView.as_view(), name="assessment"),
    path(f"{_ONE}/alerts/", AssessmentAlertsView.as_view(), name="assessment-alerts"),
    path(f"{_ONE}/findings/", FindingsView.as_view(), name="assessment-findings"),
    path(f"{_ONE}/findings/<uuid:finding>/", FindingView.as_view(), name="assessment-finding"),
    path(
        "models/<uuid:model>/threats/<int:number>/assessment-findings/",
        ThreatFindingsView.as_view(),
        name="threat-assessment-findings",
    ),
]
