"""The API of updates of the rule library: what changes, and who applies it."""

from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from tests.people import People
from tests.shop_model import socket_threat
from tests.threats.library_updates import OF_EARLIER, other_rules, run_all, waiting
from tests.threats.test_analyses import mitigate
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.models import AuditEvent
from threatmodel.engine.analysis.analyzer_version import analyzer_version
from threatmodel.history.models import ModelEvent
from threatmodel.jobs.models import Job
from threatmodel.jobs.services import job_run
from threatmodel.threats.analysis.models import LibraryUpdate
from threatmodel.threats.analysis.services.library_updates import library_updates_request


@pytest.fixture
def address(model: ThreatModel) -> str:
    return f"/api/models/{model.pk}/library-update/"


@pytest.fixture
def of_team(cast: People) -> str:
    return f"/api/teams/{cast.team.pk}/library-updates/"


@pytest.fixture
def previewed(cast: People, model: ThreatModel) -> LibraryUpdate:
    """A preview of a threat that comes, and one with a mitigation that goes."""
    Job.objects.all().delete()
    mitigate(cast, model, socket_threat(model).number)
    other_rules(model)
    run_all()
    return waiting(model)


def changes(client: APIClient, address: str, **query: Any) -> list[tuple[str, str]]:
    page = client.get(f"{address}changes/", query).json()
    assert page["count"] == len(page["results"])
    return [(one["change"], one["rule"]) for one in page["results"]]


def test_a_model_without_an_update_says_so(vera: APIClient, address: str) -> None:
    update = vera.get(address).json()

    assert (update["state"], update["version"], update["counts"]) == ("none", analyzer_version(), None)
    assert changes(vera, address) == []


def test_a_preview_that_is_not_there_yet_is_pending(
    vera: APIClient, address: str, model: ThreatModel
) -> None:
    other_rules(model)

    update = vera.get(address).json()

    assert (update["state"], update["message"]) == ("pending", "")
    assert (update["version"], update["earlier_version"]) == (analyzer_version(), OF_EARLIER)


def test_a_preview_that_failed_says_why(vera: APIClient, address: str, model: ThreatModel) -> None:
    Job.objects.all().delete()
    other_rules(model)
    (key,) = library_updates_request()
    Job.objects.filter(pk=key).update(state="failed", finished_at=timezone.now(), message="No memory.")

    update = vera.get(address).json()

    assert (update["state"], update["message"]) == ("failed", "No memory.")


def test_a_canceled_preview_is_not_begun_again_but_on_request(
    bob: APIClient, address: str, model: ThreatModel
) -> None:
    Job.objects.all().delete()
    other_rules(model)
    (key,) = library_updates_request()
    waiting = bob.get(address).json()
    bob.post(f"/api/models/{model.pk}/jobs/{key}/cancel/")

    canceled = bob.get(address).json()
    again = bob.post(f"/api/models/{model.pk}/jobs/{key}/repeat/").json()["job"]["id"]

    assert (waiting["state"], waiting["job"]) == ("pending", str(key))
    assert (canceled["state"], canceled["job"]) == ("canceled", str(key))
    assert library_updates_request() == []
    assert (bob.get(address).json()["state"], bob.get(address).json()["job"]) == ("pending", again)


def test_an_update_that_could_not_be_applied_says_why_until_it_is_asked_for_again(
    bob: APIClient, address: str, previewed: LibraryUpdate
) -> None:
    job = bob.post(f"{address}apply/").json()["job"]["id"]
    Job.objects.filter(pk=job).update(state="failed", finished_at=timezone.now(), message="No memory.")
    library_updates_request()

    update = bob.get(address).json()

    assert (update["state"], update["message"], update["requested_at"]) == ("waiting", "No memory.", None)
    assert update["apply_at"] is None
    bob.post(f"{address}apply/")
    assert bob.get(address).json()["message"] == ""


def test_a_member_sees_what_would_change_and_until_when(
    vera: APIClient, address: str, previewed: LibraryUpdate
) -> None:
    update = vera.get(address).json()

    assert (update["state"], update["earlier_version"]) == ("waiting", OF_EARLIER)
    assert update["counts"]["new"]["critical"] == update["counts"]["gone"]["critical"] == 1
    assert (update["counts"]["decisions"], update["requested_by"]) == (1, None)
    assert update["apply_at"][:10] > update["created_at"][:10]


def test_the_list_has_reasons_and_what_the_threats_are_now(
    vera: APIClient, address: str, model: ThreatModel, previewed: LibraryUpdate
) -> None:
    came, went = vera.get(f"{address}changes/").json()["results"]

    assert (came["change"], came["number"], came["status"]) == ("new", None, None)
    assert "socket" in came["why"]
    assert came["subject"]["name"]
    assert (went["change"], went["why"], went["status"], went["decided"]) == ("gone", "", "open", True)
    assert went["number"] == model.threats.get(rule="rule-of-earlier").number


def test_the_list_is_filtered(vera: APIClient, address: str, previewed: LibraryUpdate) -> None:
    gone = ("gone", "rule-of-earlier")

    assert changes(vera, address, change="gone") == [gone]
    assert changes(vera, address, decided="true") == [gone]
    assert changes(vera, address, search="OF-EARLIER") == [gone]
    assert changes(vera, address, change=["severity", "facts"]) == []
    assert vera.get(f"{address}changes/?change=other").status_code == 400


def test_an_editor_applies_it_and_the_history_says_who(
    bob: APIClient, vera: APIClient, address: str, model: ThreatModel, previewed: LibraryUpdate
) -> None:
    assert vera.post(f"{address}apply/").status_code == 403

    started = bob.post(f"{address}apply/")

    assert started.status_code == 202
    assert vera.get(address).json()["requested_by"]["name"] == "Bob"
    assert vera.get(address).json()["apply_at"] is None
    job_run(job_id=started.json()["job"]["id"])
    update = vera.get(address).json()
    assert (update["state"], update["previewed_counts"]) == ("applied", update["counts"])
    assert [one["number"] for one in vera.get(f"{address}changes/").json()["results"]] != [None, None]
    event = ModelEvent.objects.get(model=model, what=f"asked to apply the rule library {analyzer_version()}")
    assert event.actor is not None
    assert event.actor.name == "Bob"
    assert bob.post(f"{address}apply/").status_code == 404


def test_an_owner_applies_it_to_all_models(
    alice: APIClient, anna: APIClient, of_team: str, previewed: LibraryUpdate
) -> None:
    assert anna.get(of_team).json() == {"version": analyzer_version(), "waiting": 1, "requested": 0}
    assert anna.post(of_team).status_code == 403

    assert alice.post(of_team).json() == {"requested": 1}

    assert anna.get(of_team).json() == {"version": analyzer_version(), "waiting": 0, "requested": 1}
    run_all()
    assert anna.get(of_team).json() == {"version": analyzer_version(), "waiting": 0, "requested": 0}


def test_to_others_it_does_not_exist(
    charlie: APIClient, address: str, of_team: str, previewed: LibraryUpdate
) -> None:
    for one in (address, f"{address}changes/", of_team):
        assert charlie.get(one).status_code == 404
    assert charlie.post(f"{address}apply/").status_code == 404
    assert charlie.post(of_team).status_code == 404
    previewed.refresh_from_db()
    assert previewed.requested_at is None


def test_owners_decide_after_how_many_days(
    alice: APIClient, bob: APIClient, cast: People, address: str, previewed: LibraryUpdate
) -> None:
    team = f"/api/teams/{cast.team.pk}/"

    assert bob.patch(team, {"library_update_days": 1}, format="json").status_code == 403
    assert alice.patch(team, {"library_update_days": 366}, format="json").status_code == 400
    assert (
        alice.patch(team, {"library_update_days": None}, format="json").json()["library_update_days"] is None
    )

    assert bob.get(address).json()["apply_at"] is None
    event = AuditEvent.objects.filter(action="team.settings_changed").latest("pk")
    assert (event.before, event.after) == ({"library_update_days": 7}, {"library_update_days": None})
