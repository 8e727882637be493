"""What requests of tokens have beside others: figures of the rate limit, and idempotency keys."""

import hashlib
import re
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from threatmodel.api.view_authorization import authorized
from threatmodel.api_tokens.models import KEY_LENGTH, ApiToken, StoredResult
from threatmodel.api_tokens.services import (
    KeyBusy,
    KeyReused,
    TooManyKeys,
    result_begin,
    result_discard,
    result_store,
)

GetResponse = Callable[[HttpRequest], HttpResponse]
RESULT_BYTES_MOST: Final = 256 * 1024  # a longer response is not kept
_KEY: Final = re.compile(rf"[\x21-\x7e]{{1,{KEY_LENGTH}}}")
_HEADER: Final = "Idempotency-Key"
_RETRY_AFTER_S: Final = 2
_TOO_LONG: Final = (
    f"The request with this {_HEADER} was done, but its response is longer than "
    f"{RESULT_BYTES_MOST // 1024} KB and was not kept. Read what it changed."
)


class RateLimitHeaders:
    """Says how many requests a token has left (draft-ietf-httpapi-ratelimit-headers, in seconds)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        limit = getattr(request, "rate_limit", None)
        if limit is not None:
            response["RateLimit-Limit"] = str(limit.most)
            response["RateLimit-Remaining"] = str(limit.left)
            response["RateLimit-Reset"] = str(limit.reset_s)
        return response


class IdempotentRequests:
    """Answers the POST of a token that is sent again with the same `Idempotency-Key` as the first time.

    Only what succeeded is kept: what was refused has changed nothing, and its key can be used again. A POST
    that reads (`reading` of its view) is answered anew each time.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = request.headers.get(_HEADER)
        if key is None or request.method != "POST" or not _has_token(request):
            return self.get_response(request)
        if not _KEY.fullmatch(key):
            return _refused(400, f"{_HEADER}: use 1 to {KEY_LENGTH} visible ASCII characters.")
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        if "POST" in getattr(getattr(match.func, "cls", None), "reading", ()):
            return self.get_response(request)
        checked = authorized(request, match)
        if checked.refusal is not None:
            return checked.refusal
        token = checked.auth
        return (
            self._answer(request, token, key) if isinstance(token, ApiToken) else self.get_response(request)
        )

    def _answer(self, request: HttpRequest, token: ApiToken, key: str) -> HttpResponseBase:
        try:
            request_hash = _request_hash(request)
        except TooManyFilesSent:
            most = settings.DATA_UPLOAD_MAX_NUMBER_FILES
            return _refused(400, f"At most {most} files can be imported at once.")
        except RequestDataTooBig:
            return _refused(413, f"The request is too large for the header {_HEADER}: send it without.")
        except (MultiPartParserError, TooManyFieldsSent):
            return _refused(400, "The form cannot be read.")
        try:
            row, is_known = result_begin(token=token, key=key, request_hash=request_hash)
        except KeyReused as fault:
            return _refused(422, str(fault))
        except KeyBusy as fault:
            return _refused(409, str(fault), retry_after_s=_RETRY_AFTER_S)
        except TooManyKeys as fault:
            return _refused(429, str(fault), retry_after_s=3600)
        return _repeated(request, row) if is_known else self._first(request, row)

    def _first(self, request: HttpRequest, row: StoredResult) -> HttpResponse:
        response = self.get_response(request)
        if 200 <= response.status_code < 300:
            kept = response if _can_be_kept(response) else _refused(409, _TOO_LONG)
            content_type = kept.get("Content-Type", "")
            result_store(row=row, status=kept.status_code, content_type=content_type, body=kept.content)
        else:
            result_discard(row=row)
        return response


def _can_be_kept(response: HttpResponse) -> bool:
    return not response.streaming and len(response.content) <= RESULT_BYTES_MOST


def _repeated(request: HttpRequest, row: StoredResult) -> HttpResponseBase:
    checked = authorized(request, resolve(request.path_info), throttled=True)
    if checked.refusal is not None:
        return checked.refusal
    response = HttpResponse(bytes(row.body), status=row.status, content_type=row.content_type)
    if not row.content_type:
        del response["Content-Type"]
    response["Idempotency-Replayed"] = "true"
    return response


def _has_token(request: HttpRequest) -> bool:
    return request.headers.get("Authorization", "")[:7].lower() == "bearer "


def _request_hash(request: HttpRequest) -> str:
    """Return a hash of address and content. Of a form its parts count: boundaries differ between attempts."""
    digest = hashlib.sha256()

    def add(*parts: bytes | str) -> None:
        for part in parts:
            data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
            digest.update(len(data).to_bytes(8, "big"))
            digest.update(data)

    add(request.get_full_path(), request.content_type or "")
    if request.content_type != "multipart/form-data":
        add(request.body)
        return digest.hexdigest()
    for name, values in sorted(request.POST.lists()):
        add(name, *(str(value) for value in values))
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            add(name, file.name or "", str(file.size))
            for part in file.chunks():  # large files are not in memory
                digest.update(part)
            file.seek(0)
    return digest.hexdigest()


def _refused(status: int, detail: str, *, retry_after_s: int | None = None) -> HttpResponse:
    response = JsonResponse({"detail": detail}, status=status)
    if retry_after_s is not None:
        response["Retry-After"] = str(retry_after_s)
    return response
