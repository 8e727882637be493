"""Authentication by `Authorization: Bearer bh_…`, beside the session."""

from typing import Any, Final
from urllib.parse import unquote

from django.http import HttpRequest
from django.urls import resolve
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import status
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from threatmodel.accounts.models import User
from threatmodel.api_tokens.choices import AGENT_LENGTH
from threatmodel.api_tokens.models import ApiToken
from threatmodel.api_tokens.permissions import address_of, check_token, check_tool, scopes_for
from threatmodel.api_tokens.selectors import token_usable
from threatmodel.api_tokens.services import PREFIX, token_note_call, token_note_used
from threatmodel.engine.mcp_tools.tool_list import AGENT_HEADER, PART_HEADER, TOOL_HEADER
from threatmodel.engine.model import seen_text

_SCHEME = b"bearer"
_LENGTH_MOST = 200
_FIRST: Final = "1"


class RejectedToken(APIException):
    """The header names no token that works: unknown, expired or revoked, alike for all reasons."""

    status_code = status.HTTP_401_UNAUTHORIZED
    default_detail = "Invalid API token: it is unknown, has expired or was revoked."
    default_code = "invalid_token"
    auth_header = 'Bearer error="invalid_token"'  # WWW-Authenticate


class TokenAuthentication(BaseAuthentication):
    """Signs in the owner of a token for one request, and refuses what the token does not allow.

    The check of scopes is part of it, so that no view can leave it out. A request with this header is not
    one of the browser's session, so it needs no CSRF token.
    """

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Return the owner and the token; None without the header.

        Raises RejectedToken, and what check_token does.
        """
        token = bearer_token(get_authorization_header(request))
        if token is None:
            return None
        view = (request.parser_context or {}).get("view")
        django_request: HttpRequest = request._request  # noqa: SLF001 (DRF's name of Django's request)
        # For the audit log, also where the request is refused.
        django_request.user, django_request.auth = token.user, token  # type: ignore[attr-defined]
        match = django_request.resolver_match or resolve(django_request.path_info)
        django_request.agent = agent_named(request.headers.get(AGENT_HEADER, ""))  # type: ignore[attr-defined]
        tool = request.headers.get(TOOL_HEADER)
        if tool is not None:
            check_tool(token, tool)
        check_token(token, view, method=str(request.method), route=match.route)
        token_note_used(token)
        if tool is not None and request.headers.get(PART_HEADER, _FIRST) == _FIRST:
            token_note_call(token)
        return token.user, token


def agent_named(header: str) -> str:
    """Return what an agent calls itself, without what is not seen. It proves nothing: for display only.

    It is shown in quotation marks, so it holds none.
    """
    name = unquote(header, errors="replace").replace('"', "'")
    return seen_text(name)[:AGENT_LENGTH].strip()


def bearer_token(header: bytes) -> ApiToken | None:
    """Return the token of an Authorization header; None for one of another kind. Raises RejectedToken."""
    words = header.split()
    if not words or words[0].lower() != _SCHEME:
        return None
    return _token(words[1:])


def _token(words: list[bytes]) -> ApiToken:
    text = words[0].decode("ascii", "replace") if len(words) == 1 else ""
    if not text.startswith(PREFIX) or len(text) > _LENGTH_MOST or not text.isprintable():
        raise RejectedToken
    token = token_usable(text=text)
    if token is None:
        raise RejectedToken
    return token


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describes tokens in the OpenAPI schema, at the operations for which there are scopes."""

    target_class = TokenAuthentication
    name = "tokenAuth"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:  # noqa: ARG002
        """Return the scheme."""
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": f"{PREFIX}…",
            "description": "An API token of a person: Account > API tokens.",
        }

    def get_security_requirement(self, auto_schema: Any) -> dict[str, Any] | None:  # type: ignore[override]
        """Return the scheme, or None for an operation that no token may ask for."""
        address = address_of(auto_schema.path)
        needed = scopes_for(type(auto_schema.view), method=auto_schema.method, address=address)
        return {self.name: []} if needed else None
