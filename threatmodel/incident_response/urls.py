"""Addresses of playbooks and their runs."""

from django.urls import path

from threatmodel.incident_response.views.runs import (
    PlaybooksView,
    RunCloseView,
    RunDownloadView,
    RunNotesView,
    RunOneView,
    RunStepView,
    RunsView,
)

_RESPONSE = "models/<uuid:model>/response"
_RUN = f"{_RESPONSE}/runs/<uuid:run>"

urlpatterns = [
    path(f"{_RESPONSE}/playbooks/", PlaybooksView.as_view(), name="response-playbooks"),
    path(f"{_RESPONSE}/runs/", RunsView.as_view(), name="response-runs"),
    path(f"{_RUN}/", RunOneView.as_view(), name="response-run"),
    path(f"{_RUN}/steps/<int:place>/", RunStepView.as_view(), name="response-step"),
    path(f"{_RUN}/steps/<int:place>/notes/", RunNotesView.as_view(), name="response-notes"),
    path(f"{_RUN}/close/", RunCloseView.as_view(), name="response-close"),
    path(f"{_RUN}/download/", RunDownloadView.as_view(), name="response-download"),
]
