"""Administrators find people, disable them, sign them out and let them back in."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from rest_framework.test import APIClient

from tests.people import PASSWORD, People, client_of, make_user
from threatmodel.accounts.models import User
from threatmodel.administration.services import NotPossible, user_set_active, user_set_administrator
from threatmodel.audit.models import INSTANCE, AuditEvent

AUTH = "/_allauth/browser/v1/auth"


@pytest.fixture
def ada(cast: People) -> User:
    """An administrator who belongs to no team."""
    return user_set_administrator(user=make_user("Ada"), administrator=True)


@pytest.fixture
def admin(ada: User) -> APIClient:
    return client_of(ada)


def log_in(client: Client, email: str, password: str = PASSWORD) -> int:
    body = {"email": email, "password": password}
    return client.post(f"{AUTH}/login", body, content_type="application/json").status_code


def is_signed_in(client: Client) -> bool:
    return client.get("/api/session/").json()["user"] is not None


def last_event() -> AuditEvent:
    return AuditEvent.objects.filter(chain_id=INSTANCE).latest("number")


def run(*words: str) -> str:
    out = StringIO()
    call_command("users", *words, stdout=out)
    return out.getvalue()


def test_users_are_listed_with_teams_and_second_factor(admin: APIClient, cast: People) -> None:
    page = admin.get("/api/admin/users/", {"search": "bob"}).json()

    row = page["results"][0]
    assert page["count"] == 1
    assert row["email"] == "bob@example.com"
    assert (row["is_active"], row["is_administrator"], row["mfa"]) == (True, False, False)
    assert row["teams"] == [{"id": str(cast.team.pk), "name": "Platform", "role": "editor"}]


def test_the_list_costs_as_much_however_many_there_are(
    admin: APIClient, cast: People, django_assert_max_num_queries: object
) -> None:
    for number in range(20):
        make_user(f"p{number}")

    with django_assert_max_num_queries(5):  # type: ignore[operator]  # session, user, count, page, memberships
        assert admin.get("/api/admin/users/").json()["count"] == 26


def test_a_disabled_person_is_out_everywhere_at_once_and_stays_out(admin: APIClient, cast: People) -> None:
    browser = Client()
    log_in(browser, "bob@example.com")
    browser.get("/api/session/")

    answer = admin.patch(f"/api/admin/users/{cast.bob.pk}/", {"is_active": False})

    assert (answer.status_code, answer.json()["is_active"]) == (200, False)
    assert not is_signed_in(browser)
    assert log_in(Client(), "bob@example.com") != 200
    admin.patch(f"/api/admin/users/{cast.bob.pk}/", {"is_active": True})
    assert not is_signed_in(browser)
    assert log_in(Client(), "bob@example.com") == 200


def test_disabling_is_recorded_once(admin: APIClient, cast: People, ada: User) -> None:
    for _ in range(2):
        admin.patch(f"/api/admin/users/{cast.bob.pk}/", {"is_active": False})

    event = last_event()
    assert (event.action, event.actor_id, event.subject_label) == (
        "account.disabled",
        ada.pk,
        "bob@example.com",
    )
    assert AuditEvent.objects.filter(action="account.disabled").count() == 1


def test_sessions_are_ended_and_one_can_sign_in_again(admin: APIClient, cast: People) -> None:
    browsers = [Client(), Client()]
    for browser in browsers:
        log_in(browser, "bob@example.com")
        browser.get("/api/session/")

    answer = admin.post(f"/api/admin/users/{cast.bob.pk}/end-sessions/")

    assert answer.json() == {"ended": 2}
    assert not any(is_signed_in(browser) for browser in browsers)
    assert log_in(Client(), "bob@example.com") == 200


def test_a_reset_link_works_once_and_is_kept_nowhere(admin: APIClient, cast: People) -> None:
    link = admin.post(f"/api/admin/users/{cast.bob.pk}/reset-link/").json()["link"]
    key = link.partition("/reset-password/")[2]
    browser = Client()
    body = {"key": key, "password": "another long phrase"}

    first = browser.post(f"{AUTH}/password/reset", body, content_type="application/json")
    again = browser.post(f"{AUTH}/password/reset", body, content_type="application/json")

    assert (first.status_code in {200, 401}, again.status_code) == (True, 400)
    assert log_in(Client(), "bob@example.com", "another long phrase") == 200
    assert key not in str(list(AuditEvent.objects.values()))
    assert AuditEvent.objects.filter(action="password.reset_link_made").count() == 1


def test_what_would_lock_everybody_out_is_refused(admin: APIClient, ada: User, cast: People) -> None:
    own = admin.patch(f"/api/admin/users/{ada.pk}/", {"is_active": False})

    assert own.status_code == 400
    assert "your own account" in own.json()["detail"]
    with pytest.raises(NotPossible, match="last administrator"):
        user_set_active(user=ada, active=False)
    with pytest.raises(NotPossible, match="last administrator"):
        user_set_administrator(user=ada, administrator=False)
    user_set_active(user=cast.bob, active=False)
    assert admin.post(f"/api/admin/users/{cast.bob.pk}/reset-link/").status_code == 400


def test_nothing_else_of_an_account_can_be_changed(admin: APIClient, cast: People) -> None:
    for body in ({"is_administrator": True}, {"email": "x@example.com"}, {}, {"is_active": None}):
        assert admin.patch(f"/api/admin/users/{cast.bob.pk}/", body).status_code == 400


def test_an_administrator_sees_no_team_they_do_not_belong_to(admin: APIClient, cast: People) -> None:
    assert admin.get(f"/api/teams/{cast.team.pk}/").status_code == 404
    assert admin.get(f"/api/teams/{cast.team.pk}/audit-events/").status_code == 404
    assert admin.get("/api/session/").json()["user"]["is_administrator"] is True
    assert client_of(cast.bob).get("/api/session/").json()["user"]["is_administrator"] is False


def test_the_log_of_the_instance_is_theirs(admin: APIClient, cast: People) -> None:
    log_in(Client(), "bob@example.com")

    rows = admin.get("/api/admin/audit-events/", {"action": "session.signed_in"}).json()["results"]

    assert [row["subject_label"] for row in rows] == ["bob@example.com"]


def test_the_command_does_the_same_and_says_so(cast: People) -> None:
    assert "is an administrator" in run("make-admin", "ALICE@example.com")
    assert "alice@example.com\tsigned in never\tadministrator\tPlatform (owner)" in run("list", "alice")
    assert "disabled and signed out" in run("disable", "bob@example.com")
    assert "is enabled" in run("enable", "bob@example.com")
    assert "signed out of 0 sessions" in run("end-sessions", "bob@example.com")
    assert "/reset-password/" in run("reset-link", "bob@example.com")

    events = AuditEvent.objects.filter(chain_id=INSTANCE)
    assert {event.via for event in events} == {"command"}
    with pytest.raises(CommandError, match="last administrator"):
        run("remove-admin", "alice@example.com")
    with pytest.raises(CommandError, match="users list"):
        run("disable", "nobody@example.com")
