"""Metrics for Prometheus, for clients with the token, as they reveal the activity of all teams."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django_prometheus.exports import ExportToDjangoView


def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with the figures, or 401 without the token."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if not secrets.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        detail = "Send the token in BULKHEAD_METRICS_TOKEN as Authorization: Bearer."
        return JsonResponse({"detail": detail}, status=401, headers={"WWW-Authenticate": "Bearer"})
    figures: HttpResponse = ExportToDjangoView(request)
    return figures
