"""Every address of Bulkhead. What is not the API, accounts or health belongs to the single-page app."""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.views import SpectacularAPIView

from threatmodel.config.health import healthz, readyz
from threatmodel.config.security_txt import security_txt
from threatmodel.config.spa import SinglePage, documentation_unbuilt
from threatmodel.config.unsubscribe_page import UnsubscribePage
from threatmodel.reports.views.links import SharedReportFileView, SharedReportView


@csrf_exempt  # it does nothing
def api_not_found(_request: HttpRequest, *args: str, **kwargs: str) -> JsonResponse:  # noqa: ARG001
    """Answer an address under /api/ that no route knows in the shape of the API, not with the app's page."""
    return JsonResponse({"detail": "Not found."}, status=404)


# Views of allauth for sign-in by phone, which is not used: without a signed-in user they raise an error.
_PHONE = ("account/phone", "auth/phone/verify", "auth/phone/verify/resend")

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("readyz", readyz),
    path(".well-known/security.txt", security_txt),
    path("shared-reports/<str:token>/", SharedReportView.as_view()),
    path("shared-reports/<str:token>/file/", SharedReportFileView.as_view()),
    path("unsubscribe/<slug:scope>/<str:token>", UnsubscribePage.as_view()),
    *(path(f"_allauth/browser/v1/{phone}", api_not_found) for phone in _PHONE),
    path("_allauth/", include("allauth.headless.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/", include("threatmodel.accounts.urls")),
    path("api/", include("threatmodel.api_tokens.urls")),
    path("api/", include("threatmodel.jobs.urls")),
    path("api/", include("threatmodel.architecture.urls")),
    path("api/", include("threatmodel.notifications.urls")),
    path("api/", include("threatmodel.history.urls")),
    path("api/", include("threatmodel.comments.urls")),
    path("api/", include("threatmodel.library.urls")),
    path("api/", include("threatmodel.threats.urls")),
    path("api/", include("threatmodel.attack_paths.urls")),
    path("api/", include("threatmodel.pasta.urls")),
    path("api/", include("threatmodel.linddun_go.urls")),
    path("api/", include("threatmodel.proposals.urls")),
    path("api/", include("threatmodel.reviews.urls")),
    path("api/", include("threatmodel.incident_response.urls")),
    path("api/", include("threatmodel.assessments.urls")),
    path("api/", include("threatmodel.bulkhead_yaml.urls")),
    path("api/", include("threatmodel.imports.urls")),
    path("api/", include("threatmodel.webhooks.urls")),
    path("api/", include("threatmodel.trackers.urls")),
    path("api/", include("threatmodel.dashboards.urls")),
    path("api/", include("threatmodel.reports.urls")),
    path("api/", include("threatmodel.administration.urls")),
    path("api/", include("threatmodel.exports_and_deletions.urls")),
    re_path(r"^docs(?:/.*)?$", documentation_unbuilt),
    re_path(r"^(?:api|_allauth|static|ws)(?:/.*)?$", api_not_found),
]
if settings.METRICS:
    # Django Prometheus registers its models as it is imported, so only where it is installed.
    urlpatterns.insert(
        0, path("metrics", import_string("threatmodel.config.metrics.metrics"), name="metrics")
    )
urlpatterns.append(re_path(r"^.*$", SinglePage.as_view(), name="app"))

handler500 = "threatmodel.config.error_responses.server_error"
