"""`manage.py serve`: the whole of Bulkhead in one process, or its web part where a worker runs elsewhere.

The web part alone runs in as many processes as WEB_CONCURRENCY says.
"""

import contextlib
import signal
import sys
import threading
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.utils import autoreload
from environs import validate

from threatmodel.config.celery import app as celery_app
from threatmodel.config.embedded_worker import EmbeddedWorker
from threatmodel.config.env_readers import env
from threatmodel.config.web_processes import SWITCH_S, serve_in_processes, several
from threatmodel.engine.library.loader import load_compiled_library
from threatmodel.engine.model.gc_control import freeze_heap
from threatmodel.jobs.services import jobs_release
from threatmodel.jobs.tasks import lost_jobs_dispatch

_SHUTDOWN_S = 3
_WEBSOCKET_FRAME_MAX_BYTES = (
    512 * 1024
)  # twice what client_messages.py takes: a batch a little too large is answered


class Command(BaseCommand):
    """Serve until SIGTERM or SIGINT."""

    help = "Serve Bulkhead on HOST and PORT; without REDIS_URL, background jobs run in the same process."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address from the command line, else from HOST and PORT."""
        parser.add_argument("--host", default=env.str("HOST", "127.0.0.1"))
        parser.add_argument(
            "--port", type=int, default=env.int("PORT", 8000, validate=validate.Range(0, 65535))
        )
        parser.add_argument("--reload", action="store_true", help="restart when a Python file changes")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check what a server needs, then run it."""
        if not settings.SECRET_KEY_LASTS:
            raise CommandError(
                f"{settings.VAR} is not writable, so the secret key would change with every "
                "start. Set SECRET_KEY, or BULKHEAD_VAR to a writable folder."
            )
        if settings.EMBEDDED and settings.WEB_PROCESSES > 1:
            raise CommandError(
                f"WEB_CONCURRENCY is {settings.WEB_PROCESSES}, but without REDIS_URL one process does "
                "everything. Set WEB_CONCURRENCY to 1, or REDIS_URL."
            )
        if options["reload"] and settings.WEB_PROCESSES > 1:
            raise CommandError("--reload serves from one process: set WEB_CONCURRENCY to 1.")
        if options["reload"]:
            autoreload.run_with_reloader(self._serve, options["host"], options["port"])
        else:
            self._serve(options["host"], options["port"])

    def _serve(self, host: str, port: int) -> None:
        if settings.WEB_PROCESSES > 1:
            self._serve_in_processes(host, port)
            return
        sys.setswitchinterval(SWITCH_S)
        config = server_config(host, port)
        config.load()  # the application with all it imports
        server = uvicorn.Server(config)
        _stop_on_signals()
        with _background_work():
            self._announce(host, port)
            # uvicorn shuts down on a signal, then raises it again; a failed start ends in SystemExit.
            with contextlib.suppress(KeyboardInterrupt, SystemExit):
                server.run()
        if not server.started:
            raise _not_listening(host, port)

    def _serve_in_processes(self, host: str, port: int) -> None:
        config = server_config(host, port, **several(settings.WEB_PROCESSES))
        try:
            listening = config.bind_socket()
        except SystemExit:  # uvicorn has logged why
            raise _not_listening(host, port) from None
        self._announce(host, port)
        if not serve_in_processes(config, listening):
            raise CommandError("Bulkhead did not start; the lines above say why.")

    def _announce(self, host: str, port: int) -> None:
        address = settings.PUBLIC_URL or f"http://{f'[{host}]' if ':' in host else host}:{port}"
        self.stdout.write(f"Bulkhead is running at {address}")
        if settings.DEMO:
            self.stdout.write(f"Demo login: {settings.DEMO_EMAIL}   password: {settings.DEMO_PASSWORD}")
        self.stdout.flush()


def _not_listening(host: str, port: int) -> CommandError:
    return CommandError(f"Bulkhead could not listen on {host}:{port}; is the port taken?")


@contextlib.contextmanager
def _background_work() -> Iterator[None]:
    """Run the worker and beat in this process, where no other process does; everything is loaded by now."""
    if not settings.EMBEDDED:
        freeze_heap()
        yield
        return
    jobs_release()  # no other process can run them
    load_compiled_library()  # before the first request
    freeze_heap()
    with EmbeddedWorker(celery_app):
        lost_jobs_dispatch.delay()
        yield


def _stop_on_signals() -> None:
    """Make SIGTERM unwind this process as Ctrl-C does, so that the worker is stopped as well."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)


def server_config(host: str, port: int, **processes: Any) -> uvicorn.Config:
    """Return how uvicorn serves Bulkhead; `processes` are further arguments of its Config."""
    return uvicorn.Config(
        **{"app": "threatmodel.config.asgi:application", **processes},
        host=host,
        port=port,
        ws="websockets-sansio",
        ws_max_size=_WEBSOCKET_FRAME_MAX_BYTES,
        ws_per_message_deflate=False,  # frames are small, and each would be compressed anew for each browser
        lifespan="on",
        log_config=None,  # settings.LOGGING
        access_log=False,
        server_header=False,
        proxy_headers=settings.PROXIES > 0,
        forwarded_allow_ips="*" if settings.PROXIES > 0 else None,
        timeout_graceful_shutdown=_SHUTDOWN_S,
    )
