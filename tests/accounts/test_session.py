"""GET /api/session/: who is signed in."""

import pytest
from django.conf import settings
from django.test import Client
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.people import PASSWORD, People
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership, Team, User

SIGNUP = "/_allauth/browser/v1/auth/signup"
LOGIN = "/_allauth/browser/v1/auth/login"
SESSION = "/_allauth/browser/v1/auth/session"


def test_signed_out_is_200_with_nulls_and_a_csrf_cookie(nobody: APIClient, db: None) -> None:
    response = nobody.get("/api/session/")

    assert response.status_code == 200
    assert response.json() == {
        "user": None,
        "teams": [],
        "demo": None,
        "imports": {"max_bytes": 24 * 1024 * 1024, "max_files": 500},
        "mail": False,
        "signup": {"mode": "open", "domains": []},
    }
    assert "csrftoken" in response.cookies
    assert response["Cache-Control"] == "no-store"


def test_member_sees_their_teams_and_roles(bob: APIClient, cast: People) -> None:
    session = bob.get("/api/session/").json()

    assert session["user"] == {
        "id": str(cast.bob.pk),
        "name": "Bob",
        "email": "bob@example.com",
        "is_administrator": False,
    }
    assert session["teams"] == [
        {
            "id": str(cast.team.pk),
            "name": "Platform",
            "slug": cast.team.slug,
            "role": "editor",
            "locked": False,
        }
    ]


def test_people_change_the_name_team_mates_see(bob: APIClient, cast: People) -> None:
    response = bob.patch("/api/session/", {"name": "Bob Bell"})

    assert response.status_code == 200
    assert response.json()["user"]["name"] == "Bob Bell"
    cast.bob.refresh_from_db()
    assert cast.bob.name == "Bob Bell"


@pytest.mark.parametrize("name", ["", "   ", "x" * 500])
def test_a_name_that_is_none_is_refused(bob: APIClient, name: str) -> None:
    response = bob.patch("/api/session/", {"name": name})

    assert response.status_code == 400
    assert "name" in response.json()


def test_a_name_cannot_be_changed_while_signed_out(nobody: APIClient, db: None) -> None:
    assert nobody.patch("/api/session/", {"name": "Mallory"}).status_code == 403


def test_the_demo_login_is_shown_on_demo_installations_only(
    nobody: APIClient, db: None, settings: Settings
) -> None:
    settings.DEMO = True

    demo = nobody.get("/api/session/").json()["demo"]

    assert demo == {"email": settings.DEMO_EMAIL, "password": settings.DEMO_PASSWORD}


def test_signing_up_signs_in_and_makes_a_first_team(client: Client, db: None) -> None:
    response = client.post(
        SIGNUP,
        {"email": "Dana@Example.com", "password": "a long enough phrase", "name": "Dana"},
        content_type="application/json",
    )

    assert response.status_code == 200, response.content
    user = User.objects.get(email="dana@example.com")
    assert Membership.objects.get(user=user).role == Role.OWNER
    session = client.get("/api/session/").json()
    assert session["user"]["name"] == "Dana"
    assert [team["name"] for team in session["teams"]] == ["Dana's team"]


def test_without_a_name_people_are_called_by_their_address(client: Client, db: None) -> None:
    client.post(
        SIGNUP,
        {"email": "erin@example.com", "password": "a long enough phrase"},
        content_type="application/json",
    )

    assert client.get("/api/session/").json()["user"]["name"] == "erin"


@pytest.mark.parametrize("password", ["short", "password123", "1234567890"])
def test_weak_passwords_are_refused_and_nothing_is_written(client: Client, db: None, password: str) -> None:
    response = client.post(
        SIGNUP, {"email": "dana@example.com", "password": password}, content_type="application/json"
    )

    assert response.status_code == 400
    assert not User.objects.exists()
    assert not Team.objects.exists()


def test_an_address_signs_up_once_whatever_its_case(client: Client, cast: People) -> None:
    response = client.post(
        SIGNUP,
        {"email": "ALICE@example.com", "password": "a long enough phrase"},
        content_type="application/json",
    )

    assert response.status_code == 400
    assert User.objects.filter(email__iexact="alice@example.com").count() == 1


def test_login_and_logout(client: Client, cast: People) -> None:
    login = client.post(
        LOGIN, {"email": "alice@example.com", "password": PASSWORD}, content_type="application/json"
    )
    assert login.status_code == 200
    assert client.get("/api/session/").json()["user"]["name"] == "Alice"

    logout = client.delete(SESSION)

    assert logout.status_code == 401  # allauth's way to say: signed out
    assert client.get("/api/session/").json()["user"] is None


def test_wrong_password_and_unknown_address_look_alike(client: Client, cast: People) -> None:
    wrong, unknown = (
        client.post(LOGIN, {"email": email, "password": "not this one"}, content_type="application/json")
        for email in ("alice@example.com", "nobody@example.com")
    )

    assert wrong.status_code == unknown.status_code == 400
    assert wrong.json() == unknown.json()


def test_login_needs_the_csrf_token(cast: People) -> None:
    strict = Client(enforce_csrf_checks=True)

    response = strict.post(
        LOGIN, {"email": "alice@example.com", "password": PASSWORD}, content_type="application/json"
    )

    assert response.status_code == 403


def test_guessing_passwords_is_slowed_down(client: Client, cast: People) -> None:
    answers = [
        client.post(
            LOGIN, {"email": "vera@example.com", "password": f"guess {n}"}, content_type="application/json"
        )
        for n in range(7)
    ]

    codes = [answer.json()["errors"][0]["code"] for answer in answers]
    assert codes[0] == "email_password_mismatch"
    assert codes[-1] == "too_many_login_attempts"


def test_passwords_are_kept_as_argon2(client: Client, db: None) -> None:
    client.post(
        SIGNUP,
        {"email": "dana@example.com", "password": "a long enough phrase"},
        content_type="application/json",
    )

    assert User.objects.get(email="dana@example.com").password.startswith("argon2")


def test_a_person_renames_themself(vera: APIClient, cast: People) -> None:
    refused = vera.patch("/api/session/", {"name": "Root", "email": "root@example.com", "is_staff": True})
    response = vera.patch("/api/session/", {"name": "Vera V."})

    assert refused.status_code == 400
    assert refused.json().keys() == {"email", "is_staff"}
    assert response.status_code == 200
    assert response.json()["user"] == {
        "id": str(cast.vera.pk),
        "name": "Vera V.",
        "email": "vera@example.com",
        "is_administrator": False,
    }


def test_the_signed_out_cannot_rename_anybody(nobody: APIClient, db: None) -> None:
    assert nobody.patch("/api/session/", {"name": "X"}).status_code == 403


@pytest.mark.parametrize("key", ['"' + "a" * 31 + '\\000"', "é" * 32, "a" * 31 + "'"])
def test_a_cookie_that_is_no_key_of_a_session_is_one_who_is_signed_out(db: None, key: str) -> None:
    """In quotes a cookie may hold any byte: the database is never asked for what it refuses."""
    cookie = f"{settings.SESSION_COOKIE_NAME}={key}"

    response = Client(raise_request_exception=False).get("/api/session/", HTTP_COOKIE=cookie)

    assert response.status_code == 200
    assert response.json()["user"] is None
