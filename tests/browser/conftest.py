"""A browser, a running Bulkhead in both of its modes, and pages that fail the test when they log an error."""

import os
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

from tests.browser.chromium import PATIENCE_MS, NoChromium, chromium
from tests.browser.profiles import close_profiles, profile
from tests.browser.shared_model import SharedModel, shared_model
from tests.services import deployment

RESULTS = Path("test-results")
MODES = ("embedded", "team")
# Every page, everything that opens over one, and many drawings: begun late, they would be waited for.
LONG_FILES = {"test_accessibility", "test_overlays", "test_drawing_with_the_mouse"}
expect.set_options(timeout=PATIENCE_MS)


class ModeScheduling(LoadScopeScheduling):  # type: ignore[misc]  # published without types
    """Gives a worker files of the mode whose processes it has started, the long ones first.

    Once none is left it takes those of the other mode.
    """

    def _split_scope(self, nodeid: str) -> str:
        file, _, name = nodeid.partition("::")
        return f"{_mode(name)} {Path(file).stem}"

    def _assign_work_unit(self, node: WorkerController) -> None:
        given = [_mode_of(scopes) for worker, scopes in self.assigned_work.items() if worker is not node]
        mode = _mode_of(self.assigned_work[node]) or min(MODES, key=given.count)
        scope = min(self.workqueue, key=lambda scope: (not scope.startswith(mode), _is_short(scope)))
        self.workqueue.move_to_end(scope, last=False)
        super()._assign_work_unit(node)


def _mode(name: str) -> str:
    return "team" if name.endswith(("[team]", "-team]")) else "embedded"


def _mode_of(scopes: Collection[str]) -> str:
    """Return the mode in which a worker began; nothing before its first file."""
    return next(iter(scopes)).partition(" ")[0] if scopes else ""


def _is_short(scope: str) -> bool:
    return scope.partition(" ")[2] not in LONG_FILES


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling | None:
    """Schedule by mode with `--dist loadscope`."""
    return ModeScheduling(config, log) if config.getvalue("dist") == "loadscope" else None


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    try:
        with chromium() as started:
            yield started
            close_profiles(started)
    except NoChromium as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session", params=MODES)
def live(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[deployment.Server]:
    """A running Bulkhead: one process on SQLite, then the deployment's processes on PostgreSQL and Redis.

    What is about the page alone asks for one of them, so that each mode has as much to do.
    """
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "embedded":
        running = deployment.embedded(folder)
    else:
        addresses = {name: os.environ.get(name, "") for name in ("DATABASE_URL", "REDIS_URL")}
        if not all(addresses.values()):
            pytest.skip("DATABASE_URL and REDIS_URL name no servers; `make test` starts them")
        running = deployment.team(
            folder, database_url=addresses["DATABASE_URL"], redis_url=addresses["REDIS_URL"]
        )
    with running as started:
        yield started


@pytest.fixture
def shared(browser: Browser, live: deployment.Server) -> Iterator[SharedModel]:
    """A model that several people open, each in a browser of their own."""
    with shared_model(browser, live) as shared:
        yield shared


@pytest.fixture
def page(request: pytest.FixtureRequest, browser: Browser, live: deployment.Server) -> Iterator[Page]:
    """A page of an empty profile. Errors of its scripts fail the test; a failed test leaves a picture."""
    with profile(browser, base_url=live.url) as context:
        yield from _watched(context.new_page(), request, live)


def _watched(fresh: Page, request: pytest.FixtureRequest, live: deployment.Server) -> Iterator[Page]:
    faults: list[str] = []
    fresh.on("pageerror", lambda error: faults.append(f"uncaught: {error}"))
    fresh.on("console", lambda message: _note(message, faults))
    failed_before = request.session.testsfailed
    yield fresh
    if request.session.testsfailed > failed_before:
        RESULTS.mkdir(exist_ok=True)
        name = "".join(letter if letter.isalnum() else "-" for letter in request.node.name)
        fresh.screenshot(path=RESULTS / f"{name}.png")
        (RESULTS / f"{name}.log").write_text(live.logs)
    assert faults == [], "the page logged errors"


def _note(message: ConsoleMessage, faults: list[str]) -> None:
    # Chromium reports every 4xx answer as an error; the tests of refusals provoke them.
    if message.type == "error" and "Failed to load resource" not in message.text:
        faults.append(message.text)
