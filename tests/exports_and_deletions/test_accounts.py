"""People take their data along and delete their accounts; what they did stays without their name."""

import json
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from tests.people import PASSWORD, People, client_of
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership, Team, User
from threatmodel.accounts.services import membership_set_role, team_create
from threatmodel.administration.services import user_set_administrator
from threatmodel.api_tokens.services import token_create
from threatmodel.architecture.api.services.models import model_create, model_delete
from threatmodel.architecture.models import Change, SavedView, ThreatModel
from threatmodel.audit.models import INSTANCE, AuditEvent
from threatmodel.audit.selectors import chains_verify
from threatmodel.comments.models import Comment
from threatmodel.exports_and_deletions.services import team_delete
from threatmodel.incident_response.models import ResponseRun
from threatmodel.linddun_go.models import DealtCard, PrivacySession, Vote
from threatmodel.reports.models import Report
from threatmodel.reviews.models import ReviewItem, ReviewNote, ReviewSession
from threatmodel.threats.mitigations.models import Mitigation

AUTH = "/_allauth/browser/v1/auth"
URL = "/api/account/deletion/"

pytestmark = [
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume asynchronous iterators"),
    pytest.mark.both_databases,
]


def signed_in(email: str) -> Client:
    client = Client()
    post(client, f"{AUTH}/login", {"email": email, "password": PASSWORD})
    post(client, f"{AUTH}/reauthenticate", {"password": PASSWORD})
    return client


def post(client: Client, url: str, body: dict[str, str]) -> int:
    return client.post(url, body, content_type="application/json").status_code


def delete(client: Client, email: str) -> Any:
    return client.post(URL, {"email": email}, content_type="application/json")


def exported(client: Any) -> Any:
    return json.loads(b"".join(client.get("/api/account/export/")))


@pytest.fixture
def model(cast: People) -> ThreatModel:
    return model_create(team_id=cast.team.pk, actor=cast.bob, name="Shop")


def test_a_person_takes_along_what_carries_their_name(cast: People, model: ThreatModel) -> None:
    Comment.objects.create(model=model, place="model", author=cast.bob, text="Why root?")
    Comment.objects.create(model=model, place="model", author=cast.vera, text="Not Bob's")
    Change.objects.create(model=model, seq=1, actor=cast.bob, batch_id="b", ops=[], before=[], what="moved")
    dealt = DealtCard.objects.create(session=PrivacySession.objects.create(model=model), card="L1", place=0)
    review = ReviewSession.objects.create(model=model, started_at=timezone.now(), shown_at=timezone.now())
    item = ReviewItem.objects.create(
        session=review, place=0, kind="threat", key="1", title="Root", severity="high", score=70
    )
    for user, note in ((cast.bob, "In the log"), (cast.vera, "Not Bob's")):
        ReviewNote.objects.create(item=item, user=user, text=note)
    run = ResponseRun.objects.create(
        model=model, playbook="leaked-secret", title="Leak", element_uid="secret", element_name="login",
        element_kind="secret", platform="docker", seq=0, started_at=timezone.now(),
    )  # fmt: skip
    step = run.steps.create(place=0, key="a", phase="analysis", title="Look", text="Look.")
    for user, note in ((cast.bob, "In the log"), (cast.vera, "Not Bob's")):
        step.notes.create(user=user, text=note, written_at=timezone.now())
    for user, note in ((cast.bob, "In the log"), (cast.vera, "Not Bob's")):
        Vote.objects.create(dealt=dealt, user=user, answer="applies", note=note)
    for number, user in enumerate((cast.bob, cast.vera)):
        report = Report.objects.create(
            model=model, format="pdf" if user == cast.bob else "xlsx", requested_by=user
        )
        report.links.create(token_hash=str(number), created_by=user, expires_at=timezone.now())
    token_create(user=cast.bob, team_id=cast.team.pk, name="CI", scopes=["import"], days=1)

    data = exported(client_of(cast.bob))

    assert data["schema"] == "bulkhead.account/1"
    assert (data["profile"]["email"], data["profile"]["name"]) == ("bob@example.com", "Bob")
    assert [(row["team"], row["role"]) for row in data["memberships"]] == [("Platform", "editor")]
    assert [(row["team"], row["model"], row["text"]) for row in data["comments"]] == [
        ("Platform", "Shop", "Why root?")
    ]
    assert [(row["team"], row["model"], row["note"]) for row in data["card_votes"]] == [
        ("Platform", "Shop", "In the log")
    ]
    assert [(row["model"], row["text"]) for row in data["review_notes"]] == [("Shop", "In the log")]
    assert [(row["step__title"], row["text"]) for row in data["response_notes"]] == [("Look", "In the log")]
    assert [(row["model"], row["format"]) for row in data["reports"]] == [("Shop", "pdf")]
    assert [(row["model"], row["report__format"]) for row in data["report_links"]] == [("Shop", "pdf")]
    assert [(row["name"], row["can_read"], row["can_import"]) for row in data["api_tokens"]] == [
        ("CI", False, True)
    ]
    assert [row["what"] for row in data["decisions"]] == ["created the model"]
    assert [row["what"] for row in data["changes"]] == ["moved"]
    assert [row["action"] for row in data["audit_events"]] != []
    assert "password" not in data["profile"]


def test_a_person_takes_along_what_they_verified(cast: People, model: ThreatModel) -> None:
    for number, (user, note) in enumerate(((cast.bob, "Looked"), (cast.vera, "Not Bob's"))):
        Mitigation.objects.create(
            model=model,
            number=number,
            title="Lock",
            status="verified",
            verified_by=user,
            verification_note=note,
        )

    verifications = exported(client_of(cast.bob))["verifications"]

    assert [(row["model"], row["verification_note"]) for row in verifications] == [("Shop", "Looked")]


def test_what_is_of_a_team_that_they_left_stays_with_it(cast: People, model: ThreatModel) -> None:
    Comment.objects.create(model=model, place="model", author=cast.bob, text="Why root?")
    Membership.objects.filter(user=cast.bob).delete()

    data = exported(client_of(cast.bob))

    assert (data["memberships"], data["comments"], data["decisions"]) == ([], [], [])
    assert all(row["action"].startswith("account.") for row in data["audit_events"])


@pytest.mark.parametrize("kept_out", ["locked", "deleted", "trash"])
def test_what_the_person_may_not_open_is_not_taken_along(
    cast: People, model: ThreatModel, kept_out: str
) -> None:
    Comment.objects.create(model=model, place="model", author=cast.bob, text="Why root?")
    if kept_out == "locked":
        Team.objects.filter(pk=cast.team.pk).update(mfa_required=True)
    elif kept_out == "deleted":
        team_delete(team=cast.team, actor=cast.alice)
    else:
        model_delete(model=model, actor=cast.alice)

    data = exported(client_of(cast.bob))

    assert [row["team"] for row in data["memberships"]] == ([] if kept_out == "deleted" else ["Platform"])
    assert (data["comments"], data["decisions"]) == ([], [])
    if kept_out != "trash":
        assert not [row for row in data["audit_events"] if row["action"].startswith("model.")]


def test_a_deleted_account_leaves_its_work_without_its_name(cast: People, model: ThreatModel) -> None:
    EmailAddress.objects.create(user=cast.bob, email="bob@example.com", primary=True, verified=True)
    comment = Comment.objects.create(model=model, place="model", author=cast.bob, text="Why root?")
    SavedView.objects.create(team=model.team, model=model, owner=cast.bob, name="Private")
    SavedView.objects.create(team=model.team, model=model, owner=cast.bob, name="Shared", shared=True)
    client = signed_in("bob@example.com")

    assert delete(client, "bob@example.com").status_code == 204

    assert client.get("/api/session/").json()["user"] is None
    assert post(Client(), f"{AUTH}/login", {"email": "bob@example.com", "password": PASSWORD}) == 400
    row = User.objects.get(pk=cast.bob.pk)
    assert (row.get_full_name(), row.is_active, row.has_usable_password()) == (
        "Deleted account",
        False,
        False,
    )
    assert "bob" not in row.email
    comment.refresh_from_db()
    assert comment.author == row
    assert not Membership.objects.filter(user=row).exists()
    assert [view.name for view in SavedView.objects.all()] == ["Shared"]
    listed = client_of(cast.alice).get(f"/api/models/{model.pk}/comments/").json()["results"][0]
    assert listed["author"]["name"] == "Deleted account"


def test_the_deletion_is_recorded_and_the_log_keeps_the_name(cast: People) -> None:
    delete(signed_in("bob@example.com"), "bob@example.com")

    event = AuditEvent.objects.get(action="account.deleted")
    assert (event.actor_id, event.subject_label) == (cast.bob.pk, "Bob")
    assert AuditEvent.objects.filter(chain_id=cast.team.pk, action="membership.left").exists()
    assert not any(proof.fault for proof in chains_verify())


def test_the_address_is_free_again(cast: People) -> None:
    delete(signed_in("bob@example.com"), "bob@example.com")

    body = {"email": "bob@example.com", "password": "another long phrase", "name": "Bob"}
    assert post(Client(), f"{AUTH}/signup", body) == 200


def test_the_only_owner_gets_the_teams_that_block_the_deletion(cast: People) -> None:
    team_create(name="Second", owner=cast.alice)
    client = signed_in("alice@example.com")

    refused = delete(client, "alice@example.com")

    assert refused.status_code == 400
    assert "only owner of: Platform, Second" in refused.json()["detail"]
    assert User.objects.get(pk=cast.alice.pk).is_active
    assert AuditEvent.objects.filter(chain_id=INSTANCE, action="account.deleted").count() == 0


def test_with_a_second_owner_the_first_may_go(cast: People) -> None:
    bob = Membership.objects.get(team=cast.team, user=cast.bob)
    membership_set_role(membership=bob, role=Role.OWNER)

    assert delete(signed_in("alice@example.com"), "alice@example.com").status_code == 204


def test_a_deleted_team_is_not_in_the_way(cast: People) -> None:
    team_delete(team=cast.team, actor=cast.alice)

    assert delete(signed_in("alice@example.com"), "alice@example.com").status_code == 204


def test_the_last_administrator_stays(cast: People) -> None:
    user_set_administrator(user=cast.bob, administrator=True)

    refused = delete(signed_in("bob@example.com"), "bob@example.com")

    assert "last administrator" in refused.json()["detail"]


def test_the_address_is_typed_and_the_password_confirmed_lately(cast: People) -> None:
    wrong = delete(signed_in("bob@example.com"), "vera@example.com")
    old = Client()
    old.force_login(cast.bob)
    unproven = delete(old, "bob@example.com")

    assert (wrong.status_code, list(wrong.json())) == (400, ["email"])
    assert (unproven.status_code, list(unproven.json())) == (400, ["reauthentication"])
    assert User.objects.get(pk=cast.bob.pk).is_active


def test_administrators_no_longer_see_a_deleted_account(cast: People) -> None:
    ada = user_set_administrator(user=cast.anna, administrator=True)
    delete(signed_in("bob@example.com"), "bob@example.com")

    rows = client_of(ada).get("/api/admin/users/").json()["results"]

    assert "Deleted account" not in {row["name"] for row in rows}
