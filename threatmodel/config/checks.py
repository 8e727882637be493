"""What `manage.py check --deploy` says about a server that people reach over a network."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning  # noqa: A004 (Django's name)


def deployment_warnings(app_configs: Any = None, **_options: Any) -> list[CheckMessage]:  # noqa: ARG001
    """Return what is well for a demo on one's own machine and not for a team's server."""
    return [warning for applies, warning in ((settings.DEMO, _DEMO),) if applies]


_DEMO = Warning(
    "The demo is on: its login is shown on the sign-in page, so anybody can sign in.",
    hint="Set BULKHEAD_DEMO=0; demo accounts can then no longer sign in, and what they made stays.",
    id="bulkhead.W001",
)
