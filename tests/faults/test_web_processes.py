"""A web server of several processes replaces one that dies, and leaves none behind."""

from pathlib import Path
from socket import socket
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.services import deployment, process
from tests.services.deployment import Server, Web
from tests.services.visitor import Visitor
from tests.waiting import wait_until


def _serving(web: Web) -> set[int]:
    """The processes that answer; the others are of Python's multiprocessing."""
    return {pid for pid in process.children_of(web.child.pid) if b"spawn_main" in _command(pid)}


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""  # it has ended


@pytest.mark.services
def test_processes_of_one_web_server_are_replaced_and_end_with_it(server: Server) -> None:
    with deployment.web_beside(server, processes=2) as web:
        visitor = Visitor(web.url)
        visitor.sign_up("processes@bulkhead.example")
        model = visitor.model("Media")
        wait_until(lambda: len(_serving(web)) == 2, within_s=60, what="both processes")
        first = _serving(web)

        process.kill_all([min(first)])

        wait_until(lambda: len(_serving(web) - {min(first)}) == 2, within_s=60, what="a new process")
        assert visitor.get(f"/api/models/{model}/")["name"] == "Media"
        left = _serving(web)
        web.kill()
        wait_until(lambda: not any(_command(pid) for pid in left), within_s=60, what="the end of all")


@pytest.mark.no_database
def test_one_process_that_does_everything_refuses_to_be_several(settings: Any) -> None:
    settings.EMBEDDED, settings.WEB_PROCESSES = True, 2

    with pytest.raises(CommandError, match="WEB_CONCURRENCY is 2, but without REDIS_URL"):
        call_command("serve")


@pytest.mark.no_database
def test_a_port_in_use_and_a_reload_are_refused(settings: Any) -> None:
    settings.EMBEDDED, settings.WEB_PROCESSES = False, 2

    with socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CommandError, match="is the port taken"):
            call_command("serve", "--port", str(taken.getsockname()[1]))
    with pytest.raises(CommandError, match="set WEB_CONCURRENCY to 1"):
        call_command("serve", "--reload")
