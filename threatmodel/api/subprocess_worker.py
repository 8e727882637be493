"""The child process that answers requests for subprocess_requests.py; it is forked with everything loaded.

Reading a whole model takes seconds of processor time and hundreds of megabytes. A child process takes no time
from other requests; its memory has a limit and is returned when it ends. After a response it waits a while:
the next request about the same model finds what this one has loaded (kept_results.py).
"""

import gzip
import io
import os
import resource
import signal
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import Any, Final, NamedTuple

import django
import structlog
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.handlers.wsgi import WSGIRequest
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.template.response import SimpleTemplateResponse
from django.urls import get_resolver, resolve

from threatmodel.api.kept_results import kept_results
from threatmodel.engine.library.loader import load_compiled_library
from threatmodel.engine.model.gc_control import gc_paused

if not apps.ready:  # preloaded by the fork server
    django.setup()
    get_resolver().url_patterns  # noqa: B018 (imports every view)
    load_compiled_library()

IDLE_S: Final = 60.0  # for which it waits for the next request
_NICENESS: Final = 10  # edits have priority
_GZIP_LEVEL: Final = 1  # a tenth of the size in a tenth of the time of the response
TOO_MUCH_MEMORY: Final = "memory"
DATABASE_AWAY: Final = "database"
FAILED: Final = "failed"
log = structlog.get_logger(__name__)


class Call(NamedTuple):
    """A request as it is handed to the process."""

    environ: Mapping[str, str]
    body: bytes
    user_id: Any


class SubprocessRequest(WSGIRequest):
    """A request that is answered in a child process."""


def serve(link: Connection, memory_bytes: int) -> None:
    """Answer the calls that come over the link, until none comes for a while or its other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends this process
    os.nice(_NICENESS)
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    connection.settings_dict["OPTIONS"].pop("pool", None)  # the process needs one connection
    kept_results.switch_on()
    try:
        while link.poll(IDLE_S):
            with gc_paused():  # what a request loads is many objects without cycles
                respond(link, link.recv())
    except (EOFError, ConnectionError):
        return


def respond(link: Connection, call: Call) -> None:
    """Send (status, headers) and the content of the response; after a failure one word with the reason."""
    try:
        status, headers, content = _response(*call)
    except MemoryError:
        link.send(TOO_MUCH_MEMORY)
    except (OperationalError, InterfaceError):
        link.send(DATABASE_AWAY)
    except Exception:
        log.exception("large_read_failed", path=call.environ.get("PATH_INFO"))
        link.send(FAILED)
    else:
        link.send((status, headers))
        link.send_bytes(content)


def _response(environ: Mapping[str, str], body: bytes, user_id: Any) -> tuple[int, dict[str, str], bytes]:
    request = SubprocessRequest({**environ, "wsgi.input": io.BytesIO(body)})
    request.user = get_user_model().objects.get(pk=user_id)
    request.resolver_match = found = resolve(request.path_info)
    response: HttpResponse = found.func(request, *found.args, **found.kwargs)
    if isinstance(response, SimpleTemplateResponse):  # answers of the API are rendered late
        response.render()
    connection.close()
    headers = dict(response.items())
    if "gzip" not in environ.get("HTTP_ACCEPT_ENCODING", ""):
        return response.status_code, headers, response.content
    headers |= {
        "Content-Encoding": "gzip",
        "Vary": f"{headers.get('Vary', '')}, Accept-Encoding".lstrip(", "),
    }
    return response.status_code, headers, gzip.compress(response.content, _GZIP_LEVEL)
