"""Checks of `manage.py check --deploy` for a server on a network."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning  # noqa: A004 (Django's name)


def deployment_warnings(app_configs: Any = None, **_options: Any) -> list[CheckMessage]:  # noqa: ARG001
    """Return what is well for a demo on one's own machine and not for a team's server."""
    weak = settings.METRICS and len(settings.METRICS_TOKEN) < _TOKEN_LENGTH_LEAST
    unproven = settings.SIGNUP == "domains" and not settings.MAIL
    found = ((settings.DEMO, _DEMO), (weak, _METRICS), (unproven, _DOMAINS))
    return [warning for applies, warning in found if applies]


_TOKEN_LENGTH_LEAST = 32


_DEMO = Warning(
    "The demo is enabled: its login is shown on the sign-in page, so anyone can sign in.",
    hint="Set BULKHEAD_DEMO=0; demo accounts can then no longer sign in, and their content stays.",
    id="bulkhead.W001",
)
_METRICS = Warning(
    "BULKHEAD_METRICS_TOKEN is too short: requests to /metrics are not rate-limited.",
    hint=(
        f"Use at least {_TOKEN_LENGTH_LEAST} random characters, such as the output of `openssl rand -hex 32`."
    ),
    id="bulkhead.W002",
)
_DOMAINS = Warning(
    ("BULKHEAD_SIGNUP=domains without a mail server: anyone can claim an address of these domains."),
    hint="Set EMAIL_HOST, so that addresses are confirmed, or BULKHEAD_SIGNUP=invited.",
    id="bulkhead.W003",
)
