"""The ASGI application: HTTP and WebSocket, with the limits that apply before Django gets a request."""

import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.checks import run_checks
from django.core.management.base import SystemCheckError
from django.urls import path, re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "threatmodel.config.settings")
django_application = get_asgi_application()
# Servers other than `manage.py serve` run no checks of their own; this one must never be left out.
if faults := run_checks(tags=["team_path"]):
    raise SystemCheckError("\n".join(map(str, faults)))

# Models can be imported only now that the apps are loaded.
from threatmodel.architecture.collaboration.consumer import model_socket  # noqa: E402
from threatmodel.config.asgi_middleware import (  # noqa: E402
    CloseWithoutDatabase,
    Lifespan,
    SameOriginOnly,
    Utf8Only,
    websocket_not_found,
)
from threatmodel.config.body_limits import BodyGate, HeldBytes  # noqa: E402
from threatmodel.config.early_authorization import early_refusal  # noqa: E402
from threatmodel.config.mcp_endpoint import McpEndpoint  # noqa: E402
from threatmodel.notifications.inbox_socket import inbox_socket  # noqa: E402

websocket_routes = [
    path("ws/models/<uuid:model_id>/", model_socket),  # type: ignore[arg-type]
    path("ws/inbox/", inbox_socket),  # type: ignore[arg-type]
    re_path(r"", websocket_not_found),  # type: ignore[arg-type]
]
held = HeldBytes(most=settings.BODIES_MAX_BYTES)
web_application = BodyGate(
    django_application, limit_bytes=settings.REQUEST_BODY_MAX_BYTES, held=held, refusal=early_refusal
)
application = ProtocolTypeRouter(
    {
        "http": Utf8Only(McpEndpoint(web_application, held=held, trusted=settings.CSRF_TRUSTED_ORIGINS)),
        "websocket": SameOriginOnly(
            CloseWithoutDatabase(AuthMiddlewareStack(URLRouter(websocket_routes))),
            trusted=settings.CSRF_TRUSTED_ORIGINS,
        ),
        "lifespan": Lifespan(),
    }
)
