"""A session ends when nothing is done in it, and after a fixed time whatever is done."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from tests.accounts.test_recovery_and_second_factor import log_in
from tests.people import People
from tests.security.test_settings import TEAM, manage, setting
from threatmodel.accounts.session_lifetime import SIGNED_IN_AT, ConnectionActivity
from threatmodel.accounts.session_monitor import MonitoredConnection, access_now, password_mark

IDLE = timedelta(hours=12)
MAX = timedelta(days=14)


@pytest.fixture
def vera_in(client: Client, cast: People, settings: Settings) -> Client:
    """A browser in which Vera has just signed in."""
    settings.SESSION_IDLE, settings.SESSION_MAX = IDLE, MAX
    assert log_in(client, "vera@example.com") == 200
    return client


def move_clock(client: Client, by: timedelta) -> None:
    """Make everything in the session of the browser that much older."""
    session = client.session
    row = Session.objects.get(session_key=session.session_key)
    data = row.get_decoded()
    data[SIGNED_IN_AT] -= by.total_seconds()
    row.session_data = Session.objects.encode(data)
    row.expire_date -= by
    row.save()


def is_in(client: Client, **headers: str) -> bool:
    return client.get("/api/session/", headers=headers).json()["user"] is not None


def ends_in(client: Client) -> timedelta:
    return Session.objects.get(session_key=client.session.session_key).expire_date - timezone.now()


def test_a_session_ends_when_nothing_is_done_in_it(vera_in: Client) -> None:
    move_clock(vera_in, IDLE + timedelta(seconds=1))

    assert not is_in(vera_in)
    assert vera_in.get("/api/teams/").status_code == 403


def test_what_is_done_keeps_it_going(vera_in: Client) -> None:
    for _ in range(5):
        move_clock(vera_in, IDLE * 0.9)
        assert is_in(vera_in)

    assert ends_in(vera_in) > IDLE * 0.9


def test_what_a_page_asks_by_itself_does_not_keep_it_going(vera_in: Client) -> None:
    move_clock(vera_in, IDLE * 0.9)

    assert is_in(vera_in, **{"X-Background": "1"})

    assert ends_in(vera_in) < IDLE * 0.2


def test_it_ends_after_a_fixed_time_whatever_is_done(vera_in: Client) -> None:
    steps = int(MAX / (IDLE * 0.9))
    for _ in range(steps):
        move_clock(vera_in, IDLE * 0.9)
        assert is_in(vera_in)
    move_clock(vera_in, IDLE * 0.9)

    assert not is_in(vera_in)


def test_requests_do_not_write_the_session_each_time(vera_in: Client) -> None:
    is_in(vera_in)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        for _ in range(5):
            is_in(vera_in)
    assert not [query for query in asked if not query["sql"].startswith("SELECT")]

    move_clock(vera_in, timedelta(minutes=10))
    with CaptureQueriesContext(connection) as asked:
        is_in(vera_in)
        is_in(vera_in)
    assert len([query for query in asked if query["sql"].startswith("UPDATE")]) == 1


def test_other_writes_to_the_session_do_not_make_it_longer_than_the_fixed_time(vera_in: Client) -> None:
    move_clock(vera_in, IDLE * 0.9)
    session = vera_in.session
    session[SIGNED_IN_AT] -= (MAX - IDLE * 0.95).total_seconds()
    session.save()

    assert ends_in(vera_in) <= IDLE * 0.1


def test_the_cookie_lasts_as_long_as_a_session_may(vera_in: Client, tmp_path: Path) -> None:
    assert setting(tmp_path, "SESSION_COOKIE_AGE")["SESSION_COOKIE_AGE"] == MAX.total_seconds()


def test_what_is_done_over_a_socket_keeps_it_going(vera_in: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    move_clock(vera_in, IDLE * 0.9)
    now = 1000.0
    monkeypatch.setattr("threatmodel.accounts.session_lifetime.time.monotonic", lambda: now)
    activity = ConnectionActivity(vera_in.session)
    assert not activity.is_due()
    now += 301

    assert activity.is_due()
    assert not activity.is_due()
    activity.extend_session()

    assert ends_in(vera_in) > IDLE * 0.9


def test_a_socket_never_wakes_a_session_that_has_ended(vera_in: Client) -> None:
    activity = ConnectionActivity(vera_in.session)
    key = vera_in.session.session_key
    move_clock(vera_in, IDLE + timedelta(seconds=1))

    activity.extend_session()

    assert Session.objects.get(session_key=key).expire_date < timezone.now()


async def _nothing() -> None: ...


def test_sockets_of_an_idle_session_are_signed_out(vera_in: Client, cast: People) -> None:
    monitored_connection = MonitoredConnection(
        user_id=cast.vera.pk,
        team_id=cast.team.pk,
        session_key=vera_in.session.session_key or "",
        role="viewer",
        password=password_mark(cast.vera.password),
        close=_nothing,
        sign_out=_nothing,
        send_role=lambda _role: None,
    )
    (before,) = access_now([monitored_connection])
    move_clock(vera_in, IDLE + timedelta(seconds=1))

    (after,) = access_now([monitored_connection])

    assert before is not None
    assert before.password == monitored_connection.password
    assert after is not None  # a member still: asked to sign in again, not told that there is nothing
    assert after.password != monitored_connection.password


@pytest.mark.no_database
@pytest.mark.parametrize("text", ["12", "a day", "-5m", "0s", "400d"])
def test_a_time_that_makes_no_sense_stops_the_start(tmp_path: Path, text: str) -> None:
    done = manage(tmp_path, "check", **TEAM, BULKHEAD_SESSION_IDLE=text)

    assert done.returncode != 0
    assert "BULKHEAD_SESSION_IDLE" in done.stderr.splitlines()[-1]
