"""Addresses of reports and exports of a model."""

from django.urls import path

from threatmodel.reports.views.threat_export import ThreatExportView

urlpatterns = [
    path("models/<uuid:model>/threats/export/", ThreatExportView.as_view(), name="threat-export"),
]
