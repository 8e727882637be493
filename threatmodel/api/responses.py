"""Answers that every view gives."""

from typing import TypeVar

from django.http import Http404
from drf_spectacular.utils import OpenApiResponse

Found = TypeVar("Found")


def found_or_404(row: Found | None) -> Found:
    """Return the row; raises Http404 when there is none."""
    if row is None:
        raise Http404("Not found.")
    return row


NO_CONTENT = OpenApiResponse(description="Done.")
