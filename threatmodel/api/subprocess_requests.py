"""Answers requests in child processes (subprocess_pool.py), with a limit on time and memory."""

from collections.abc import Hashable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

import structlog
from django.conf import settings
from django.db import OperationalError
from django.http import HttpResponse
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request

from threatmodel.api.errors import Busy
from threatmodel.api.file_lock_slots import SharedSlots
from threatmodel.api.subprocess_pool import ChildProcess, ProcessEnded, ProcessPool
from threatmodel.api.subprocess_worker import DATABASE_AWAY, FAILED, TOO_MUCH_MEMORY, Call, SubprocessRequest
from threatmodel.api.team_semaphore import TeamSemaphore

TIME_S: Final = 60
_pool: Final = ProcessPool()
log = structlog.get_logger(__name__)


class TooManyLargeReads(Busy):
    """Too many large models are being read already; the client may try again."""

    default_detail = "Other large models are being read. Try again in a few seconds."
    wait = 3  # Retry-After, seconds: pages ask again by themselves


class TookTooLong(APIException):
    """The child process was killed, or has crashed."""

    status_code = 503
    default_detail = "The request exceeded its time limit. Try again later, or split the model."
    wait = 30


@lru_cache(maxsize=1)
def slots() -> TeamSemaphore:
    """Return the slots for large reads, which web processes that `serve` started together share."""
    folder = settings.WEB_PROCESSES_FOLDER
    shared = SharedSlots(Path(folder), settings.MAX_LARGE_READS) if folder else None
    return TeamSemaphore(settings.MAX_LARGE_READS, shared=shared)


def runs_in_subprocess(request: Request) -> bool:
    """Whether this is the child process that answers the request."""
    return isinstance(request._request, SubprocessRequest)  # noqa: SLF001 (DRF's name of Django's request)


def respond_in_subprocess(request: Request, *, subject: Hashable) -> HttpResponse:
    """Return the response of the view in a child process. Raises TookTooLong, ValidationError.

    The process then waits for the next request about the same subject. Where it cannot answer that, because
    it has ended or what it keeps takes the memory, a new one does.
    """
    call = Call(_environ(request), request._request.body, request.user.pk)  # noqa: SLF001 (as above)
    waiting = _pool.take(subject)
    if waiting is not None:
        try:
            return _answered(waiting, call, subject)
        except (ProcessEnded, _TooMuchMemory):
            log.info("large_read_repeated", path=request.path)
    try:
        return _answered(ChildProcess(settings.LARGE_READ_MEMORY_BYTES), call, subject)
    except ProcessEnded as fault:
        log.warning("large_read_stopped", reason="ended")
        raise TookTooLong from fault
    except _TooMuchMemory as fault:
        raise ValidationError({"detail": _too_much_memory()}) from fault


class _TooMuchMemory(Exception):
    """The process reached its limit."""


def _answered(process: ChildProcess, call: Call, subject: Hashable) -> HttpResponse:
    """The response of the process, which waits afterwards; it is ended where it fails."""
    try:
        response = _response_of(process, call)
    except BaseException:
        process.end()
        raise
    _pool.put(subject, process)
    return response


def _response_of(process: ChildProcess, call: Call) -> HttpResponse:
    try:
        result = process.call(call, timeout_s=TIME_S)
    except TimeoutError as fault:
        log.warning("large_read_stopped", reason="time")
        raise TookTooLong from fault
    if result == TOO_MUCH_MEMORY:
        raise _TooMuchMemory
    if result == DATABASE_AWAY:
        raise OperationalError("the worker process could not reach the database")
    if result == FAILED:
        raise RuntimeError("the worker process failed; see the log")
    status, headers = result
    return HttpResponse(process.content(), status=status, headers=headers)


def _environ(request: Request) -> Mapping[str, str]:
    kept = {name: value for name, value in request.META.items() if isinstance(value, str)}
    in_bytes = {
        name: kept[name].encode().decode("latin-1") for name in ("PATH_INFO", "QUERY_STRING")
    }  # PEP 3333
    return {**kept, **in_bytes, "wsgi.url_scheme": request.scheme or "http"}


def _too_much_memory() -> str:
    megabytes = settings.LARGE_READ_MEMORY_BYTES // 1024**2
    return (
        f"The request needs more than {megabytes:,} MB of memory. Split the model, or ask the "
        "operator to raise BULKHEAD_LARGE_READ_MEMORY_MB."
    )
