"""Invitations: one link for one address and one role, usable once."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.people import People, client_of, make_user
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Invitation, Membership, Team, User
from threatmodel.accounts.services import (
    InvitationNotUsable,
    NewInvitation,
    invitation_accept,
    invitation_create,
    membership_set_role,
)

ACCEPT = "/api/invitations/accept/"


def invite(cast: People, email: str = "dana@example.com", role: Role = Role.EDITOR) -> NewInvitation:
    return invitation_create(team=cast.team, email=email, role=role, invited_by=cast.alice)


def test_owner_invites_and_the_link_is_shown_once(alice: APIClient, cast: People) -> None:
    url = f"/api/teams/{cast.team.pk}/invitations/"

    made = alice.post(url, {"email": "Dana@example.com", "role": "editor"})

    assert made.status_code == 201
    token = made.json()["link"].rpartition("/invite/")[2]
    assert len(token) >= 43  # 256 bits in base64
    listed = alice.get(url).json()["results"]
    assert [row["email"] for row in listed] == ["dana@example.com"]
    assert token not in str(listed)
    assert token not in str(list(Invitation.objects.values()))


def test_the_invited_person_joins_with_the_role_of_the_invitation(cast: People) -> None:
    made = invite(cast)

    dana = client_of(make_user("Dana"))

    refused = dana.post(ACCEPT, {"token": made.token, "role": "owner"})
    response = dana.post(ACCEPT, {"token": made.token})

    assert refused.status_code == 400
    assert response.status_code == 200
    assert response.json()["id"] == str(cast.team.pk)
    assert response.json()["role"] == "editor"


def test_a_link_works_once(cast: People) -> None:
    made, dana = invite(cast), make_user("Dana")
    invitation_accept(token=made.token, user=dana)
    Membership.objects.filter(user=dana).delete()

    assert client_of(dana).post(ACCEPT, {"token": made.token}).status_code == 400


def test_a_link_is_for_its_address_only(cast: People, charlie: APIClient) -> None:
    made = invite(cast)

    assert charlie.post(ACCEPT, {"token": made.token}).status_code == 400
    assert not Membership.objects.filter(team=cast.team, user=cast.charlie).exists()


def test_a_link_expires(cast: People) -> None:
    made = invite(cast)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    with pytest.raises(InvitationNotUsable):
        invitation_accept(token=made.token, user=make_user("Dana"))


def test_a_link_dies_with_the_right_of_who_made_it(cast: People) -> None:
    made = invite(cast)
    membership_set_role(membership=Membership.objects.get(user=cast.bob), role=Role.OWNER)
    membership_set_role(membership=Membership.objects.get(user=cast.alice), role=Role.EDITOR)

    with pytest.raises(InvitationNotUsable):
        invitation_accept(token=made.token, user=make_user("Dana"))


@pytest.mark.parametrize("kept_out", ["disabled", "locked"])
def test_a_link_does_not_work_while_who_made_it_is_kept_out(cast: People, kept_out: str) -> None:
    made = invite(cast)
    if kept_out == "disabled":
        User.objects.filter(pk=cast.alice.pk).update(is_active=False)
    else:
        Team.objects.filter(pk=cast.team.pk).update(mfa_required=True)

    with pytest.raises(InvitationNotUsable):
        invitation_accept(token=made.token, user=make_user("Dana"))


def test_a_withdrawn_link_does_not_work(cast: People, alice: APIClient) -> None:
    made = invite(cast)

    response = alice.delete(f"/api/teams/{cast.team.pk}/invitations/{made.invitation.pk}/")

    assert response.status_code == 204
    with pytest.raises(InvitationNotUsable):
        invitation_accept(token=made.token, user=make_user("Dana"))


def test_inviting_again_replaces_the_older_link(cast: People) -> None:
    older, newer, dana = invite(cast), invite(cast), make_user("Dana")

    with pytest.raises(InvitationNotUsable):
        invitation_accept(token=older.token, user=dana)
    assert invitation_accept(token=newer.token, user=dana).role == Role.EDITOR


def test_members_cannot_be_invited_again(cast: People, alice: APIClient) -> None:
    response = alice.post(
        f"/api/teams/{cast.team.pk}/invitations/", {"email": "VERA@example.com", "role": "owner"}
    )

    assert response.status_code == 400


def test_an_invitation_does_not_upgrade_a_member_who_joined_meanwhile(cast: People) -> None:
    dana, made = make_user("Dana"), invite(cast, role=Role.OWNER)
    Membership.objects.create(team=cast.team, user=dana, role=Role.VIEWER)

    assert client_of(dana).post(ACCEPT, {"token": made.token}).status_code == 400
    assert Membership.objects.get(team=cast.team, user=dana).role == Role.VIEWER


@pytest.mark.parametrize("token", ["", "nonsense", "x" * 101, "q" * 43, None])
def test_a_made_up_token_is_refused(charlie: APIClient, token: str | None) -> None:
    assert charlie.post(ACCEPT, {"token": token}).status_code == 400


def test_guessing_tokens_is_slowed_down(charlie: APIClient) -> None:
    answers = [charlie.post(ACCEPT, {"token": f"guess-{n}"}).status_code for n in range(31)]

    assert answers[-1] == 429


@pytest.mark.parametrize(
    "body",
    [{}, {"email": "no address", "role": "viewer"}, {"email": "a@example.com", "role": "root"}],
)
def test_an_invitation_needs_an_address_and_a_role(
    alice: APIClient, cast: People, body: dict[str, str]
) -> None:
    assert alice.post(f"/api/teams/{cast.team.pk}/invitations/", body).status_code == 400


@pytest.mark.parametrize("name", ["bob", "anna", "vera"])
def test_only_owners_see_and_make_invitations(cast: People, name: str) -> None:
    client, url = client_of(getattr(cast, name)), f"/api/teams/{cast.team.pk}/invitations/"

    assert client.get(url).status_code == 403
    assert client.post(url, {"email": "dana@example.com", "role": "viewer"}).status_code == 403
