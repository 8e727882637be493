"""Owners take their team along and delete it; it can be restored for a while, then nothing is left."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.people import PASSWORD, People, client_of, make_user
from tests.security.sample_objects import Things
from tests.team_library import RULE
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership, Team, User
from threatmodel.accounts.services import InvitationNotUsable, invitation_accept, invitation_create
from threatmodel.accounts.session_monitor import MonitoredConnection, access_now
from threatmodel.administration.services import NotPossible, user_set_administrator
from threatmodel.architecture.api.services import permanent_deletion
from threatmodel.architecture.api.services.models import model_create
from threatmodel.architecture.collaboration.hub_queries import _editors
from threatmodel.architecture.models import Change, Element, Flow, ThreatModel
from threatmodel.audit.models import AuditEvent
from threatmodel.audit.selectors import chains_verify
from threatmodel.comments.models import Comment
from threatmodel.exports_and_deletions import team_purge as purge
from threatmodel.exports_and_deletions.services import account_delete, team_delete, team_restore
from threatmodel.exports_and_deletions.tasks import teams_purge
from threatmodel.history.models import Version
from threatmodel.library.models import TeamRule
from threatmodel.linddun_go.models import DealtCard, PrivacySession, Vote
from threatmodel.reports.models import Report, ReportTemplate
from threatmodel.reviews.models import Attendance, ReviewPlan, ReviewSession

AUTH = "/_allauth/browser/v1/auth"

pytestmark = [
    pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume asynchronous iterators"),
    pytest.mark.both_databases,
]


@pytest.fixture
def model(cast: People) -> ThreatModel:
    model = model_create(team_id=cast.team.pk, actor=cast.bob, name="Shop")
    parent = Element.objects.create(model=model, uid="ns:shop", kind="namespace", name="shop")
    web = Element.objects.create(
        model=model, uid="compose:web", kind="workload", name="web", parent=parent, facts={"replicas": 2}
    )
    Flow.objects.create(model=model, uid="flow:a", source=web, destination=web, origin="drawn")
    Change.objects.create(model=model, seq=1, actor=cast.bob, batch_id="b", ops=[{"op": "set"}], before=[{}])
    Version.objects.create(model=model, seq=1, name="First", created_by=cast.bob)
    Comment.objects.create(model=model, place="model", author=cast.vera, text="Why?")
    TeamRule.objects.create(team=cast.team, rule="team-own", definition=RULE)
    dealt = DealtCard.objects.create(session=PrivacySession.objects.create(model=model), card="L1", place=0)
    Vote.objects.create(dealt=dealt, user=cast.bob, answer="applies", note="In the log")
    at = timezone.now()
    review = ReviewSession.objects.create(model=model, started_at=at, shown_at=at)
    Attendance.objects.create(session=review, user=cast.bob, joined_at=at)
    ReviewPlan.objects.create(model=model, cadence_days=90)
    template = ReportTemplate.objects.create(team=cast.team, name="Board", sections=["summary"])
    report = Report.objects.create(model=model, format="pdf", template=template, requested_by=cast.bob)
    report.links.create(token_hash="0" * 64, created_by=cast.bob, expires_at=at)
    return model


def url(cast: People, what: str) -> str:
    return f"/api/teams/{cast.team.pk}/{what}/"


def signed_in(email: str) -> Client:
    client = Client()
    for step in ("login", "reauthenticate"):
        body = {"email": email, "password": PASSWORD} if step == "login" else {"password": PASSWORD}
        client.post(f"{AUTH}/{step}", body, content_type="application/json")
    return client


def delete(client: Any, cast: People, name: str = "Platform") -> Any:
    return client.post(url(cast, "deletion"), json.dumps({"name": name}), content_type="application/json")


def long_ago(cast: People) -> None:
    Team.objects.filter(pk=cast.team.pk).update(deleted_at=timezone.now() - timedelta(days=31))


def test_an_owner_exports_everything_of_the_team(alice: APIClient, cast: People, model: ThreatModel) -> None:
    other = ThreatModel.objects.create(team=cast.other_team, name="Foreign", created_by=cast.charlie)

    answer: Any = alice.get(url(cast, "export"))
    text = b"".join(answer).decode()
    data = json.loads(text)

    assert data["schema"] == "bulkhead.team/1"
    assert {row["user__email"]: row["role"] for row in data["members"]}["bob@example.com"] == "editor"
    assert [row["rule"] for row in data["rules"]] == ["team-own"]
    (shop,) = data["models"]
    assert (shop["name"], shop["seq"]) == ("Shop", 0)
    web = next(row for row in shop["elements"] if row["uid"] == "compose:web")
    assert (web["parent__uid"], web["facts"]) == ("ns:shop", {"replicas": 2})
    assert [row["name"] for row in shop["versions"]] == ["First"]
    assert [row["text"] for row in shop["comments"]] == ["Why?"]
    assert [row["what"] for row in shop["events"]] == ["created the model"]
    (session,) = shop["privacy_sessions"]
    assert [(row["dealt__session_id"], row["dealt__card"], row["note"]) for row in shop["card_votes"]] == [
        (session["id"], "L1", "In the log")
    ]
    (review,) = shop["reviews"]
    assert [(row["session_id"], row["user__email"]) for row in shop["attendances"]] == [
        (review["id"], "bob@example.com")
    ]
    assert [row["cadence_days"] for row in shop["review_plan"]] == [90]
    assert [(row["name"], row["sections"]) for row in data["report_templates"]] == [("Board", ["summary"])]
    (report,) = shop["reports"]
    assert (report["template__name"], report["requested_by__email"]) == ("Board", "bob@example.com")
    assert [(row["report_id"], row["downloads"]) for row in shop["report_links"]] == [(report["id"], 0)]
    assert "0" * 64 not in text
    assert other.name not in text
    assert 'filename="bulkhead-platform-' in answer["Content-Disposition"]
    assert AuditEvent.objects.filter(chain_id=cast.team.pk, action="team.exported").count() == 1


def test_an_export_reads_some_rows_at_a_time(
    alice: APIClient, cast: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("threatmodel.api.streaming._ROWS", 2)
    monkeypatch.setattr("threatmodel.api.streaming._PART_CHARACTERS", 10)
    Element.objects.bulk_create(
        Element(model=model, uid=f"data:{number}", kind="data-set", name=str(number)) for number in range(7)
    )

    answer: Any = alice.get(url(cast, "export"))
    parts = list(answer)

    assert len(parts) > 20
    assert len(json.loads(b"".join(parts))["models"][0]["elements"]) == 9


def test_only_owners_export_and_delete(cast: People) -> None:
    for user, status in ((cast.bob, 403), (cast.anna, 403), (cast.vera, 403), (cast.charlie, 404)):
        assert client_of(user).get(url(cast, "export")).status_code == status
        assert delete(client_of(user), cast).status_code == status


def test_the_name_is_typed_and_the_password_confirmed_lately(alice: APIClient, cast: People) -> None:
    wrong = delete(signed_in("alice@example.com"), cast, "platform")
    unproven = delete(alice, cast)

    assert (wrong.status_code, list(wrong.json())) == (400, ["name"])
    assert (unproven.status_code, list(unproven.json())) == (400, ["reauthentication"])
    assert Team.objects.get(pk=cast.team.pk).deleted_at is None


def test_a_deleted_team_is_inaccessible_at_once(cast: People, model: ThreatModel) -> None:
    invited = invitation_create(
        team=cast.team, email="dana@example.com", role=Role.VIEWER, invited_by=cast.alice
    )
    client = signed_in("alice@example.com")

    assert delete(client, cast).status_code == 204

    assert client.get("/api/session/").json()["teams"] == []
    for address in (f"/api/teams/{cast.team.pk}/", url(cast, "models"), f"/api/models/{model.pk}/"):
        assert client.get(address).status_code == 404
    assert _editors(model.pk, {cast.bob.pk}) == set()
    assert access_now([monitored_connection(cast, client)]) == [None]
    with pytest.raises(InvitationNotUsable):
        invitation_accept(token=invited.token, user=make_user("Dana"))
    event = AuditEvent.objects.get(action="team.deleted")
    assert event.before == {"name": "Platform", "members": 4, "models": 1}


def monitored_connection(cast: People, client: Client) -> MonitoredConnection:
    async def nothing() -> None: ...

    return MonitoredConnection(
        user_id=cast.alice.pk,
        team_id=cast.team.pk,
        session_key=str(client.session.session_key),
        role="owner",
        password="",
        close=nothing,
        sign_out=nothing,
        send_role=lambda _role: None,
    )


def test_an_administrator_restores_it(cast: People, model: ThreatModel) -> None:
    ada = user_set_administrator(user=make_user("Ada"), administrator=True)
    team_delete(team=cast.team, actor=cast.alice)
    admin = client_of(ada)
    listed = admin.get("/api/admin/teams/", {"search": "platform"}).json()["results"][0]

    restored = admin.post(f"/api/admin/teams/{cast.team.pk}/restore/")

    assert listed["deleted_at"] is not None
    assert restored.status_code == 204
    assert client_of(cast.bob).get(f"/api/models/{model.pk}/").status_code == 200
    assert AuditEvent.objects.filter(chain_id=cast.team.pk, action="team.restored").count() == 1


def test_a_restored_team_whose_owner_is_gone_gets_another(cast: People, model: ThreatModel) -> None:
    team_delete(team=cast.team, actor=cast.alice)
    account_delete(user=cast.alice)
    User.objects.filter(pk=cast.anna.pk).update(is_active=False)

    team_restore(team=cast.team)

    roles = dict(Membership.objects.filter(team=cast.team).values_list("user__name", "role"))
    assert roles == {"Anna": "approver", "Bob": "owner", "Vera": "viewer"}
    event = AuditEvent.objects.get(chain_id=cast.team.pk, action="membership.role_changed")
    assert (event.before, event.after) == ({"role": "editor"}, {"role": "owner"})


def test_a_team_without_members_is_not_restored(cast: People) -> None:
    team_delete(team=cast.team, actor=cast.alice)
    Membership.objects.filter(team=cast.team).delete()

    with pytest.raises(NotPossible, match="no remaining members"):
        team_restore(team=cast.team)


def test_before_its_time_is_over_nothing_is_removed(cast: People, model: ThreatModel) -> None:
    team_delete(team=cast.team, actor=cast.alice)

    assert teams_purge() is False
    assert Element.objects.filter(model=model).count() == 2


def test_then_nothing_is_left_but_its_log(
    cast: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permanent_deletion, "_ROWS", 1)
    team_delete(team=cast.team, actor=cast.alice)
    long_ago(cast)

    assert teams_purge() is True

    assert not Team.objects.filter(pk=cast.team.pk).exists()
    assert not ThreatModel.objects.filter(pk=model.pk).exists()
    assert Team.objects.filter(pk=cast.other_team.pk).exists()
    assert User.objects.filter(pk=cast.alice.pk).exists()
    assert AuditEvent.objects.filter(chain_id=cast.team.pk).latest("number").action == "team.purged"
    assert not any(proof.fault for proof in chains_verify())
    assert teams_purge() is False


def test_a_removal_that_was_cut_short_goes_on(
    cast: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    team_delete(team=cast.team, actor=cast.alice)
    long_ago(cast)
    is_deleted = purge._is_deleted
    asked: list[Team] = []

    def cut(team: Team) -> bool:
        asked.append(team)
        if len(asked) == 5:
            raise RuntimeError
        return is_deleted(team)

    monkeypatch.setattr(purge, "_is_deleted", cut)
    with pytest.raises(RuntimeError):
        teams_purge()
    monkeypatch.setattr(purge, "_is_deleted", is_deleted)

    assert teams_purge() is True
    assert not Membership.objects.filter(team_id=cast.team.pk).exists()


def test_a_removal_leaves_the_worker_to_others_after_a_while(
    cast: People, model: ThreatModel, settings: Settings
) -> None:
    team_delete(team=cast.team, actor=cast.alice)
    long_ago(cast)

    settings.DELETION_ROUND_S = -1
    assert teams_purge() is False
    settings.DELETION_ROUND_S = 60
    assert Element.objects.filter(model=model).exists()

    assert teams_purge() is True


def test_what_is_being_removed_is_not_given_back_in_parts(
    cast: People, model: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = user_set_administrator(user=make_user("Ada"), administrator=True)
    team_delete(team=cast.team, actor=cast.alice)
    long_ago(cast)
    monkeypatch.setattr(purge, "model_erase_in_steps", lambda **_step: False)
    assert teams_purge() is False  # cut short

    answer = client_of(ada).post(f"/api/admin/teams/{cast.team.pk}/restore/")

    assert answer.status_code == 400
    assert answer.json()["detail"] == "This team was deleted more than 30 days ago and is being removed."
    assert Team.objects.get(pk=cast.team.pk).deleted_at is not None
    assert not AuditEvent.objects.filter(action="team.restored").exists()


# Computed anew, kept for a while, of one person, or with a download of its own (files, reports, the log).
_NOT_EXPORTED = {
    "accounts.Invitation", "api_tokens.StoredResult", "architecture.ChangedSubject",
    "architecture.FavoriteModel", "audit.AuditEvent", "comments.Mention", "history.EventGroup",
    "history.Snapshot", "imports.VerificationOutcome", "jobs.Job", "jobs.Upload",
    "bulkhead_yaml.TextVersion", "notifications.Notice", "pasta.StoredStages", "reports.ReportFile",
    "threats.AnalysisRun", "threats.CoverageGrid", "threats.EvidenceContent", "threats.LibraryUpdate",
    "threats.ModelCounters", "threats.ModelReach", "webhooks.Delivery",
}  # fmt: skip


def test_every_table_of_a_team_is_in_its_export_or_named_here(
    alice: APIClient, cast: People, things: Things
) -> None:
    with CaptureQueriesContext(connection) as captured:
        text = b"".join(alice.get(url(cast, "export"))).decode()

    read = set(re.findall(r'(?:FROM|JOIN) "(\w+)"', " ".join(query["sql"] for query in captured)))
    tables = {table for table in apps.get_models() if hasattr(table, "team_path")}
    assert {table._meta.label for table in tables if table._meta.db_table not in read} == _NOT_EXPORTED
    assert "hooks.example.com" in text
    assert "/abc" not in text  # the address of a chat is as good as a password
