"""Administrators see how much teams hold, never what, and set quotas that count at once."""

from io import StringIO

import pytest
from django.core.management import call_command
from rest_framework.test import APIClient

from tests.people import People, client_of, make_user
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import User
from threatmodel.accounts.services import TeamFull, invitation_accept, invitation_create
from threatmodel.administration.services import team_set_quotas
from threatmodel.architecture.api.services.models import model_create
from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.audit.models import AuditEvent

pytestmark = pytest.mark.both_databases


@pytest.fixture
def admin(cast: People) -> APIClient:
    return client_of(User.objects.create_superuser("ada@example.com"))


def test_teams_are_listed_with_counts_and_without_what_they_hold(admin: APIClient, cast: People) -> None:
    model = ThreatModel.objects.create(team=cast.team, name="Secret project", created_by=cast.bob)
    Element.objects.create(model=model, uid="compose:web", kind="workload", name="hidden-name", source={})

    answer = admin.get("/api/admin/teams/", {"search": "plat"})

    assert answer.json()["results"] == [
        {
            "id": str(cast.team.pk),
            "name": "Platform",
            "created_at": answer.json()["results"][0]["created_at"],
            "deleted_at": None,
            "member_count": 4,
            "model_count": 1,
            "element_count": 1,
            "job_count": 0,
            "max_models": None,
            "max_members": None,
        }
    ]
    assert "Secret project" not in answer.content.decode()
    assert "hidden-name" not in answer.content.decode()


def test_a_quota_of_models_is_kept_on_every_way_to_a_model(
    admin: APIClient, bob: APIClient, cast: People
) -> None:
    model = model_create(team_id=cast.team.pk, actor=cast.bob, name="First")
    url = f"/api/teams/{cast.team.pk}/models/"

    admin.patch(f"/api/admin/teams/{cast.team.pk}/", {"max_models": 1})

    refused = bob.post(url, {"name": "Second"})
    assert (refused.status_code, refused.json()) == (
        400,
        {
            "detail": (
                "The team's quota of models (1) is reached. Delete one, or ask an administrator "
                "of this instance for more."
            )
        },
    )
    template = bob.get("/api/library/templates/").json()[0]["id"]
    assert bob.post(url, {"name": "Second", "template": template}).status_code == 400
    assert bob.post(f"/api/models/{model.pk}/duplicate/", {"name": "Second"}).status_code == 400
    admin.patch(f"/api/admin/teams/{cast.team.pk}/", {"max_models": None})
    assert bob.post(url, {"name": "Second"}).status_code == 201


def test_a_quota_of_members_is_kept_when_inviting_and_joining(alice: APIClient, cast: People) -> None:
    dana = make_user("Dana")
    made = invitation_create(team=cast.team, email=dana.email, role=Role.EDITOR, invited_by=cast.alice)
    team_set_quotas(team=cast.team, quotas={"max_members": 4})

    invited = alice.post(
        f"/api/teams/{cast.team.pk}/invitations/", {"email": "x@example.com", "role": "editor"}
    )
    joining = client_of(dana).post("/api/invitations/accept/", {"token": made.token})

    assert (invited.status_code, joining.status_code) == (400, 400)
    assert "quota of members (4) is reached" in str(joining.json()["token"])
    with pytest.raises(TeamFull):
        invitation_accept(token=made.token, user=dana)
    team_set_quotas(team=cast.team, quotas={"max_members": 5})
    assert invitation_accept(token=made.token, user=dana).role == Role.EDITOR


def test_quotas_are_recorded_in_the_log_of_the_team(admin: APIClient, cast: People) -> None:
    admin.patch(f"/api/admin/teams/{cast.team.pk}/", {"max_models": 9})
    admin.patch(f"/api/admin/teams/{cast.team.pk}/", {"max_models": 9})

    event = AuditEvent.objects.get(action="team.quotas_changed")
    assert (event.chain_id, event.before, event.after) == (
        cast.team.pk,
        {"max_models": None},
        {"max_models": 9},
    )


@pytest.mark.parametrize(
    "body", [{"max_models": -1}, {"max_members": 0}, {"name": "Mine"}, {"max_models": 2**40}]
)
def test_a_wrong_quota_is_refused(admin: APIClient, cast: People, body: dict[str, object]) -> None:
    assert admin.patch(f"/api/admin/teams/{cast.team.pk}/", body).status_code == 400


def test_the_command_lists_teams_and_sets_quotas(cast: People) -> None:
    out = StringIO()

    call_command("teams", "quota", str(cast.team.pk), "--models", "7", stdout=out)
    call_command("teams", "list", stdout=out)

    assert "Platform\t4 of unlimited members\t0 of 7 models\t0 elements" in out.getvalue()
    call_command("teams", "quota", str(cast.team.pk), "--models", "none", stdout=out)
    cast.team.refresh_from_db()
    assert cast.team.max_models is None


def test_the_instance_says_what_runs_and_whether_it_works(admin: APIClient, cast: People) -> None:
    figures = admin.get("/api/admin/instance/").json()

    assert figures["database"]["name"] in {"sqlite", "postgresql"}
    assert figures["database"]["size_bytes"] > 0
    assert figures["redis"] in {None, True}
    assert figures["jobs"] == {"queued": 0, "running": 0, "succeeded": 0, "failed": 0, "oldest_wait_s": 0}
    assert (figures["users"], figures["teams"], figures["models"]) == (6, 2, 0)
    assert figures["version"]
