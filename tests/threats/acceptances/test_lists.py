"""The acceptances of a team, what people are told about them, and where else they show."""

from collections.abc import Callable
from typing import Any

from rest_framework.test import APIClient

from tests.people import People, client_of
from tests.shop_model import import_text, new_model, socket_threat
from tests.threats.acceptances.conftest import REASON, Clock
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership, Team
from threatmodel.architecture.models import ThreatModel
from threatmodel.audit.models import AuditEvent

Json = dict[str, Any]
Decide = Callable[..., Any]


def test_the_list_of_a_team_has_all_models_and_what_i_am_to_decide_first(
    accepted: Json, bob: APIClient, anna: APIClient, charlie: APIClient, values: Json, cast: People
) -> None:
    second = new_model(cast.team, cast.alice, "Billing")
    import_text(second, cast.bob)
    asked = {**values, "selection": {"numbers": [socket_threat(second).number]}}
    bob.post(f"/api/models/{second.pk}/acceptances/", asked, format="json")
    page = f"/api/teams/{cast.team.pk}/acceptances/"

    def listed(client: APIClient, **query: Any) -> list[tuple[str, str]]:
        rows = client.get(page, query).json()["results"]
        return [(one["model"]["name"], one["state"]) for one in rows]

    answer = anna.get(page).json()
    assert listed(anna) == [("Billing", "proposed"), ("Shop", "active")]
    assert (answer["facets"]["to_decide"], answer["facets"]["state"]["active"]) == (1, 1)
    assert listed(anna, to_decide="true") == [("Billing", "proposed")]
    assert listed(bob, to_decide="true") == []
    assert listed(bob, state="active") == [("Shop", "active")]
    assert listed(bob, search="bill") == [("Billing", "proposed")]
    assert listed(bob, search="a1", state="active") == [("Shop", "active")]
    assert listed(bob, ordering="-model")[0][0] == "Shop"
    assert charlie.get(page).status_code == 404


def test_a_person_who_leaves_is_not_told_and_may_not_decide(
    requested: Json, decide: Decide, cast: People
) -> None:
    Membership.objects.filter(user=cast.anna).update(role=Role.EDITOR)
    anna = client_of(cast.anna)

    assert decide(anna, requested).status_code == 403
    listed = anna.get(f"/api/teams/{cast.team.pk}/acceptances/").json()
    assert (listed["facets"]["to_decide"], listed["results"][0]["to_decide"]) == (0, False)


def test_who_is_to_decide_is_told_until_it_is_decided(
    requested: Json, anna: APIClient, alice: APIClient, decide: Decide
) -> None:
    def kinds() -> list[str]:
        found = anna.get("/api/notices/?unread=true&kind=acceptance-to-decide").json()["results"]
        return [one["kind"] for one in found]

    assert kinds() == ["acceptance-to-decide"]
    decide(alice, requested)
    assert kinds() == []


def test_notices_reach_who_asked(accepted: Json, anna: APIClient, bob: APIClient, charlie: APIClient) -> None:
    def kinds(client: APIClient) -> list[str]:
        found = client.get("/api/notices/?unread=true").json()["results"]
        return [one["what"] for one in found if one["kind"].startswith("acceptance")]

    assert (kinds(anna), kinds(bob), kinds(charlie)) == ([], ["approved A1 of Shop"], [])
    bob.post("/api/notices/mark/", {}, format="json")
    assert kinds(bob) == []


def test_options_name_other_approvers_and_the_days(
    bob: APIClient, anna: APIClient, address: str, clock: Clock
) -> None:
    options = bob.get(f"{address}options/").json()

    assert [one["name"] for one in options["approvers"]] == ["Alice", "Anna"]
    assert options["default_expires_on"] == clock.after(90)
    assert options["latest_expires_on"] == clock.after(365)
    assert [one["name"] for one in anna.get(f"{address}options/").json()["approvers"]] == ["Alice"]


# --- figures and log ---------------------------------------------------------------------------


def test_accepted_risk_still_counts_in_the_figures_of_the_model_and_says_so(
    bob: APIClient, requested: Json, decide: Decide, anna: APIClient, model: ThreatModel, team: Team
) -> None:
    page = f"/api/models/{model.pk}/"
    before = bob.get(page).json()

    decide(anna, requested)

    after = bob.get(page).json()
    assert after["threats"] == before["threats"]
    assert (before["accepted"], after["accepted"]) == (0, 1)


def test_every_act_is_an_audit_event_without_what_people_wrote(
    accepted: Json, anna: APIClient, address: str, team: Team
) -> None:
    body = {"version": accepted["version"], "note": "The host is shared now."}
    anna.post(f"{address}1/revoke/", body, format="json")

    events = AuditEvent.objects.filter(chain__team_id=team.pk, action__startswith="acceptance.").order_by(
        "number"
    )
    assert [(one.action, one.after["status"]) for one in events] == [
        ("acceptance.requested", "proposed"),
        ("acceptance.approved", "active"),
        ("acceptance.revoked", "revoked"),
    ]
    assert not any(REASON in str(one.after) for one in events)
