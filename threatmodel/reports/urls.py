"""Addresses of reports, links to them, and templates of teams."""

from django.urls import path

from threatmodel.reports.views.interchange import ExportFileView, ExportFormatsView, ExportPreviewView
from threatmodel.reports.views.links import ReportLinksView, ReportLinkView
from threatmodel.reports.views.pictures import ArchitecturePictureView
from threatmodel.reports.views.reports import ReportFileView, ReportOneView, ReportOptionsView, ReportsView
from threatmodel.reports.views.review_minutes import MinutesPdfView
from threatmodel.reports.views.templates import (
    ReportTemplateLogoView,
    ReportTemplatesView,
    ReportTemplateView,
)
from threatmodel.reports.views.threat_export import ThreatExportView

_REPORTS = "models/<uuid:model>/reports"
_REPORT = f"{_REPORTS}/<uuid:report>"
_EXPORTS = "models/<uuid:model>/exports"
_EXPORT = f"{_EXPORTS}/<slug:export_format>"
_TEMPLATES = "teams/<uuid:team>/report-templates"
_TEMPLATE = f"{_TEMPLATES}/<uuid:template>"

urlpatterns = [
    path(
        "models/<uuid:model>/architecture/picture/",
        ArchitecturePictureView.as_view(),
        name="architecture-picture",
    ),
    path("models/<uuid:model>/threats/export/", ThreatExportView.as_view(), name="threat-export"),
    path(
        "models/<uuid:model>/reviews/<uuid:session>/minutes/pdf/",
        MinutesPdfView.as_view(),
        name="review-minutes-pdf",
    ),
    path("report-options/", ReportOptionsView.as_view(), name="report-options"),
    path(f"{_REPORTS}/", ReportsView.as_view(), name="reports"),
    path(f"{_REPORT}/", ReportOneView.as_view(), name="report"),
    path(f"{_REPORT}/file/", ReportFileView.as_view(), name="report-file"),
    path(f"{_REPORT}/links/", ReportLinksView.as_view(), name="report-links"),
    path(f"{_REPORT}/links/<uuid:link>/", ReportLinkView.as_view(), name="report-link"),
    path(f"{_EXPORTS}/", ExportFormatsView.as_view(), name="exports"),
    path(f"{_EXPORT}/", ExportPreviewView.as_view(), name="export"),
    path(f"{_EXPORT}/file/", ExportFileView.as_view(), name="export-file"),
    path(f"{_TEMPLATES}/", ReportTemplatesView.as_view(), name="report-templates"),
    path(f"{_TEMPLATE}/", ReportTemplateView.as_view(), name="report-template"),
    path(f"{_TEMPLATE}/logo/", ReportTemplateLogoView.as_view(), name="report-template-logo"),
]
