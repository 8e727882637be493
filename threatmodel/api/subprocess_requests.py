"""Answers GET requests in child processes (subprocess_worker.py), with a limit on time and memory."""

import multiprocessing
from collections.abc import Mapping
from functools import lru_cache
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from typing import Any, Final

import structlog
from django.conf import settings
from django.db import OperationalError
from django.http import HttpResponse
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request

from threatmodel.api.subprocess_worker import DATABASE_AWAY, FAILED, TOO_MUCH_MEMORY, RequestApart, answer
from threatmodel.api.team_semaphore import Places

TIME_S: Final = 60
_END_S: Final = 5
log = structlog.get_logger(__name__)


class Busy(APIException):
    """Too much is being read already; the client may ask again."""

    status_code = 429
    default_detail = "Other large models are being read. Try again in a few seconds."
    wait = 3  # Retry-After, seconds: pages ask again by themselves


class TookTooLong(APIException):
    """The process was ended, or ended by itself."""

    status_code = 503
    default_detail = "The request exceeded its time limit. Try again later, or split the model."
    wait = 30


@lru_cache(maxsize=1)
def places() -> Places:
    """Return the places of this process."""
    return Places(settings.LARGE_READS_MOST)


def is_apart(request: Request) -> bool:
    """Whether this is the process that answers the request, and nobody else."""
    return isinstance(request._request, RequestApart)  # noqa: SLF001 (DRF's name of Django's request)


def answer_apart(request: Request) -> HttpResponse:
    """Return what the view answers in a process of its own. Raises Busy, TookTooLong, ValidationError."""
    receiving, sending = _context().Pipe(duplex=False)
    environ = _environ(request)
    memory = settings.LARGE_READ_MEMORY_BYTES
    process = _context().Process(target=answer, args=(sending, environ, request.user.pk, memory), daemon=True)
    with receiving:
        with sending:
            process.start()
        try:
            return _received(receiving)
        finally:
            _end(process)


@lru_cache(maxsize=1)
def _context() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([answer.__module__])
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
        said: Any = receiving.recv()
        if said == TOO_MUCH_MEMORY:
            raise ValidationError({"detail": _too_much_memory()})
        if said == DATABASE_AWAY:
            raise OperationalError("the worker process could not reach the database")
        if said == FAILED:
            raise RuntimeError("the worker process failed; see the log")
        status, headers = said
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


def _end(process: Any) -> None:
    process.kill()  # does nothing where it has ended
    process.join(_END_S)
    process.close()
