"""BULKHEAD_SIGNUP: who may create an account."""

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from tests.accounts.test_recovery_and_second_factor import AUTH, log_in
from tests.accounts.test_sign_up import PHRASE, sign_up
from tests.people import People
from tests.security.test_settings import TEAM, manage
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership, User
from threatmodel.accounts.services import NewInvitation, invitation_create, membership_set_role

DANA = "dana@example.com"


@pytest.fixture
def invited(settings: Settings) -> None:
    settings.SIGNUP = "invited"


def invitation(cast: People, email: str = DANA) -> NewInvitation:
    return invitation_create(team=cast.team, email=email, role=Role.EDITOR, invited_by=cast.alice)


def refusal(answer: Any) -> dict[str, str]:
    assert answer.status_code == 400, answer.content
    (fault,) = answer.json()["errors"]
    return dict(fault)


@pytest.mark.usefixtures("invited")
def test_sign_up_by_invitation_says_so(client: Client, db: None) -> None:
    fault = refusal(sign_up(client))

    assert fault["code"] == "signup_closed"
    assert "by invitation" in fault["message"]
    assert client.get("/api/session/").json()["signup"] == {"mode": "invited", "domains": []}
    assert not User.objects.exists()


@pytest.mark.usefixtures("invited")
def test_an_invitation_lets_its_address_sign_up_and_join(client: Client, cast: People) -> None:
    token = invitation(cast).token

    assert sign_up(client, invitation=token).status_code == 200

    accepted = client.post("/api/invitations/accept/", {"token": token}, content_type="application/json")
    assert accepted.status_code == 200
    assert Membership.objects.get(user__email=DANA, team=cast.team).role == Role.EDITOR


@pytest.mark.usefixtures("invited")
def test_an_invitation_lets_no_other_address_in_and_works_once(client: Client, cast: People) -> None:
    made = invitation(cast)

    assert (
        refusal(sign_up(client, email="erin@example.com", invitation=made.token))["code"] == "signup_closed"
    )
    assert refusal(sign_up(client, invitation="x" * 43))["code"] == "signup_closed"
    membership_set_role(membership=Membership.objects.get(team=cast.team, user=cast.bob), role=Role.OWNER)
    membership_set_role(membership=Membership.objects.get(team=cast.team, user=cast.alice), role=Role.EDITOR)
    assert refusal(sign_up(client, invitation=made.token))["code"] == "signup_closed"  # not an owner any more


@pytest.mark.usefixtures("invited")
def test_a_closed_sign_up_does_not_tell_who_has_an_account(client: Client, cast: People) -> None:
    known, new = (sign_up(client, email=email) for email in ("alice@example.com", DANA))

    assert known.json() == new.json()


def test_sign_up_for_domains_takes_their_addresses_and_the_invited(cast: People, settings: Settings) -> None:
    settings.SIGNUP, settings.SIGNUP_DOMAINS = "domains", ["acme.example"]
    token = invitation(cast).token

    assert sign_up(Client(), email="x@ACME.example").status_code == 200
    assert sign_up(Client(), invitation=token).status_code == 200
    for email in ("x@other.example", "x@sub.acme.example", "x@notacme.example", "acme.example@x.example"):
        fault = refusal(sign_up(Client(), email=email))
        assert "acme.example" in fault["message"]


@pytest.mark.usefixtures("invited")
def test_people_with_an_account_sign_in_as_before(client: Client, cast: People) -> None:
    assert log_in(client, "bob@example.com") == 200


@pytest.mark.no_database
@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"BULKHEAD_SIGNUP": "closed"}, "BULKHEAD_SIGNUP"),
        ({"BULKHEAD_SIGNUP": "domains"}, "BULKHEAD_SIGNUP_DOMAINS"),
        ({"BULKHEAD_SIGNUP_DOMAINS": "acme.example"}, "BULKHEAD_SIGNUP"),
        ({"BULKHEAD_SIGNUP_RATE": "many"}, "BULKHEAD_SIGNUP_RATE"),
    ],
)
def test_a_rule_that_makes_no_sense_stops_the_start(tmp_path: Path, given: dict[str, str], word: str) -> None:
    done = manage(tmp_path, "check", **TEAM, **given)

    assert done.returncode != 0
    assert word in done.stderr.splitlines()[-1]


@pytest.mark.no_database
def test_check_deploy_warns_of_unverified_domains(tmp_path: Path) -> None:
    rule = {"BULKHEAD_SIGNUP": "domains", "BULKHEAD_SIGNUP_DOMAINS": "acme.example"}

    assert "bulkhead.W003" in manage(tmp_path, "check", "--deploy", **TEAM, **rule).stderr
    proven = manage(tmp_path, "check", "--deploy", **TEAM, **rule, EMAIL_HOST="mail.example.com")
    assert "bulkhead.W003" not in proven.stderr


@pytest.mark.usefixtures("invited")
def test_the_command_line_makes_the_first_account(client: Client, db: None) -> None:
    out = StringIO()

    call_command("users", "create", DANA, name="Dana", stdout=out, stderr=StringIO())

    key = re.search(r"/reset-password/(\S+)", out.getvalue())
    assert key is not None
    body = {"key": key.group(1), "password": PHRASE}
    client.post(f"{AUTH}/password/reset", body, content_type="application/json")
    assert log_in(client, DANA, PHRASE) == 200
    session = client.get("/api/session/").json()
    assert (session["user"]["name"], session["teams"][0]["role"]) == ("Dana", "owner")
    with pytest.raises(CommandError, match="already"):
        call_command("users", "create", DANA, stdout=StringIO())
    with pytest.raises(CommandError, match="not a valid email address"):
        call_command("users", "create", "dana", stdout=StringIO())
