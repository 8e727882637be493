"""The security contact of this installation: /.well-known/security.txt (RFC 9116)."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

_GOOD_FOR: Final = timedelta(days=180)  # RFC 9116 advises less than a year


def security_txt(_request: HttpRequest) -> HttpResponse:
    """Answer with the contact that the settings name; 404 where they name none."""
    if not settings.SECURITY_CONTACT:
        return HttpResponse("No contact is set.\n", status=404, content_type="text/plain; charset=utf-8")
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    fields = [
        ("Contact", settings.SECURITY_CONTACT),
        ("Expires", (midnight + _GOOD_FOR).strftime("%Y-%m-%dT%H:%M:%SZ")),
        ("Preferred-Languages", "en"),
    ]
    if settings.PUBLIC_URL.startswith("https://"):
        fields.append(("Canonical", f"{settings.PUBLIC_URL}/.well-known/security.txt"))
    if settings.SECURITY_POLICY:
        fields.append(("Policy", settings.SECURITY_POLICY))
    text = "".join(f"{name}: {value}\n" for name, value in fields)
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
