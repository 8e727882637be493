"""Endpoints of links to reports, and the page that a link leads to."""

from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.template.loader import render_to_string
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from threatmodel.accounts.permissions import request_user
from threatmodel.api.responses import NO_CONTENT
from threatmodel.api.throttling import AddressThrottle
from threatmodel.api.validation import validated_body
from threatmodel.architecture.api.views.model_view import service_errors
from threatmodel.reports.renderers.registry import BY_ID
from threatmodel.reports.selectors.reports import link_rows, links_of, report_file
from threatmodel.reports.serializers.reports import (
    NewReportLinkSerializer,
    ReportLinkRequestSerializer,
    ReportLinkSerializer,
)
from threatmodel.reports.services.links import link_create, link_downloaded, link_found, link_revoke
from threatmodel.reports.views.reports import ReportView, report_response

_PAGE_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"


class ReportLinksView(ReportView):
    """The links to a report."""

    @extend_schema(responses=ReportLinkSerializer(many=True))
    def get(self, _request: Request, model: UUID, report: UUID) -> Response:  # noqa: ARG002
        """List the links, the newest first."""
        return Response(link_rows(links_of(report=self.report(report))))

    @extend_schema(request=ReportLinkRequestSerializer, responses={201: NewReportLinkSerializer})
    def post(self, request: Request, model: UUID, report: UUID) -> Response:  # noqa: ARG002
        """Make a link, and return its address, this once."""
        values = validated_body(ReportLinkRequestSerializer, request)
        with service_errors():
            made = link_create(report=self.report(report), actor=request_user(request), **values)
        return Response(
            {"link": link_rows([made.link])[0], "address": f"/shared-reports/{made.token}/"}, status=201
        )


class ReportLinkView(ReportView):
    """One link to a report."""

    @extend_schema(responses={204: NO_CONTENT})
    def delete(self, request: Request, model: UUID, report: UUID, link: UUID) -> Response:  # noqa: ARG002
        """Revoke the link."""
        with service_errors():
            link_revoke(report=self.report(report), actor=request_user(request), link_id=link)
        return Response(status=204)


class SharedReportThrottle(AddressThrottle):
    """Requests with links from one address: nobody can try out many tokens."""

    scope = "shared"


class SharedReport(APIView):
    """What whoever has a link may see: no account, no session, nothing but this report."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (SharedReportThrottle,)
    schema = None


class SharedReportView(SharedReport):
    """The page of a link."""

    def get(self, _request: Request, token: str) -> HttpResponse:
        """Show what the report is, with a link to its file."""
        link = link_found(token=token)
        if link is None:
            return _link_ended()
        renderer = BY_ID.get(link.report.format)
        page = render_to_string(
            "reports/shared_report.html",
            {"report": link.report, "link": link, "label": renderer.label if renderer else ""},
        )
        return _private(HttpResponse(page), _PAGE_POLICY)


class SharedReportFileView(SharedReport):
    """The file of a link."""

    def get(self, request: Request, token: str) -> HttpResponse:
        """Download the file, and record that; programs that only look (HEAD) download nothing."""
        link = link_found(token=token)
        data = report_file(report=link.report) if link else None
        if link is None or data is None:
            return _link_ended()
        if request.method == "GET":
            link_downloaded(link=link)
        return _private(report_response(link.report, data))


def _link_ended() -> HttpResponse:
    """The page for people whose link has ended; it does not tell whether there ever was such a link."""
    return _private(HttpResponse(render_to_string("reports/link_ended.html"), status=404), _PAGE_POLICY)


def _private(response: HttpResponse, policy: str = "") -> HttpResponse:
    """The address is the secret: nothing passes it on, keeps it or lists it."""
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    if policy:
        response["Content-Security-Policy"] = policy
    return response
