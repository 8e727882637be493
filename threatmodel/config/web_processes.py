"""Several web processes on one address, for more than one core: uvicorn starts them anew when they end."""

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path
from socket import socket
from typing import Any, Final

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from threatmodel.engine.model.gc_control import freeze_heap

# Where another thread computes (a comparison, the embedded worker), one that asked the database waits this
# long before it goes on: an edit asks some twenty times, which took up to 140 ms with Python's 5 ms.
SWITCH_S: Final = 0.0005
_HUNG_AFTER_S: Final = 30
_SET_PARENT_DEATH_SIGNAL: Final = 1  # PR_SET_PDEATHSIG of prctl(2)


def several(processes: int) -> dict[str, Any]:
    """Return the arguments of uvicorn's Config for a number of processes."""
    return {
        "app": f"{__name__}:application",
        "factory": True,
        "workers": processes,
        "timeout_worker_healthcheck": _HUNG_AFTER_S,
    }


def serve_in_processes(config: uvicorn.Config, listening: socket) -> bool:
    """Serve until SIGTERM or SIGINT; return False where the application does not start.

    The processes also end when this one is killed.
    """
    with _shared_folder():
        supervisor = Multiprocess(config, sockets=[listening])
        supervisor.run()
    return all(one.exitcode != STARTUP_FAILURE for one in supervisor.processes)


def application() -> Any:
    """Return the application, in one of the processes."""
    sys.setswitchinterval(SWITCH_S)
    _end_with_parent()
    try:
        from threatmodel.config.asgi import application as loaded  # noqa: PLC0415 (it sets Django up)
    except Exception:  # noqa: BLE001 (the edge of the process)
        traceback.print_exc()  # nothing else is set up yet
        sys.exit(STARTUP_FAILURE)  # else it would be started again and again
    freeze_heap()
    return loaded


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is None or sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
    if os.getppid() != parent.pid:  # it has ended meanwhile
        sys.exit(1)


@contextlib.contextmanager
def _shared_folder() -> Iterator[None]:
    """Name a folder to the processes for what they share: slots of large reads, figures for Prometheus."""
    with tempfile.TemporaryDirectory(prefix="bulkhead-web-") as folder:
        figures = Path(folder) / "metrics"
        figures.mkdir()
        os.environ["BULKHEAD_WEB_PROCESSES_FOLDER"] = folder
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(figures)
        yield
