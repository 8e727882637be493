"""What every test may ask for, and the rule that CI knows no skipped test.

A test that needs something the machine lacks calls ``pytest.skip``. With ``CI=true`` such a skip is a
failure: a green run then means that everything ran. The one exception is the corpus of third-party
manifests, which is not part of a clone; its absence is announced at the end of the run.
"""

import os
from collections.abc import Generator, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from tests.services import deployment, migrated
from tests.services.collection import collected_once
from threatmodel.engine.model.gc_control import gc_frozen

# The people of the tests are rows: without Django (`make test-engine`) there are none.
pytest_plugins = (
    ["tests.django_database", "tests.people", "tests.audit_triggers", "tests.shop_model", "tests.shared_rows"]
    if os.environ.get("DJANGO_SETTINGS_MODULE")
    else []
)

migrated.begin()  # before the workers start
# How long one example takes, and how long it takes to make some, depends on what else the machine does.
settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")

ROOT = Path(__file__).resolve().parent.parent
_SERVER_FILES = {
    "tests/api_tokens/test_push.py",
    "tests/backups/test_backups.py",
    "tests/client/test_client.py",
    "tests/config/test_mcp_endpoint.py",
    "tests/faults/test_bad_uploads.py",
    "tests/faults/test_large_models.py",
    "tests/faults/test_processes.py",
    "tests/faults/test_web_processes.py",
    "tests/security/test_secret_canaries.py",
}
CORPUS_ABSENT = "the corpus is not part of a clone"

_corpus_notices: set[str] = set()


def corpus_path() -> Path:
    """The folder of third-party manifests: BULKHEAD_CORPUS, else ../shared/corpus beside the checkout."""
    return Path(os.environ.get("BULKHEAD_CORPUS", ROOT.parent / "shared" / "corpus"))


class ServerScheduling(LoadFileScheduling):  # type: ignore[misc]  # published without types
    """Gives a worker a file at a time, and all that use the running server to one, so that one is started."""

    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        return "server" if file in _SERVER_FILES else file


@pytest.hookimpl(optionalhook=True)  # of xdist, which a run may leave out
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling | None:
    """Schedule so with `--dist loadfile`."""
    return ServerScheduling(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Collect the tests, and look for no garbage among them, then or later: they are many, and stay."""
    is_worker = hasattr(session.config, "workerinput")
    with collected_once(session.config.args) if is_worker else nullcontext(), gc_frozen():
        return (yield)


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The corpus of third-party manifests; the test is skipped with a notice when it is absent."""
    path = corpus_path()
    if not path.is_dir():
        pytest.skip(f"{CORPUS_ABSENT}: no folder {path}; set BULKHEAD_CORPUS to run this test")
    return path


@pytest.fixture(scope="session")
def database_url() -> str:
    """Address of the PostgreSQL server the tests may use, as `make test` starts one."""
    return _address("DATABASE_URL")


@pytest.fixture(scope="session")
def redis_url() -> str:
    """Address of the Redis server the tests may use, as `make test` starts one."""
    return _address("REDIS_URL")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[deployment.Server]:
    """A running Bulkhead: a team's processes where PostgreSQL and Redis are named, else the embedded one."""
    folder = tmp_path_factory.mktemp("bulkhead")
    database_url, redis_url = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    if database_url and redis_url:
        running = deployment.team(folder, database_url=database_url, redis_url=redis_url)
    else:
        running = deployment.embedded(folder)
    with running as started:
        yield started


def _address(name: str) -> str:
    url = os.environ.get(name, "")
    if not url:
        pytest.skip(f"{name} names no server; `make test` starts one")
    return url


def is_ci() -> bool:
    """Whether a missing part is a failure rather than a skip."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if not hasattr(report, "wasxfail"):
        _judge_skip(report)
    if report.failed:
        report.sections += _server_logs(item)
    return report


def _server_logs(item: pytest.Item) -> list[tuple[str, str]]:
    """The end of what the servers a test used have printed: a failure there explains the one here."""
    used: dict[str, object] = getattr(item, "funcargs", {})
    servers = {id(value): value for value in used.values() if isinstance(value, deployment.Server)}
    return [("log of Bulkhead", value.logs[-6000:]) for value in servers.values()]


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _judge_skip(report)
    return report


def _judge_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.outcome != "skipped":
        return
    reason = str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if CORPUS_ABSENT in reason:
        return
    if is_ci():
        report.outcome = "failed"
        report.longrepr = f"With CI=true a missing part is a failure: {reason}"


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and CORPUS_ABSENT in str(report.longrepr):
        _corpus_notices.add(report.nodeid)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which tests lacked the corpus."""
    if _corpus_notices:
        terminalreporter.section("corpus absent")
        terminalreporter.line(
            f"{len(_corpus_notices)} tests were skipped: {CORPUS_ABSENT}. No folder {corpus_path()}; "
            "set BULKHEAD_CORPUS to a copy to run them."
        )
