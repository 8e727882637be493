"""Child processes that never outlive the one who started them."""

import contextlib
import ctypes
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
RUN_FOLDER = "BULKHEAD_TEST_RUN"  # names the folder that the processes of a test run share
_PORTS = (15_000, 32_000)  # Linux takes those of connections from 32768 on
_CHANCE = random.SystemRandom()


class NotStarted(RuntimeError):
    """A server process could not be started."""


@dataclass(frozen=True, slots=True)
class Account:
    """The operating system user a server runs as; None means the present one."""

    name: str | None
    uid: int
    gid: int


def unprivileged_account(*preferred: str) -> Account:
    """The first existing user of `preferred` when we are root (PostgreSQL refuses root), else ourselves."""
    if os.getuid() != 0:
        return Account(None, os.getuid(), os.getgid())
    for name in preferred:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise NotStarted(f"none of the users {', '.join(preferred)} exists")


def find_program(name: str, *folders: str) -> str:
    """Path of a program on the PATH or in one of the glob patterns, the highest version first."""
    if found := shutil.which(name):
        return found
    candidates = sorted((path for folder in folders for path in Path("/").glob(folder)), reverse=True)
    for folder_path in candidates:
        if (folder_path / name).exists():
            return str(folder_path / name)
    raise NotStarted(f"{name} is not installed")


def free_port() -> int:
    """A loopback port that was free a moment ago; no connection and no other server of the run is given it.

    The system gives connections other ports, and the processes of a test run tell each other which they have
    taken: a server takes seconds to start, and another one that starts meanwhile would answer for it.
    """
    while True:
        port = _CHANCE.randrange(*_PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            if _is_ours(port):
                return port


def _is_ours(port: int) -> bool:
    """Whether no process of this test run has taken the port before."""
    folder = Path(os.environ.get(RUN_FOLDER, "none"))
    if not folder.is_dir():
        return True
    try:
        (folder / f"port-{port}").touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def start(
    command: Sequence[str],
    *,
    log: Path,
    account: Account | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start a process that gets SIGTERM when this one dies, writing its output to `log`."""
    user = account.uid if account and account.name else None
    group = account.gid if account and account.name else None
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            user=user,
            group=group,
            extra_groups=[] if user is not None else None,
            env=dict(environment) if environment is not None else None,
            cwd=folder,
            preexec_fn=_die_with_parent,
        )


def stop(
    process: subprocess.Popen[bytes], *, with_signal: int = signal.SIGTERM, patience_s: float = 10
) -> None:
    """End a process, by force when it does not end in time."""
    if process.poll() is not None:
        return
    process.send_signal(with_signal)
    try:
        process.wait(timeout=patience_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def kill_with_children(process: subprocess.Popen[bytes]) -> None:
    """End a process and those it has started, as the end of a container does."""
    children = children_of(process.pid)
    process.kill()
    kill_all(children)
    process.wait()


def children_of(parent: int) -> list[int]:
    """The ids of the processes that a process has started and that still run."""
    tasks = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(child) for child in tasks.read_text().split()]


def kill_all(children: Sequence[int], *, within_s: float = 60) -> None:
    """Kill processes and return when all of them are gone."""
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    deadline = time.monotonic() + within_s
    while any(_runs(child) for child in children):
        if time.monotonic() > deadline:
            raise NotStarted("a killed process did not end")
        time.sleep(0.02)


def _runs(child: int) -> bool:
    try:
        return Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until(
    condition: Callable[[], bool],
    *,
    what: str,
    process: subprocess.Popen[bytes],
    log: Path,
    within_s: float = 600,
) -> None:
    """Return once `condition` holds.

    Raises NotStarted with the log's end when the process died or time ran out.
    """
    deadline = time.monotonic() + within_s
    while True:
        runs = process.poll() is None  # once it has ended, whoever answers is another one
        if runs and condition():
            return
        if not runs or time.monotonic() > deadline:
            tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
            raise NotStarted(f"{what} did not come up:\n{tail}")
        time.sleep(0.05)


def accepts_connections(port: int) -> bool:
    """Whether something listens on the loopback port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
