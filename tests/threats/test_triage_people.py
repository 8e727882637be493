"""Who owns threats until when, who is asked about them, and who leaves."""

import datetime as dt
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.people import People
from tests.threats.bulk_requests import NOT_APPLICABLE, Json, changed, found, listed, post, undone
from tests.threats.threat_events import threat_events
from threatmodel.accounts.models import User
from threatmodel.accounts.services import membership_remove
from threatmodel.architecture.models import ThreatModel
from threatmodel.comments.models import Comment, Mention
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.triage.models import InfoRequest

# --- people ------------------------------------------------------------------------------------


def test_who_leaves_the_team_owns_nothing_any_more(
    bob: APIClient, address: str, model: ThreatModel, cast: People
) -> None:
    outcome = changed(bob, address, {"owner": str(cast.anna.pk)}, numbers=[1, 2])
    later = changed(bob, address, {"owner": str(cast.bob.pk)}, numbers=[1, 2])

    membership_remove(membership=cast.anna.memberships.get(team=cast.team))
    left = undone(bob, address, later)
    changed(bob, address, {"owner": str(cast.vera.pk)}, numbers=[1, 2])
    membership_remove(membership=cast.vera.memberships.get(team=cast.team))

    assert {one["reason"] for one in left["left"]} == {"Its owner before is no longer in the team."}
    assert outcome["changed"] == 2
    assert found(model, owner__isnull=False) == set()
    event = threat_events(bob, model.pk, 1)[0]
    assert (event["what"], event["actor"]) == ("took from Vera, who left the team,", None)
    assert event["before"]["owner"]["name"] == "Vera"


def ask(client: APIClient, address: str, person: User, **selection: Any) -> Json:
    question = {"person": str(person.pk), "text": "Is it reachable?"}
    return changed(client, address, {"status": "needs-info", "ask": question}, **selection)


def test_a_question_shows_who_is_waited_for_until_the_answer(
    bob: APIClient, anna: APIClient, address: str, model: ThreatModel, cast: People
) -> None:
    ask(bob, address, cast.anna, numbers=[1])
    waiting = bob.get(f"{address}1/").json()["waiting"]
    assert Mention.objects.get().user == cast.anna
    assert listed(anna, address, waiting_for="me")["count"] == 1

    anna.post(f"/api/models/{model.pk}/comments/{waiting['thread']}/replies/", {"text": "Yes"})

    assert waiting["asked"]["name"] == "Anna"
    shown = bob.get(f"{address}1/").json()
    assert (shown["waiting"], shown["status"]) == (None, "open")
    assert threat_events(bob, model.pk, 1)[0]["what"] == "answered the question about"


def test_who_asked_may_add_to_the_question(
    bob: APIClient, address: str, model: ThreatModel, cast: People
) -> None:
    ask(bob, address, cast.anna, numbers=[1])
    thread = bob.get(f"{address}1/").json()["waiting"]["thread"]

    bob.post(f"/api/models/{model.pk}/comments/{thread}/replies/", {"text": "From the internet, I mean"})

    assert bob.get(f"{address}1/").json()["status"] == "needs-info"


def test_one_comment_asks_about_many(
    bob: APIClient, anna: APIClient, address: str, model: ThreatModel, cast: People
) -> None:
    ask(bob, address, cast.anna, all=True, filter={})
    comment = Comment.objects.get()
    total = InfoRequest.objects.count()

    anna.post(f"/api/models/{model.pk}/comments/{comment.pk}/replies/", {"text": "None of them"})

    assert f"and {total - 5:,} more" in comment.text
    assert total == Threat.objects.filter(model=model).count()
    assert not InfoRequest.objects.exists()
    assert found(model, status="open") == found(model)


def test_a_decision_needs_no_answer_any_more(bob: APIClient, address: str, cast: People) -> None:
    ask(bob, address, cast.anna, numbers=[1, 2])

    bob.patch(f"{address}1/", NOT_APPLICABLE)
    changed(bob, address, NOT_APPLICABLE, numbers=[2])

    assert not InfoRequest.objects.exists()


def test_the_undo_of_a_decision_waits_for_nobody_who_has_left(
    bob: APIClient, address: str, model: ThreatModel, cast: People
) -> None:
    ask(bob, address, cast.anna, numbers=[1])
    decided = changed(bob, address, NOT_APPLICABLE, numbers=[1])
    membership_remove(membership=cast.anna.memberships.get(team=cast.team))

    undone(bob, address, decided)

    assert found(model, status="needs-info") == {1}
    assert not InfoRequest.objects.exists()


def test_viewers_are_not_asked(bob: APIClient, address: str, cast: People) -> None:
    question = {"person": str(cast.vera.pk), "text": "Is it?"}

    response = post(bob, address, {"status": "needs-info", "ask": question}, numbers=[1])

    assert response.json() == {"ask": ["Only members of the team who can edit can be asked."]}


# --- dates -------------------------------------------------------------------------------------


def set_days(client: APIClient, cast: People, **days: int) -> Any:
    return client.patch(f"/api/teams/{cast.team.pk}/", {"due_days": days}, format="json")


def test_the_days_of_the_team_give_a_date_by_severity(
    alice: APIClient, bob: APIClient, address: str, cast: People, model: ThreatModel
) -> None:
    assert set_days(alice, cast, critical=3, high=30).status_code == 200
    week_ago = dt.datetime.now(dt.UTC) - dt.timedelta(days=6)
    Threat.objects.filter(model=model).update(first_seen_at=week_ago)
    critical = found(model, severity="critical")

    rows = listed(bob, address, severity="critical")["results"]

    assert {(one["days_left"], one["due_by_severity"]) for one in rows} == {(-3, True)}
    assert {one["number"] for one in listed(bob, address, due="overdue")["results"]} == critical
    assert listed(bob, address, due="soon")["count"] == 0
    changed(bob, address, {"due": str(dt.datetime.now(dt.UTC).date())}, all=True, filter={"due": ["overdue"]})
    assert listed(bob, address, due="overdue")["count"] == 0
    assert {one["number"] for one in listed(bob, address, due="soon")["results"]} == critical
    undated = found(model) - critical - found(model, severity="high")
    assert {one["number"] for one in listed(bob, address, due="none")["results"]} == undated


def test_lists_are_sorted_by_date_and_what_has_none_comes_last(
    alice: APIClient, bob: APIClient, address: str, cast: People
) -> None:
    set_days(alice, cast, critical=3, high=30)
    changed(bob, address, {"due": "2020-01-01"}, numbers=[5])

    rows = listed(bob, address, ordering="due")["results"]

    assert rows[0]["number"] == 5
    dates = [one["due"] for one in rows]
    dated = [one for one in dates if one]
    assert dates == sorted(dated) + [None] * (len(dates) - len(dated))


def test_what_is_decided_is_not_overdue(alice: APIClient, bob: APIClient, address: str, cast: People) -> None:
    set_days(alice, cast, critical=1)
    changed(bob, address, {**NOT_APPLICABLE, "due": "2020-01-01"}, numbers=[1])

    shown = bob.get(f"{address}1/").json()

    assert (shown["due"], shown["days_left"]) == ("2020-01-01", None)
    assert listed(bob, address, due="overdue")["count"] == 0


@pytest.mark.parametrize("days", [{"critical": 0}, {"critical": "soon"}, {"severe": 3}, {"high": 100_000}])
def test_bad_days_are_refused(alice: APIClient, cast: People, days: Json) -> None:
    assert set_days(alice, cast, **days).status_code == 400


def test_only_owners_set_the_days(bob: APIClient, cast: People) -> None:
    assert set_days(bob, cast, critical=3).status_code == 403


def test_filters_by_owner(bob: APIClient, address: str, cast: People, model: ThreatModel) -> None:
    changed(bob, address, {"owner": str(cast.bob.pk)}, numbers=[1])
    changed(bob, address, {"owner": str(cast.anna.pk)}, numbers=[2])

    def numbers(*owners: object) -> set[int]:
        return {one["number"] for one in listed(bob, address, owner=list(owners))["results"]}

    assert numbers("me") == {1}
    assert numbers(cast.anna.pk, "me") == {1, 2}
    assert numbers("none") == found(model) - {1, 2}
    assert bob.get(address, {"owner": "you"}).status_code == 400
