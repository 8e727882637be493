"""The origin of a change: the current request, a command, or the server itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

import structlog
from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse

_request: ContextVar[HttpRequest | None] = ContextVar("audit_request", default=None)
_token: ContextVar[str] = ContextVar("audit_token", default="")  # of background work for a request
_command: ContextVar[bool] = ContextVar("audit_command", default=False)


class Via(TextChoices):
    """What kind of access an event came through."""

    SESSION = "session", "Browser session"
    TOKEN = "token", "API token"
    ANONYMOUS = "anonymous", "Not signed in"
    COMMAND = "command", "Command line"
    SYSTEM = "system", "Server"  # background work


@dataclass(frozen=True, slots=True)
class Origin:
    """Who asked, and from where; without a request there is neither."""

    via: Via
    actor_id: UUID | None = None
    actor_label: str = ""
    address: str = ""
    request_id: str = ""


class AuditContext:
    """Middleware: remember the request for the events that are recorded while it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _request.set(request)
        try:
            return self.get_response(request)
        finally:
            _request.reset(token)


@contextmanager
def from_command() -> Iterator[None]:
    """Record what happens inside as done from the command line."""
    token = _command.set(True)
    try:
        yield
    finally:
        _command.reset(token)


@contextmanager
def from_token(name: str) -> Iterator[None]:
    """Record what happens inside as done with the API token of this name; an empty name is none."""
    token = _token.set(name)
    try:
        yield
    finally:
        _token.reset(token)


def token_name() -> str:
    """Return the name of the API token with which the present change is made, or an empty text."""
    auth = getattr(_request.get(), "auth", None)  # set by the authentication of tokens
    name: str = getattr(auth, "audit_name", _token.get())
    return name


def agent_name() -> str:
    """Return what the agent calls itself through which the present change is made, or an empty text."""
    name: str = getattr(_request.get(), "agent", "")  # set by the authentication of tokens
    return name


def origin_now() -> Origin:
    """Return from where the change comes that is being made."""
    request = _request.get()
    if request is None:
        return Origin(Via.COMMAND, actor_label="Command line") if _command.get() else Origin(Via.SYSTEM)
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    name = user.get_full_name() if user is not None and signed_in else ""
    token = token_name()
    return Origin(
        via=Via.TOKEN if token else Via.SESSION if signed_in else Via.ANONYMOUS,
        actor_id=user.pk if user is not None and signed_in else None,
        actor_label=_label(name, token=token, agent=agent_name()),
        # Many people share the login of a demo, and each of them can read its log.
        address="" if getattr(user, "is_demo", False) else _address(request),
        request_id=str(structlog.contextvars.get_contextvars().get("request_id", "")),
    )


def _label(name: str, *, token: str, agent: str) -> str:
    if not token:
        return name
    # An agent chooses its name, which may read like the rest of this; it holds no quotation mark.
    return f'agent "{agent}" for {name} (token {token})' if agent else f"token {token} of {name}"


def _address(request: HttpRequest) -> str:
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:  # a proxy that does not say from where
        return ""
