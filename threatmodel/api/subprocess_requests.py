"""Answers requests in child processes (subprocess_worker.py), with a limit on time and memory."""

import multiprocessing
from collections.abc import Mapping
from functools import lru_cache
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any, Final

import structlog
from django.conf import settings
from django.db import OperationalError
from django.http import HttpResponse
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request

from threatmodel.api.errors import Busy
from threatmodel.api.file_lock_slots import SharedSlots
from threatmodel.api.subprocess_worker import (
    DATABASE_AWAY,
    FAILED,
    TOO_MUCH_MEMORY,
    SubprocessRequest,
    respond,
)
from threatmodel.api.team_semaphore import TeamSemaphore

TIME_S: Final = 60
_KILL_TIMEOUT_S: Final = 5
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


def respond_in_subprocess(request: Request) -> HttpResponse:
    """Return the response of the view in a child process. Raises TookTooLong, ValidationError."""
    receiving, sending = _context().Pipe(duplex=False)
    environ = _environ(request)
    memory = settings.LARGE_READ_MEMORY_BYTES
    process = _context().Process(
        target=respond,
        args=(sending, environ, request._request.body, request.user.pk, memory),  # noqa: SLF001 (as above)
        daemon=True,
    )
    with receiving:
        with sending:
            process.start()
        try:
            return _received(receiving)
        finally:
            _kill(process)


@lru_cache(maxsize=1)
def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([respond.__module__])
    return context


def _environ(request: Request) -> Mapping[str, str]:
    kept = {name: value for name, value in request.META.items() if isinstance(value, str)}
    in_bytes = {
        name: kept[name].encode().decode("latin-1") for name in ("PATH_INFO", "QUERY_STRING")
    }  # PEP 3333
    return {**kept, **in_bytes, "wsgi.url_scheme": request.scheme or "http"}


def _received(receiving: Connection) -> HttpResponse:
    try:
        if not receiving.poll(TIME_S):
            log.warning("large_read_stopped", reason="time")
            raise TookTooLong
        result: Any = receiving.recv()
        if result == TOO_MUCH_MEMORY:
            raise ValidationError({"detail": _too_much_memory()})
        if result == DATABASE_AWAY:
            raise OperationalError("the worker process could not reach the database")
        if result == FAILED:
            raise RuntimeError("the worker process failed; see the log")
        status, headers = result
        return HttpResponse(receiving.recv_bytes(), status=status, headers=headers)
    except EOFError as fault:
        log.warning("large_read_stopped", reason="ended")
        raise TookTooLong from fault


def _too_much_memory() -> str:
    megabytes = settings.LARGE_READ_MEMORY_BYTES // 1024**2
    return (
        f"The request needs more than {megabytes:,} MB of memory. Split the model, or ask the "
        "operator to raise BULKHEAD_LARGE_READ_MEMORY_MB."
    )


def _kill(process: Any) -> None:
    process.kill()  # does nothing when it has ended
    process.join(_KILL_TIMEOUT_S)
    process.close()
