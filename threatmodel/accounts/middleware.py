"""Validation of requests to allauth, which fails with a server error on unexpected types."""

import json
import struct
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from fido2.webauthn import AuthenticationResponse, AuthenticatorAssertionResponse, RegistrationResponse

from threatmodel.api.validation import unstorable

_PREFIX = "/_allauth/"
_NOT_JSON = "The request is not a JSON object."
_WRONG_CREDENTIAL = "This is not a response of a security key."
_REGISTERING = ("/authenticators/webauthn", "/webauthn/signup")
_PASSWORDLESS: Final = "/auth/webauthn/login"
# What fido2 decodes of a credential.
_ENCODED: Final = ("clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle")
_PASSKEY_NAME_LENGTH = 100  # which allauth checks when a passkey is renamed, not when it is added
_LONG_NAME = f"Ensure this value has at most {_PASSKEY_NAME_LENGTH} characters."


_OF_ACCOUNT = "/_allauth/browser/v1/account/"  # its password, second factors and addresses
_SESSIONS = "/_allauth/browser/v1/auth/sessions"  # of an account, with addresses and programs
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_SHARED = "This demo account is shared, so it cannot be changed."


class SharedAccountCheck:
    """Keeps visitors with the published demo login from changing it, and out of each other's sessions."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        concerned = request.path.startswith((_OF_ACCOUNT, _SESSIONS))
        if not concerned or not getattr(request.user, "is_demo", False):
            return self.get_response(request)
        # What a passkey is to consist of is refused as well: browsers would make one that is not taken.
        if request.method not in _SAFE or request.path.endswith(_REGISTERING):
            errors = [{"message": _SHARED, "code": "shared_account"}]
            return JsonResponse({"status": 403, "errors": errors}, status=403)
        response = self.get_response(request)
        return _own_session(response) if request.path.startswith(_SESSIONS) else response


class AccountRequestCheck:
    """Answers 400 with the field, in allauth's form, before allauth reads the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        faults = _faults(request) if request.path.startswith(_PREFIX) and request.body else {}
        return _refusal(faults) if faults else self.get_response(request)


def _own_session(response: HttpResponse) -> HttpResponse:
    """The list of sessions with that of the visitor alone: the others are other people's."""
    if response.status_code != 200 or not response.content:
        return response
    listed = json.loads(response.content)
    listed["data"] = [one for one in listed["data"] if one["is_current"]]
    response.content = json.dumps(listed)
    return response


def _faults(request: HttpRequest) -> Mapping[str, str]:
    """Return errors by field; an empty name means the request as a whole."""
    try:
        data = json.loads(request.body)
    except (ValueError, RecursionError):
        return {"": _NOT_JSON}
    if not isinstance(data, dict):
        return {"": _NOT_JSON}
    odd = {name: " ".join(messages) for name, messages in unstorable(data).items()}
    if request.path.endswith(_REGISTERING) and len(str(data.get("name", ""))) > _PASSKEY_NAME_LENGTH:
        odd = {**odd, "name": _LONG_NAME}
    if "credential" in data and not _is_credential(data["credential"], request):
        return {**odd, "credential": _WRONG_CREDENTIAL}
    return odd


def _is_credential(value: Any, request: HttpRequest) -> bool:
    """Whether a value can be read as what a security key says, for a page of this host.

    allauth takes that for granted. fido2 makes as many bytes as a number in place of a text says, and accepts
    pages of hosts below the one that was asked.
    """
    registers = request.path.endswith(_REGISTERING)
    try:
        encoded = [value["rawId"], *(value["response"].get(part) or "" for part in _ENCODED)]
        if not all(isinstance(one, str) for one in encoded):
            return False
        if registers:
            return _is_of_host(RegistrationResponse.from_dict(value).response.client_data.origin, request)
        signed = AuthenticationResponse.from_dict(value).response
        return _is_of_host(signed.client_data.origin, request) and _is_verified(signed, request)
    except (TypeError, ValueError, LookupError, AttributeError, RecursionError, struct.error):
        return False


def _is_of_host(origin: str, request: HttpRequest) -> bool:
    return urlsplit(origin).hostname == urlsplit(f"//{request.get_host()}").hostname


def _is_verified(signed: AuthenticatorAssertionResponse, request: HttpRequest) -> bool:
    """Whether a passkey that signs in alone has verified its user.

    allauth keeps by session what it asked of a key, whatever it asked it for: another request may have made
    that optional.
    """
    return signed.authenticator_data.is_user_verified() or not request.path.endswith(_PASSWORDLESS)


def _refusal(faults: Mapping[str, str]) -> JsonResponse:
    errors = [
        {"message": message, "code": "invalid"} | ({"param": name} if name else {})
        for name, message in faults.items()
    ]
    return JsonResponse({"status": 400, "errors": errors}, status=400)
