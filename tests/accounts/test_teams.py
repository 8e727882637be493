"""Teams and their members."""

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from tests.people import People, client_of, make_user
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership, Team
from threatmodel.accounts.services import LastOwner, membership_remove, membership_set_role, team_create
from threatmodel.audit.models import AuditEvent


def member_url(cast: People, name: str) -> str:
    membership = Membership.objects.get(team=cast.team, user__email=f"{name}@example.com")
    return f"/api/teams/{cast.team.pk}/members/{membership.pk}/"


def test_list_shows_my_teams_only_with_role_and_counts(bob: APIClient, cast: People) -> None:
    page = bob.get("/api/teams/").json()

    assert page == {
        "count": 1,
        "next": None,
        "previous": None,
        "results": [
            {
                "id": str(cast.team.pk),
                "name": "Platform",
                "slug": cast.team.slug,
                "role": "editor",
                "locked": False,
                "member_count": 4,
                "model_count": 0,
                "mfa_required": False,
                "max_acceptance_days": 365,
                "max_token_days": 365,
                "due_days": {},
                "triage_budget": 15,
                "library_update_days": 7,
                "currency": "",
            }
        ],
    }


def test_the_creator_of_a_team_owns_it(vera: APIClient, cast: People) -> None:
    response = vera.post("/api/teams/", {"name": "Night shift"})

    assert response.status_code == 201
    assert response.json()["role"] == "owner"
    assert response.json()["member_count"] == 1
    assert response.json()["slug"] == "night-shift"


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": "x" * 121}, {"name": None}, []])
def test_a_team_needs_a_name(alice: APIClient, body: object) -> None:
    assert alice.post("/api/teams/", body).status_code == 400


def test_a_name_that_turns_the_text_around_it_is_refused_with_its_place(alice: APIClient) -> None:
    response = alice.post("/api/teams/", {"name": "Night\u202eshift"})

    assert response.status_code == 400
    assert "Remove the character U+202E" in str(response.json()["name"])


def test_two_teams_of_one_name_have_different_slugs(cast: People) -> None:
    slugs = {team_create(name="Ops", owner=cast.alice).slug for _ in range(3)}

    assert len(slugs) == 3
    assert "ops" in slugs


def test_a_name_without_letters_still_makes_a_slug(cast: People) -> None:
    assert team_create(name="☕☕", owner=cast.alice).slug == "team"


def test_owner_renames_and_nothing_else_can_be_written(alice: APIClient, cast: People) -> None:
    address = f"/api/teams/{cast.team.pk}/"

    refused = alice.patch(address, {"name": "Hijacked", "slug": "hijacked", "role": "viewer", "id": "0"})
    response = alice.patch(address, {"name": "Harbour"})

    assert refused.status_code == 400
    assert response.status_code == 200
    assert response.json()["name"] == "Harbour"
    assert response.json()["slug"] == cast.team.slug
    assert response.json()["role"] == "owner"
    assert Team.objects.get(pk=cast.team.pk).name == "Harbour"


def test_settings_are_written_together_and_recorded_where_they_differ(alice: APIClient, cast: People) -> None:
    wanted = {"currency": "EUR", "triage_budget": cast.team.triage_budget, "max_token_days": 30}
    alice.patch(f"/api/teams/{cast.team.pk}/", wanted, format="json")

    event = AuditEvent.objects.get(subject_id=cast.team.pk, action="team.settings_changed")
    assert event.before == {"currency": "", "max_token_days": cast.team.max_token_days}
    assert event.after == {"currency": "EUR", "max_token_days": 30}


def test_editor_cannot_rename(bob: APIClient, cast: People) -> None:
    answer = bob.patch(f"/api/teams/{cast.team.pk}/", {"name": "Mine"})

    assert answer.status_code == 403
    detail = "This requires the role owner in the team."
    assert answer.json() == {"detail": detail, "code": "insufficient_role"}


def test_members_are_listed_searched_filtered_and_sorted(vera: APIClient, cast: People) -> None:
    url = f"/api/teams/{cast.team.pk}/members/"

    assert [row["user"]["name"] for row in vera.get(url, {"ordering": "-name"}).json()["results"]] == [
        "Vera",
        "Bob",
        "Anna",
        "Alice",
    ]
    assert vera.get(url, {"search": "bob@"}).json()["count"] == 1
    assert vera.get(url, {"role": "owner"}).json()["results"][0]["user"]["name"] == "Alice"
    assert vera.get(url, {"page_size": 2}).json()["next"] is not None
    assert set(vera.get(url).json()["results"][0]["user"]) == {"id", "name", "email"}


@pytest.mark.parametrize(
    "ordering", ["user__password", "-user__password", "owner__password", "id,user__email"]
)
def test_sorting_by_an_undeclared_field_is_refused(vera: APIClient, cast: People, ordering: str) -> None:
    response = vera.get(f"/api/teams/{cast.team.pk}/members/", {"ordering": ordering})

    assert response.status_code == 400
    assert "ordering" in response.json()


@pytest.mark.parametrize("query", ["user__password=x", "team=0", "user__email__startswith=a"])
def test_filtering_by_an_undeclared_field_changes_nothing(vera: APIClient, cast: People, query: str) -> None:
    assert vera.get(f"/api/teams/{cast.team.pk}/members/?{query}").json()["count"] == 4


def test_a_page_holds_at_most_200_rows(alice: APIClient, cast: People) -> None:
    people = [make_user(f"p{number}") for number in range(205)]
    Membership.objects.bulk_create(Membership(team=cast.team, user=user, role="viewer") for user in people)

    page = alice.get(f"/api/teams/{cast.team.pk}/members/", {"page_size": 100000}).json()

    assert page["count"] == 209
    assert len(page["results"]) == 200


def test_owner_changes_a_role_and_it_counts_at_once(alice: APIClient, bob: APIClient, cast: People) -> None:
    response = alice.patch(member_url(cast, "bob"), {"role": "owner"})

    assert response.status_code == 200
    assert response.json()["role"] == "owner"
    assert bob.patch(f"/api/teams/{cast.team.pk}/", {"name": "Mine now"}).status_code == 200


@pytest.mark.parametrize("body", [{"role": "admin"}, {"role": ""}, {}, {"role": None}])
def test_an_unknown_role_is_refused(alice: APIClient, cast: People, body: dict[str, str]) -> None:
    assert alice.patch(member_url(cast, "bob"), body).status_code == 400


@pytest.mark.parametrize("name", ["bob", "vera", "anna"])
def test_only_owners_change_roles(cast: People, name: str) -> None:
    client = client_of(getattr(cast, name))

    assert client.patch(member_url(cast, name), {"role": "owner"}).status_code == 403


def test_the_last_owner_cannot_be_downgraded_or_leave(alice: APIClient, cast: People) -> None:
    downgrade = alice.patch(member_url(cast, "alice"), {"role": "viewer"})
    leave = alice.delete(member_url(cast, "alice"))

    assert downgrade.status_code == leave.status_code == 400
    assert "owner" in str(downgrade.json()["role"])
    assert Membership.objects.get(team=cast.team, user=cast.alice).role == Role.OWNER


def test_with_a_second_owner_the_first_may_leave(cast: People) -> None:
    bob = Membership.objects.get(team=cast.team, user=cast.bob)
    alice = Membership.objects.get(team=cast.team, user=cast.alice)
    membership_set_role(membership=bob, role=Role.OWNER)

    membership_remove(membership=alice)

    with pytest.raises(LastOwner):
        membership_set_role(membership=bob, role=Role.APPROVER)


def test_anybody_may_leave_and_is_a_stranger_then(vera: APIClient, cast: People) -> None:
    assert vera.delete(member_url(cast, "vera")).status_code == 204
    assert vera.get(f"/api/teams/{cast.team.pk}/").status_code == 404


def test_only_owners_remove_others(alice: APIClient, bob: APIClient, cast: People) -> None:
    assert bob.delete(member_url(cast, "vera")).status_code == 403
    assert alice.delete(member_url(cast, "vera")).status_code == 204


def test_members_of_another_team_cannot_be_reached_through_mine(charlie: APIClient, cast: People) -> None:
    bob = Membership.objects.get(team=cast.team, user=cast.bob)
    url = f"/api/teams/{cast.other_team.pk}/members/{bob.pk}/"

    assert charlie.delete(url).status_code == 404
    assert charlie.patch(url, {"role": "viewer"}).status_code == 404


def test_the_list_of_teams_costs_two_queries_whatever_their_number(
    cast: People, alice: APIClient, django_assert_max_num_queries: object, settings: Settings
) -> None:
    settings.MAX_TEAMS_PER_ACCOUNT = 21
    for number in range(20):
        team_create(name=f"Team {number}", owner=cast.alice)

    with django_assert_max_num_queries(4):  # type: ignore[operator]  # session, user, count, page
        assert alice.get("/api/teams/").json()["count"] == 21
