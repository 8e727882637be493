"""The page that the link in each mail leads to, and the one-click request of mail programs to it."""

from django.http import HttpRequest, JsonResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt

from threatmodel.config.spa import SinglePage
from threatmodel.notifications.services.unsubscribe import InvalidLink, unsubscribe


@method_decorator(csrf_exempt, name="dispatch")  # mail programs have no page of ours; the link is the proof
class UnsubscribePage(SinglePage):
    """GET shows a button and changes nothing; POST ends the mails (RFC 8058)."""

    http_method_names = ["get", "head", "post"]

    def post(self, request: HttpRequest, scope: str, token: str) -> JsonResponse:  # noqa: ARG002
        """End the mails that the link is about."""
        try:
            unsubscribe(scope=scope, token=token)
        except InvalidLink as fault:
            return JsonResponse({"detail": str(fault)}, status=404)
        return JsonResponse({"detail": "You are unsubscribed."})
