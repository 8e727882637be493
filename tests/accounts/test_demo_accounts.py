"""Demo accounts work only while the demo is on; their content stays."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tests.accounts.test_recovery_and_second_factor import log_in
from tests.people import PASSWORD, make_user
from tests.security.test_settings import TEAM, manage
from threatmodel.accounts.backends import AccountBackend
from threatmodel.accounts.models import Team, User
from threatmodel.accounts.password_reset import password_reset_key
from threatmodel.accounts.services import team_create
from threatmodel.administration.services import NotPossible
from threatmodel.audit.models import AuditEvent
from threatmodel.exports_and_deletions.services import account_delete


@pytest.fixture
def demo(db: None, settings: Settings) -> User:
    """The demo's account with its team, on a server where the demo is on."""
    settings.DEMO = True
    user = make_user("Demo")
    user.is_demo = True
    user.save()
    team_create(name="Demo", owner=user)
    return user


def test_the_demo_signs_in_while_it_is_on(client: Client, demo: User) -> None:
    assert log_in(client, demo.email) == 200
    assert client.get("/api/session/").json()["user"]["email"] == demo.email


def test_the_login_of_a_demo_that_is_off_is_refused(client: Client, demo: User, settings: Settings) -> None:
    settings.DEMO = False

    assert log_in(client, demo.email) >= 400

    assert client.get("/api/session/").json()["user"] is None
    assert Team.objects.filter(name="Demo").exists()


def test_a_session_of_the_demo_ends_with_it(client: Client, demo: User, settings: Settings) -> None:
    log_in(client, demo.email)

    settings.DEMO = False

    assert client.get("/api/session/").json()["user"] is None
    assert client.get("/api/teams/").status_code == 403
    assert AccountBackend().get_user(demo.pk) is None  # sockets ask the same


def test_a_new_password_does_not_open_a_demo_account_that_is_off(
    client: Client, demo: User, settings: Settings
) -> None:
    settings.DEMO = False
    body = {"key": password_reset_key(user=demo), "password": "another long phrase"}

    client.post("/_allauth/browser/v1/auth/password/reset", body, content_type="application/json")

    assert log_in(client, demo.email, "another long phrase") >= 400
    assert client.get("/api/session/").json()["user"] is None


def test_people_of_the_team_are_not_touched(client: Client, demo: User, settings: Settings) -> None:
    make_user("Dana")
    settings.DEMO = False

    assert log_in(client, "dana@example.com", PASSWORD) == 200


@pytest.mark.no_database
def test_check_deploy_warns_of_the_demo(tmp_path: Path) -> None:
    """Without the demo there is no warning at all: tests/security/test_settings.py."""
    on = manage(tmp_path, "check", "--deploy", **TEAM, BULKHEAD_DEMO="1")

    assert "bulkhead.W001" in on.stderr
    assert "BULKHEAD_DEMO=0" in on.stderr


def test_the_shared_account_cannot_be_changed(client: Client, demo: User) -> None:
    log_in(client, demo.email)
    account = "/_allauth/browser/v1/account"
    change = {"current_password": PASSWORD, "new_password": "another long phrase"}

    changed = client.post(f"{account}/password/change", change, content_type="application/json")
    code = {"code": "123456"}
    factor = client.post(f"{account}/authenticators/totp", code, content_type="application/json")

    assert (changed.status_code, factor.status_code) == (403, 403)
    assert "demo account" in changed.json()["errors"][0]["message"]
    with pytest.raises(NotPossible, match="demo account"):
        account_delete(user=demo)
    assert client.get(f"{account}/authenticators").status_code == 200
    assert log_in(Client(), demo.email) == 200


def test_visitors_of_the_shared_account_neither_see_nor_end_sessions_of_others(
    client: Client, demo: User
) -> None:
    sessions, other = "/_allauth/browser/v1/auth/sessions", Client()
    log_in(other, demo.email)
    theirs = other.get(sessions).json()["data"][0]["id"]
    log_in(client, demo.email)

    seen = client.get(sessions).json()["data"]
    ended = client.delete(sessions, {"sessions": [theirs]}, content_type="application/json")

    assert [one["is_current"] for one in seen] == [True]
    assert ended.status_code == 403
    assert other.get("/api/session/").json()["user"]["email"] == demo.email


def test_the_log_of_the_shared_team_has_no_addresses_of_visitors(client: Client, demo: User) -> None:
    log_in(client, demo.email)
    team = Team.objects.get(name="Demo")

    client.patch(f"/api/teams/{team.pk}/", {"name": "Renamed"}, content_type="application/json")

    events = AuditEvent.objects.filter(actor_id=demo.pk)
    assert events.filter(subject_id=str(team.pk)).exists()
    assert {event.address for event in events} == {""}
