"""Endpoint of the minutes of a review as PDF."""

from typing import Final
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from threatmodel.api.file_lock_slots import NoSlot
from threatmodel.api.responses import file_to_save
from threatmodel.api.subprocess_requests import TooManyLargeReads, slots
from threatmodel.architecture.api.views.export_audit import export_of, export_recorded
from threatmodel.reports.renderers import pdf
from threatmodel.reports.renderers.typst_subprocess import TypstFailed
from threatmodel.reports.sections.review_minutes import minutes_document
from threatmodel.reviews.minutes_markdown import minutes_file_name
from threatmodel.reviews.views.minutes import MinutesRead

_PDF: Final = "application/pdf"


class MinutesNotRendered(APIException):
    """The PDF took too long or too much memory."""

    status_code = 503
    default_detail = "The PDF could not be made. Download the minutes as Markdown."


class MinutesPdfView(MinutesRead):
    """The minutes of a session as PDF."""

    expensive = frozenset({"GET"})

    @extend_schema(operation_id="review_minutes_pdf", responses={(200, _PDF): OpenApiTypes.BINARY})
    @export_recorded(export_of("review-minutes-pdf", "session"))
    def get(self, _request: Request, model: UUID, session: UUID) -> HttpResponse:  # noqa: ARG002
        """Return the minutes as PDF."""
        minutes = self.minutes(session)
        document = minutes_document(minutes, model=self.model.name, team=self.model.team.name)
        try:
            with slots().slot(self.model.team_id):
                content = pdf.render(document)
        except NoSlot as fault:
            raise TooManyLargeReads from fault
        except TypstFailed as fault:
            raise MinutesNotRendered from fault
        return file_to_save(
            content, content_type=_PDF, name=minutes_file_name(minutes["session"], suffix=".pdf")
        )
