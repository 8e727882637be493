"""A team may require a second factor: members without one have no access, and learn what to do."""

import pytest
from allauth.mfa.models import Authenticator
from rest_framework.test import APIClient

from tests.people import People, client_of
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership, Team, User
from threatmodel.accounts.services import invitation_create, team_require_mfa
from threatmodel.accounts.session_monitor import MonitoredConnection, access_now, password_mark
from threatmodel.architecture.collaboration.hub_queries import SecondFactorMissing, _editors, admit_user
from threatmodel.architecture.models import ThreatModel
from threatmodel.jobs.choices import JobKind
from threatmodel.jobs.models import Job


def give_factor(user: User, kind: str = "totp") -> None:
    Authenticator.objects.create(user=user, type=kind, data={})


@pytest.fixture
def model(cast: People) -> ThreatModel:
    return ThreatModel.objects.create(team=cast.team, name="Shop")


@pytest.fixture
def asking(cast: People) -> Team:
    """The team, asking for a second factor that only Alice and Vera have."""
    give_factor(cast.alice)
    give_factor(cast.vera, "webauthn")
    return team_require_mfa(team=cast.team, actor=cast.alice, required=True)


def require(client: APIClient, cast: People, *, required: bool = True) -> int:
    return client.patch(f"/api/teams/{cast.team.pk}/", {"mfa_required": required}).status_code


def test_an_owner_with_a_second_factor_asks_for_it_and_no_longer(alice: APIClient, cast: People) -> None:
    give_factor(cast.alice)

    assert require(alice, cast) == 200
    assert alice.get(f"/api/teams/{cast.team.pk}/").json()["mfa_required"] is True
    assert require(alice, cast, required=False) == 200
    assert alice.get(f"/api/teams/{cast.team.pk}/").json()["mfa_required"] is False


def test_an_owner_without_one_cannot_ask_for_it(alice: APIClient, cast: People) -> None:
    answer = alice.patch(f"/api/teams/{cast.team.pk}/", {"mfa_required": True})

    assert answer.status_code == 400
    assert "your own account first" in answer.json()["mfa_required"][0]


@pytest.mark.parametrize("kind", ["recovery_codes"])
def test_recovery_codes_alone_are_no_second_factor(alice: APIClient, cast: People, kind: str) -> None:
    give_factor(cast.alice, kind)

    assert require(alice, cast) == 400


def test_only_owners_ask_for_it(bob: APIClient, anna: APIClient, charlie: APIClient, cast: People) -> None:
    assert [require(client, cast) for client in (bob, anna, charlie)] == [403, 403, 404]


def test_who_has_none_is_kept_out_with_the_remedy(bob: APIClient, asking: Team, model: ThreatModel) -> None:
    paths = [f"models/{model.pk}/", f"teams/{asking.pk}/models/", f"teams/{asking.pk}/members/"]

    answers = [bob.get(f"/api/{path}") for path in paths]

    assert {answer.status_code for answer in answers} == {403}
    for answer in answers:
        assert answer.json()["code"] == "second_factor_required"
        assert "Set it up in your account" in answer.json()["detail"]
    assert bob.patch(f"/api/models/{model.pk}/", {"name": "Mine"}).status_code == 403


def test_who_has_one_goes_on(alice: APIClient, vera: APIClient, asking: Team, model: ThreatModel) -> None:
    for client in (alice, vera):
        assert client.get(f"/api/models/{model.pk}/").status_code == 200


def test_setting_one_up_lets_in_at_once(
    bob: APIClient, cast: People, asking: Team, model: ThreatModel
) -> None:
    assert bob.get("/api/session/").json()["teams"][0]["locked"] is True

    give_factor(cast.bob)

    assert bob.get(f"/api/models/{model.pk}/").status_code == 200
    assert bob.get("/api/session/").json()["teams"][0]["locked"] is False


def test_a_stranger_learns_nothing_of_it(charlie: APIClient, asking: Team, model: ThreatModel) -> None:
    assert charlie.get(f"/api/models/{model.pk}/").status_code == 404


def test_other_teams_of_the_person_are_not_touched(bob: APIClient, cast: People, asking: Team) -> None:
    Membership.objects.create(team=cast.other_team, user=cast.bob, role=Role.VIEWER)

    assert bob.get(f"/api/teams/{cast.other_team.pk}/models/").status_code == 200


def test_jobs_of_the_team_are_not_listed(
    bob: APIClient, alice: APIClient, asking: Team, model: ThreatModel
) -> None:
    job = Job.objects.create(team=asking, model=model, kind=JobKind.ANALYZE)

    assert bob.get(f"/api/jobs/{job.pk}/").status_code == 404
    assert alice.get(f"/api/jobs/{job.pk}/").status_code == 200


def test_sockets_are_refused_and_closed(cast: People, asking: Team, model: ThreatModel) -> None:
    with pytest.raises(SecondFactorMissing):
        admit_user(user=cast.bob, model_id=model.pk)
    bob, vera = (_monitored_connection(user, cast.team) for user in (cast.bob, cast.vera))

    of_bob, of_vera = access_now([bob, vera])

    assert of_bob is not None
    assert of_vera is not None
    assert of_bob.password != bob.password  # closed, and the browser asks for its session
    assert of_vera == access_now([vera])[0]
    found = admit_user(user=cast.vera, model_id=model.pk)
    assert found is not None
    assert found.role == Role.VIEWER


async def _nothing() -> None: ...


def _monitored_connection(user: User, team: Team) -> MonitoredConnection:
    client = client_of(user)
    return MonitoredConnection(
        user_id=user.pk,
        team_id=team.pk,
        session_key=client.session.session_key or "",
        role="viewer",
        password=password_mark(user.password),
        close=_nothing,
        sign_out=_nothing,
        send_role=lambda _role: None,
    )


def test_an_owner_who_gave_theirs_up_is_kept_out_too(
    alice: APIClient, cast: People, asking: Team, model: ThreatModel
) -> None:
    Authenticator.objects.filter(user=cast.alice).delete()

    assert require(alice, cast, required=False) == 403
    bobs = Membership.objects.get(team=cast.team, user=cast.bob)
    assert alice.delete(f"/api/teams/{cast.team.pk}/members/{bobs.pk}/").status_code == 403


def test_anybody_may_join_and_leave_without_one(cast: People, asking: Team) -> None:
    made = invitation_create(team=asking, email=cast.charlie.email, role=Role.EDITOR, invited_by=cast.alice)
    charlie = client_of(cast.charlie)

    joined = charlie.post("/api/invitations/accept/", {"token": made.token})
    member = Membership.objects.get(team=asking, user=cast.charlie)
    left = charlie.delete(f"/api/teams/{asking.pk}/members/{member.pk}/")

    assert (joined.status_code, joined.json()["locked"], left.status_code) == (200, True, 204)


def test_owners_see_who_has_one(alice: APIClient, vera: APIClient, cast: People) -> None:
    give_factor(cast.vera)

    def told(client: APIClient) -> dict[str, bool | None]:
        rows = client.get(f"/api/teams/{cast.team.pk}/members/").json()["results"]
        return {row["user"]["name"]: row["second_factor"] for row in rows}

    assert told(alice) == {"Alice": False, "Bob": False, "Vera": True, "Anna": False}
    assert set(told(vera).values()) == {None}


def test_an_edit_over_a_socket_that_is_still_open_is_refused(
    cast: People, asking: Team, model: ThreatModel
) -> None:
    give_factor(cast.bob)
    assert _editors(model.pk, {cast.bob.pk}) == {cast.bob.pk}

    Authenticator.objects.filter(user=cast.bob).delete()

    assert _editors(model.pk, {cast.bob.pk}) == set()
