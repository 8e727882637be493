"""API tokens: how they are made, what they allow, and when they end."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.api_tokens.conftest import client_with, token_client
from tests.people import PASSWORD, People
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership, Team, User
from threatmodel.accounts.services import membership_remove
from threatmodel.api.throttling import counts
from threatmodel.api_tokens.models import ApiToken
from threatmodel.api_tokens.services import token_create, tokens_remove_ended
from threatmodel.api_tokens.tasks import old_tokens_and_results_remove
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.models import AuditEvent
from threatmodel.history.models import ModelEvent

OWN = "/api/account/tokens/"


def confirmed(client: APIClient) -> APIClient:
    """Return the client after its person has confirmed the password."""
    client.post("/_allauth/browser/v1/auth/reauthenticate", {"password": PASSWORD}, format="json")
    return client


def create(client: APIClient, team: Team, /, **values: Any) -> Any:
    body = {"name": "CI", "team": str(team.pk), "scopes": ["read"], **values}
    return confirmed(client).post(OWN, body, format="json")


def test_a_session_alone_makes_no_token(bob: APIClient, team: Team) -> None:
    body = {"name": "CI", "team": str(team.pk), "scopes": ["read"]}

    assert list(bob.post(OWN, body, format="json").json()) == ["reauthentication"]
    assert not ApiToken.objects.exists()


def test_a_new_token_is_shown_once_and_kept_as_a_hash(bob: APIClient, team: Team) -> None:
    made = create(bob, team, name="Pipeline", days=30)

    assert made.status_code == 201
    secret = made.json()["secret"]
    row = ApiToken.objects.get()
    assert secret.startswith("bh_")
    assert len(secret) > 40
    assert secret not in str(list(ApiToken.objects.values()))
    listed = bob.get(OWN).json()["results"]
    assert [one["name"] for one in listed] == ["Pipeline"]
    assert secret not in str(listed)
    assert listed[0]["hint"] == secret[:8]
    assert abs(row.expires_at - timezone.now() - timedelta(days=30)) < timedelta(minutes=1)


def test_a_token_works_without_session_and_csrf_token(cast: People, shop: ThreatModel) -> None:
    client = token_client(cast.bob, cast.team.pk)

    assert client.get(f"/api/models/{shop.pk}/").status_code == 200
    changed = client.patch(f"/api/models/{shop.pk}/", {"name": "Store"}, format="json")
    assert changed.status_code == 200
    assert ApiToken.objects.get().last_used_at is not None


def test_a_token_shows_what_it_allows(cast: People, shop: ThreatModel) -> None:
    client = token_client(cast.bob, cast.team.pk, ["import"], shop.pk)

    shown = client.get("/api/token/").json()

    assert (shown["scopes"], shown["model"]["name"], shown["owner"]["name"]) == (["import"], "Shop", "Bob")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["admin"]}, "scopes"),
        ({"days": 0}, "days"),
        ({"days": 366}, "days"),
        ({"name": ""}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"team": "00000000-0000-0000-0000-000000000000"}, "team"),
        ({"model": "00000000-0000-0000-0000-000000000000"}, "model"),
        ({"color": "red"}, "color"),
    ],
)
def test_what_cannot_be_made_is_refused_by_field(
    values: dict[str, Any], field: str, bob: APIClient, team: Team
) -> None:
    refused = create(bob, team, **values)

    assert refused.status_code == 400
    assert field in refused.json()


def test_a_model_of_another_team_is_no_place_for_a_token(cast: People, bob: APIClient, team: Team) -> None:
    other = ThreatModel.objects.create(team=cast.other_team, name="Theirs")

    assert create(bob, team, model=str(other.pk)).status_code == 400


def test_the_shared_account_of_the_demo_has_no_tokens(
    cast: People, team: Team, bob: APIClient, settings: Any
) -> None:
    settings.DEMO = True  # else that account cannot sign in
    User.objects.filter(pk=cast.bob.pk).update(is_demo=True)

    refused = bob.post(OWN, {"name": "CI", "team": str(team.pk), "scopes": ["read"]}, format="json")

    assert refused.status_code == 400
    assert list(refused.json()) == ["detail"], "the password is not asked for in vain"
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer bh_", "Bearer bh_unknown", "Bearer a b", "Bearer other_0000", "Bearer bh_\xff\xfe"],
)
def test_what_is_no_token_gets_401(header: str, cast: People) -> None:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=header)

    refused = client.get("/api/token/")

    assert refused.status_code == 401
    assert refused["WWW-Authenticate"].startswith("Bearer")


def test_a_bad_token_is_refused_beside_a_good_session(bob: APIClient) -> None:
    bob.credentials(HTTP_AUTHORIZATION="Bearer bh_unknown")

    assert bob.get(OWN).status_code == 401


def test_an_expired_token_gets_401(cast: People) -> None:
    client = token_client(cast.bob, cast.team.pk)
    ApiToken.objects.update(expires_at=timezone.now())

    assert client.get("/api/token/").status_code == 401


def test_a_shorter_lifetime_of_the_team_ends_tokens_that_are_older(
    cast: People, alice: APIClient, team: Team
) -> None:
    client = token_client(cast.bob, team.pk)
    ApiToken.objects.update(created_at=timezone.now() - timedelta(days=8))

    assert client.get("/api/token/").status_code == 200
    assert alice.patch(f"/api/teams/{team.pk}/", {"max_token_days": 7}, format="json").status_code == 200
    assert client.get("/api/token/").status_code == 401
    assert "days" in create(alice, team, days=8).json()


def test_a_revoked_token_gets_401_and_is_recorded(bob: APIClient, cast: People, team: Team) -> None:
    made = create(bob, team).json()
    client = client_with(made["secret"])

    assert bob.delete(f"{OWN}{made['token']['id']}/").status_code == 204
    assert client.get("/api/token/").status_code == 401
    events = AuditEvent.objects.filter(chain_id=team.pk, subject_type="token").order_by("number")
    assert [event.action for event in events] == ["token.created", "token.revoked"]
    assert {event.actor_label for event in events} == {"Bob"}
    assert made["secret"] not in str(list(AuditEvent.objects.values()))


def test_owners_see_and_revoke_the_tokens_of_their_team(
    alice: APIClient, bob: APIClient, charlie: APIClient, cast: People, team: Team
) -> None:
    client = token_client(cast.bob, team.pk)
    address = f"/api/teams/{team.pk}/tokens/"
    (row,) = alice.get(address).json()["results"]

    assert row["owner"]["name"] == "Bob"
    assert bob.get(address).status_code == 403
    assert charlie.delete(f"{address}{row['id']}/").status_code == 404
    assert alice.delete(f"{address}{row['id']}/").status_code == 204
    assert client.get("/api/token/").status_code == 401


def test_nobody_sees_or_revokes_tokens_of_others_as_their_own(alice: APIClient, cast: People) -> None:
    token_client(cast.bob, cast.team.pk)

    assert alice.get(OWN).json()["results"] == []
    assert alice.delete(f"{OWN}{ApiToken.objects.get().pk}/").status_code == 404


def test_a_token_follows_the_role_of_its_owner(cast: People, shop: ThreatModel) -> None:
    client = token_client(cast.bob, cast.team.pk)
    Membership.objects.filter(user=cast.bob).update(role=Role.VIEWER)

    assert client.get(f"/api/models/{shop.pk}/").status_code == 200
    refused = client.patch(f"/api/models/{shop.pk}/", {"name": "Store"}, format="json")
    assert refused.json()["code"] == "insufficient_role"


def test_tokens_end_with_the_membership_also_when_it_returns(cast: People, shop: ThreatModel) -> None:
    client = token_client(cast.bob, cast.team.pk)
    membership_remove(membership=Membership.objects.get(user=cast.bob, team=cast.team))

    assert client.get("/api/token/").status_code == 401
    Membership.objects.create(team=cast.team, user=cast.bob, role=Role.EDITOR)
    assert client.get(f"/api/models/{shop.pk}/").status_code == 401


def test_tokens_end_with_the_account(cast: People) -> None:
    client = token_client(cast.bob, cast.team.pk)
    bob = User.objects.get(pk=cast.bob.pk)
    bob.is_active = False
    bob.save(update_fields=["is_active"])

    assert client.get("/api/token/").status_code == 401
    assert ApiToken.objects.get().revoked_at is not None


def test_a_team_that_wants_a_second_factor_wants_it_of_tokens_too(cast: People, shop: ThreatModel) -> None:
    client = token_client(cast.bob, cast.team.pk)
    Team.objects.filter(pk=cast.team.pk).update(mfa_required=True)

    assert client.get(f"/api/models/{shop.pk}/").json()["code"] == "second_factor_required"


def test_the_log_and_the_history_name_the_token(cast: People, shop: ThreatModel) -> None:
    client = token_client(cast.bob, cast.team.pk)
    client.patch(f"/api/models/{shop.pk}/", {"name": "Store"}, format="json")
    threat = {"on": "model", "title": "By hand", "categories": ["tampering"], "severity": "low"}
    made = client.post(f"/api/models/{shop.pk}/threats/", threat, format="json")

    event = AuditEvent.objects.get(action="model.changed")
    assert (event.via, event.actor_label, event.actor_id) == ("token", "token CI of Bob", cast.bob.pk)
    assert made.status_code == 201, made.json()
    assert ModelEvent.objects.filter(model=shop, actor=cast.bob, token="CI").exists()


def test_each_token_has_its_own_limit_and_says_what_is_left(cast: People, settings: Settings) -> None:
    settings.API_RATES = {**settings.API_RATES, "token": 2}
    counts.forget()
    client, other = (token_client(cast.bob, cast.team.pk) for _ in range(2))

    left = [client.get("/api/token/")["RateLimit-Remaining"] for _ in range(2)]
    refused = client.get("/api/token/")

    assert left == ["1", "0"]
    assert refused.status_code == 429
    assert refused["RateLimit-Limit"] == "2"
    assert 0 < int(refused["Retry-After"]) <= 60
    assert 0 < int(refused["RateLimit-Reset"]) <= 60
    assert other.get("/api/token/").status_code == 200


def test_browsers_get_no_figures_of_a_limit(bob: APIClient) -> None:
    assert "RateLimit-Limit" not in bob.get(OWN)


def test_people_have_a_limited_number_of_tokens(cast: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threatmodel.api_tokens.services.TOKENS_MOST", 1)
    token_client(cast.bob, cast.team.pk)

    with pytest.raises(ValueError, match="Revoke one first"):
        token_create(user=cast.bob, team_id=cast.team.pk, name="CI", scopes=["read"], days=1)


def test_tokens_that_ended_long_ago_are_removed(cast: People) -> None:
    token_client(cast.bob, cast.team.pk)
    token_client(cast.bob, cast.team.pk)
    ApiToken.objects.filter(pk=ApiToken.objects.order_by("pk")[0].pk).update(
        expires_at=timezone.now() - timedelta(days=91)
    )

    assert old_tokens_and_results_remove() == 1
    assert tokens_remove_ended() == 0
    assert ApiToken.objects.count() == 1


def test_a_token_has_no_tools_unless_some_are_chosen(bob: APIClient, team: Team) -> None:
    plain = create(bob, team).json()["token"]
    chosen = create(bob, team, scopes=["read", "propose"], tools=["propose_flow", "list_models"]).json()[
        "token"
    ]

    assert (plain["tools"], plain["tool_calls"]) == ([], 0)
    assert chosen["tools"] == ["list_models", "propose_flow"]
    assert [one["name"] for one in bob.get("/api/agent-tools/").json()][:2] == ["list_models", "get_model"]


@pytest.mark.parametrize(
    "values",
    [
        {"tools": ["propose_flow"]},
        {"scopes": ["propose"], "tools": ["list_models"]},
        {"tools": ["delete_model"]},
    ],
)
def test_tools_need_a_scope_that_allows_them(bob: APIClient, team: Team, values: dict[str, Any]) -> None:
    refused = create(bob, team, **values)

    assert (refused.status_code, list(refused.json())) == (400, ["tools"])
