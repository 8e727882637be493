"""The database becomes unreachable and returns: requests fail at once, and everything recovers by itself."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.services import deployment
from tests.services.deployment import Server
from tests.services.postgres import Postgres, postgres_server
from tests.services.sessions import SignedIn, signed_in
from tests.waiting import wait_until

pytestmark = pytest.mark.services


@dataclass(frozen=True)
class Installation:
    """A team's processes on a PostgreSQL of their own, and somebody who is signed in."""

    server: Server
    database: Postgres
    people: SignedIn

    def ask(self, path: str) -> tuple[int, Any, str]:
        """Return status, headers and text of an answer, whatever it is."""
        request = urllib.request.Request(self.server.url + path, headers=self.people.header(0))
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.headers, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.headers, refusal.read().decode()

    @contextmanager
    def socket(self) -> Iterator[ClientConnection]:
        address = f"{self.server.url.replace('http', 'ws', 1)}/ws/models/{self.people.models[0]}/"
        with connect(
            address, origin=self.server.url, additional_headers=self.people.header(0), proxy=None
        ) as socket:  # type: ignore[call-overload]
            yield socket


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, redis_url: str) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("team")
    with (
        postgres_server() as database,
        deployment.team(folder, database_url=database.url, redis_url=redis_url) as server,
    ):
        yield Installation(server, database, signed_in(server, people=1))
        if not database.runs:
            database.start()


def heard(socket: ClientConnection, **wanted: Any) -> dict[str, Any]:
    """Return the next message that says this."""
    while True:
        message: dict[str, Any] = json.loads(socket.recv(timeout=60))
        if wanted.items() <= message.items():
            return message


def test_requests_are_answered_while_the_database_is_away_and_again_after(installation: Installation) -> None:
    assert installation.ask("/api/session/")[0] == 200

    installation.database.kill()

    for path in ("/api/session/", "/api/teams/", "/_allauth/browser/v1/auth/session"):
        status, headers, text = installation.ask(path)
        assert (status, headers["Retry-After"]) == (503, "2"), path
        assert json.loads(text)["code"] == "database-unreachable"
    status, _, page = installation.ask(f"/m/{installation.people.models[0]}/threats")
    assert status == 200
    assert '<div id="root">' in page
    assert installation.ask("/healthz")[0] == 200
    status, _, text = installation.ask("/readyz")
    assert (status, json.loads(text)) == (503, {"status": "unready", "database": False, "redis": True})

    installation.database.start()

    wait_until(lambda: installation.ask("/readyz")[0] == 200, what="the database being found again")
    assert installation.ask("/api/session/")[0] == 200


def test_open_connections_get_the_status_and_new_ones_are_closed_with_a_code(
    installation: Installation,
) -> None:
    with installation.socket() as socket:
        heard(socket, type="welcome")
        installation.database.kill()

        heard(socket, type="database", reachable=False)
        with installation.socket() as late, pytest.raises(ConnectionClosed, match="4503"):
            late.recv(timeout=60)

        installation.database.start()
        heard(socket, type="database", reachable=True)
    with installation.socket() as again:
        heard(again, type="welcome")
