"""Answers that every view gives."""

from typing import Final, TypeVar

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from drf_spectacular.utils import OpenApiResponse

Found = TypeVar("Found")
Answer = TypeVar("Answer", bound=HttpResponseBase)
# Where a browser shows a file after all, it runs nothing and loads nothing.
INERT: Final = "default-src 'none'; sandbox"


def found_or_404(row: Found | None) -> Found:
    """Return the row; raises Http404 when there is none."""
    if row is None:
        raise Http404("Not found.")
    return row


def file_to_save(content: bytes | str, *, content_type: str, name: str, policy: str = INERT) -> HttpResponse:
    """Return a file to save under this name."""
    return as_file(HttpResponse(content, content_type=content_type), name=name, policy=policy)


def as_file(response: Answer, *, name: str, policy: str = INERT) -> Answer:
    """Make the response a file to save, which a browser neither guesses about nor runs."""
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    return inert(response, policy=policy)


def inert(response: Answer, *, policy: str = INERT) -> Answer:
    """Let no browser guess the type of the content, or run what is in it."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = policy
    return response


NO_CONTENT = OpenApiResponse(description="Done.")
