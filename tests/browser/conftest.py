"""A browser, a running Bulkhead in both of its modes, and pages that fail the test when they log an error."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.browser.chromium import NoChromium, chromium, new_context
from tests.browser.shared_model import SharedModel, shared_model
from tests.services import deployment

RESULTS = Path("test-results")
LONG_FILES = {"test_accessibility", "test_overlays"}  # every page, and everything that opens over one
# A machine that runs other things besides needs its time; what never comes still fails.
expect.set_options(timeout=15_000)


class ModeScheduling(LoadScopeScheduling):  # type: ignore[misc]  # published without types
    """Gives each worker tests of one mode, whose processes it starts once; long files are apart."""

    def _split_scope(self, nodeid: str) -> str:
        file, _, name = nodeid.partition("::")
        mode = "team" if name.endswith(("[team]", "-team]")) else "embedded"
        return f"{mode} {file if Path(file).stem in LONG_FILES else ''}"


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling | None:
    """Schedule by mode with `--dist loadscope`."""
    return ModeScheduling(config, log) if config.getvalue("dist") == "loadscope" else None


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    try:
        with chromium() as started:
            yield started
    except NoChromium as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session", params=["embedded", "team"])
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
    """A page of a fresh profile. Errors of its scripts fail the test; a failed test leaves a picture."""
    context = new_context(browser, base_url=live.url)
    fresh = context.new_page()
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
    context.close()
    assert faults == [], "the page logged errors"


def _note(message: ConsoleMessage, faults: list[str]) -> None:
    # Chromium reports every 4xx answer as an error; the tests of refusals provoke them.
    if message.type == "error" and "Failed to load resource" not in message.text:
        faults.append(message.text)
