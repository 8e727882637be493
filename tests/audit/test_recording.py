"""Which changes leave an event, and what it says."""

from collections.abc import Callable
from uuid import UUID

import pytest
from rest_framework.test import APIClient

from tests.people import People, client_of, make_user
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership
from threatmodel.accounts.services import invitation_accept, invitation_create
from threatmodel.architecture.api.services.models import model_create
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.change_origin import from_command
from threatmodel.audit.models import INSTANCE, AuditEvent
from threatmodel.history.models import Version

pytestmark = pytest.mark.both_databases


def last(team_id: UUID = INSTANCE) -> AuditEvent:
    return AuditEvent.objects.filter(chain_id=team_id).latest("number")


def member(cast: People, name: str) -> Membership:
    return Membership.objects.get(team=cast.team, user__email=f"{name}@example.com")


def member_url(cast: People, name: str) -> str:
    return f"/api/teams/{cast.team.pk}/members/{member(cast, name).pk}/"


def test_a_change_of_role_says_who_what_when_and_from_where(alice: APIClient, cast: People) -> None:
    answer = alice.patch(
        member_url(cast, "bob"),
        {"role": "approver"},
        REMOTE_ADDR="203.0.113.9",
        HTTP_X_REQUEST_ID="abcd-1234",
    )

    event = last(cast.team.pk)
    assert answer.status_code == 200
    assert (event.action, event.before, event.after) == (
        "membership.role_changed",
        {"role": "editor"},
        {"role": "approver"},
    )
    assert (event.actor_id, event.actor_label, event.via) == (cast.alice.pk, "Alice", "session")
    assert (event.subject_type, event.subject_label) == ("membership", "bob@example.com")
    assert event.subject_id == str(member(cast, "bob").pk)
    assert (event.address, event.request_id) == ("203.0.113.9", "abcd-1234")


def test_the_same_role_again_is_no_event(alice: APIClient, cast: People) -> None:
    before = AuditEvent.objects.count()

    alice.patch(member_url(cast, "bob"), {"role": "editor"})

    assert AuditEvent.objects.count() == before


def test_leaving_and_being_removed_are_different_events(
    alice: APIClient, vera: APIClient, cast: People
) -> None:
    vera.delete(member_url(cast, "vera"))
    left = last(cast.team.pk)
    alice.delete(member_url(cast, "bob"))
    removed = last(cast.team.pk)

    assert (left.action, left.actor_label, left.before) == ("membership.left", "Vera", {"role": "viewer"})
    assert (removed.action, removed.actor_label) == ("membership.removed", "Alice")
    assert removed.subject_label == "bob@example.com"


def test_a_team_is_recorded_from_its_first_name_on(alice: APIClient, cast: People) -> None:
    made = alice.post("/api/teams/", {"name": "Night shift"}).json()["id"]
    alice.patch(f"/api/teams/{made}/", {"name": "Day shift"})

    created, renamed = AuditEvent.objects.filter(chain_id=made).order_by("number")
    assert (created.action, created.after) == ("team.created", {"name": "Night shift"})
    assert (renamed.action, renamed.before, renamed.after) == (
        "team.renamed",
        {"name": "Night shift"},
        {"name": "Day shift"},
    )


def test_invitations_are_recorded_without_their_tokens(alice: APIClient, cast: People) -> None:
    dana = make_user("Dana")
    made = invitation_create(team=cast.team, email=dana.email, role=Role.EDITOR, invited_by=cast.alice)
    again = invitation_create(team=cast.team, email=dana.email, role=Role.VIEWER, invited_by=cast.alice)
    invitation_accept(token=again.token, user=dana)
    other = invitation_create(team=cast.team, email="x@example.com", role=Role.EDITOR, invited_by=cast.alice)
    alice.delete(f"/api/teams/{cast.team.pk}/invitations/{other.invitation.pk}/")

    events = AuditEvent.objects.filter(chain_id=cast.team.pk, subject_type="invitation").order_by("number")
    assert [event.action.partition(".")[2] for event in events] == [
        "created", "revoked", "created", "accepted", "created", "revoked",
    ]  # fmt: skip
    assert [event.actor_label for event in events] == ["Alice", "Alice", "Alice", "Dana", "Alice", "Alice"]
    assert events[0].after == {"role": "editor"}
    kept = str(list(AuditEvent.objects.values()))
    assert made.token not in kept
    assert made.invitation.token_hash not in kept


def test_a_deleted_model_leaves_who_deleted_it(alice: APIClient, cast: People) -> None:
    model = model_create(team_id=cast.team.pk, actor=cast.bob, name="Shop")

    assert alice.delete(f"/api/models/{model.pk}/").status_code == 204

    event = last(cast.team.pk)
    assert (event.action, event.actor_label, event.subject_label) == ("model.deleted", "Alice", "Shop")
    assert event.subject_id == str(model.pk)
    assert event.before == {"name": "Shop", "seq": 0, "elements": 0}


def test_models_are_recorded_when_they_are_made_renamed_and_duplicated(bob: APIClient, cast: People) -> None:
    model = bob.post(f"/api/teams/{cast.team.pk}/models/", {"name": "Shop"}).json()["id"]
    bob.patch(f"/api/models/{model}/", {"name": "Store"})
    renamed = last(cast.team.pk)
    bob.post(f"/api/models/{model}/duplicate/", {"name": "Copy"})
    duplicated = last(cast.team.pk)

    assert (renamed.action, renamed.before, renamed.after) == (
        "model.changed",
        {"name": "Shop"},
        {"name": "Store"},
    )
    assert (duplicated.action, duplicated.subject_label, duplicated.before) == (
        "model.duplicated",
        "Copy",
        {"of": "Store"},
    )


def test_approvals_are_recorded(anna: APIClient, cast: People) -> None:
    model = ThreatModel.objects.create(team=cast.team, name="Shop", created_by=cast.bob)
    version = Version.objects.create(model=model, seq=0, name="First", created_by=cast.bob)
    url = f"/api/models/{model.pk}/versions/{version.pk}/approval/"

    anna.post(url)
    approved = last(cast.team.pk)
    anna.delete(url)
    withdrawn = last(cast.team.pk)

    assert (approved.action, approved.after) == ("version.approved", {"approved": "First", "seq": 0})
    assert (withdrawn.action, withdrawn.actor_label) == ("version.approval_withdrawn", "Anna")


def test_a_new_name_of_a_person_is_recorded_in_the_log_of_the_instance(cast: People) -> None:
    client_of(cast.bob).patch("/api/session/", {"name": "Robert"})

    event = last()
    assert (event.action, event.before, event.after) == (
        "account.changed",
        {"name": "Bob"},
        {"name": "Robert"},
    )


def test_what_a_command_does_says_so(cast: People) -> None:
    with from_command():
        model_create(team_id=cast.team.pk, actor=None, name="Made")

    event = last(cast.team.pk)
    assert (event.via, event.actor_id, event.actor_label) == ("command", None, "Command line")


def test_refused_changes_leave_no_event(bob: APIClient, charlie: APIClient, cast: People) -> None:
    before = AuditEvent.objects.count()

    refused: list[Callable[[], object]] = [
        lambda: bob.patch(f"/api/teams/{cast.team.pk}/", {"name": "Mine"}),
        lambda: charlie.patch(f"/api/teams/{cast.team.pk}/", {"name": "Mine"}),
        lambda: bob.patch(member_url(cast, "vera"), {"role": "owner"}),
    ]
    for ask in refused:
        ask()

    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("role", [Role.VIEWER])
def test_the_last_owner_who_cannot_leave_leaves_no_event(alice: APIClient, cast: People, role: Role) -> None:
    before = AuditEvent.objects.count()

    alice.patch(member_url(cast, "alice"), {"role": role})
    alice.delete(member_url(cast, "alice"))

    assert AuditEvent.objects.count() == before
