"""Bulkhead itself as child processes: the embedded one, and the four that docker-compose.yml names.

The commands of web, worker, beat and migrate are read from docker-compose.yml, so that what the tests start
is what the compose file starts. Only the address and the places of files differ.
"""

import os
import secrets
import shlex
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import redis
import yaml

from tests.services import commands, migrated, process

ROOT = Path(__file__).resolve().parents[2]
_BIN = Path(sys.executable).parent


@dataclass(frozen=True, slots=True)
class Server:
    """A running Bulkhead and what a test may look into."""

    url: str
    folder: Path  # logs, and the data of the embedded mode
    environment: Mapping[str, str]
    processes: Mapping[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def logs(self) -> str:
        """Everything the processes have printed so far."""
        return "\n".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))

    def manage(self, *arguments: str) -> str:
        """Run a management command against the same database and return its standard output."""
        return commands.manage(arguments, environment=self.environment)


@contextmanager
def embedded(folder: Path, *, demo: bool = False) -> Iterator[Server]:
    """Run `manage.py serve` on SQLite in `folder`, as `make run` does, with or without the demo."""
    port = process.free_port()
    environment = embedded_prepared(folder, demo=demo).environment
    command = [sys.executable, "manage.py", "serve", "--host", "127.0.0.1", "--port", str(port)]
    with ExitStack() as running:
        serve = _start(running, "serve", command, folder, environment)
        _wait_ready(port, serve, folder / "serve.log")
        yield Server(f"http://127.0.0.1:{port}", folder, environment, {"serve": serve})


def embedded_prepared(folder: Path, *, demo: bool = False) -> Server:
    """Make the database of the embedded mode in `folder`; nothing runs."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = _environment(BULKHEAD_VAR=str(folder / "var"), BULKHEAD_DEMO="0")
    migrated.sqlite(folder / "var", lambda var: _bootstrap(var, environment | {"BULKHEAD_VAR": str(var)}))
    if demo:
        environment["BULKHEAD_DEMO"] = "1"
        _bootstrap(folder, environment)
    return Server("", folder, environment)


def _bootstrap(folder: Path, environment: Mapping[str, str]) -> None:
    _finish("bootstrap", [sys.executable, "manage.py", "bootstrap"], folder, environment)


@contextmanager
def team(folder: Path, *, database_url: str, redis_url: str, web_processes: int = 1) -> Iterator[Server]:
    """Run the commands of docker-compose.yml against a database of their own on the given servers."""
    port = process.free_port()
    with (
        team_prepared(folder, database_url=database_url, redis_url=redis_url) as made,
        ExitStack() as running,
    ):
        environment = {**made.environment, "WEB_CONCURRENCY": str(web_processes)}
        places = {"--host": "127.0.0.1", "--port": str(port), "--schedule": str(folder / "schedule")}
        started = {
            name: _start(running, name, compose_command(name, **places), folder, environment)
            for name in ("worker", "beat", "web")
        }
        _wait_ready(port, started["web"], folder / "web.log")
        yield Server(f"http://127.0.0.1:{port}", folder, environment, started)


@contextmanager
def team_prepared(folder: Path, *, database_url: str, redis_url: str) -> Iterator[Server]:
    """Make a database of our own on the given servers; nothing of Bulkhead runs."""
    template = team_template(folder, database_url=database_url, redis_url=redis_url)
    own_redis = _own_redis_database(redis_url)
    with migrated.postgresql(database_url, template) as own_url:
        yield Server("", folder, _team_environment(folder, own_url, own_redis))


def team_template(folder: Path, *, database_url: str, redis_url: str) -> str:
    """Return the name of a database on the given server, which the migrations of a deployment have made."""
    folder.mkdir(parents=True, exist_ok=True)

    def migrate(url: str) -> None:
        _finish("migrate", compose_command("migrate"), folder, _team_environment(folder, url, redis_url))

    return migrated.template(database_url, migrate)


def _team_environment(folder: Path, database_url: str, redis_url: str) -> dict[str, str]:
    return _environment(
        BULKHEAD_VAR=str(folder / "var"),
        BULKHEAD_INSECURE_HTTP="1",
        DATABASE_URL_FILE=_secret(folder, "database_url", database_url),
        REDIS_URL_FILE=_secret(folder, "redis_url", redis_url),
        SECRET_KEY_FILE=_secret(folder, "secret_key", secrets.token_urlsafe(48)),
    )


@dataclass(slots=True)
class Web:
    """One more web server of a deployment; a test may kill it and start it again at the same address."""

    port: int
    folder: Path
    environment: Mapping[str, str]
    child: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """End it as a power cut would."""
        self.child.kill()
        self.child.wait()

    def start_again(self) -> None:
        """Start it anew once it was killed; returns when it answers."""
        self.child = _start_web(self.port, self.folder, self.environment)


@contextmanager
def web_beside(server: Server, *, processes: int = 1) -> Iterator[Web]:
    """Run one more web server beside those of a deployment, on the same database and broker."""
    port = process.free_port()
    # Killed servers leave their folder of shared files behind.
    environment = {**server.environment, "WEB_CONCURRENCY": str(processes), "TMPDIR": str(server.folder)}
    web = Web(port, server.folder, environment, _start_web(port, server.folder, environment))
    try:
        yield web
    finally:
        process.stop(web.child, with_signal=signal.SIGTERM, patience_s=20)


def _start_web(port: int, folder: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    command = compose_command("web", **{"--host": "127.0.0.1", "--port": str(port)})
    log = folder / f"web-{port}.log"
    child = process.start(command, log=log, environment=environment, folder=ROOT)
    _wait_ready(port, child, log)
    return child


def compose_command(service: str, **places: str) -> list[str]:
    """The command of a service of docker-compose.yml, its program taken from our virtual environment.

    `places` gives other values to options of the form `--option=value`.
    """
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    command = services[service]["command"]
    program, *arguments = shlex.split(command) if isinstance(command, str) else command
    moved = [_moved(argument, places) for argument in arguments]
    return [sys.executable if program == "python" else str(_BIN / program), *moved]


def _moved(argument: str, places: Mapping[str, str]) -> str:
    option, separator, _ = argument.partition("=")
    return f"{option}={places[option]}" if separator and option in places else argument


def _environment(**settings: str) -> dict[str, str]:
    """The environment of this process without any setting of Bulkhead but the given ones.

    All visitors of a test run share one network address, so that it may create many accounts; hashing their
    passwords takes no time (quick_settings.py). What Bulkhead sends requests to is on this machine.
    """
    ours = (
        "BULKHEAD_", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_", "PYTEST_", "EMAIL_",
        "WEB_CONCURRENCY", "HOST", "PORT",
    )  # fmt: skip
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    ours_for_tests = {
        "PYTHONUNBUFFERED": "1",
        "BULKHEAD_SIGNUP_RATE": "1000/m/ip",
        "BULKHEAD_WEBHOOK_NETWORKS": "127.0.0.0/8",
        "DJANGO_SETTINGS_MODULE": "tests.services.quick_settings",
    }
    return inherited | ours_for_tests | settings


def _secret(folder: Path, name: str, value: str) -> str:
    path = folder / name
    path.touch(mode=0o600)
    path.write_text(value)
    return str(path)


def _start(
    running: ExitStack, name: str, command: list[str], folder: Path, environment: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    child = process.start(command, log=folder / f"{name}.log", environment=environment, folder=ROOT)
    # SIGINT would ask a worker for a warm shutdown that waits for tasks; TERM is what an orchestrator sends.
    running.callback(process.stop, child, with_signal=signal.SIGTERM, patience_s=20)
    return child


def _finish(name: str, command: list[str], folder: Path, environment: Mapping[str, str]) -> None:
    log = folder / f"{name}.log"
    child = process.start(command, log=log, environment=environment, folder=ROOT)
    if child.wait(timeout=600) != 0:
        raise process.NotStarted(f"{name} failed:\n{log.read_text(errors='replace')[-3000:]}")


def _wait_ready(port: int, child: subprocess.Popen[bytes], log: Path) -> None:
    process.wait_until(lambda: _is_ready(port), what="Bulkhead", process=child, log=log)


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _own_redis_database(url: str) -> str:
    """The address of a database of Redis for one deployment: two would take each other's tasks."""
    with redis.Redis.from_url(url) as client:
        most = int(client.config_get("databases")["databases"]) - 1
        number = 1 + int(client.incr("bulkhead-test-databases")) % most
    own = urlunsplit(urlsplit(url)._replace(path=f"/{number}"))
    redis.Redis.from_url(own).flushdb()
    return own
