"""Which elements and flows a card of LINDDUN GO is about, and which it may be about."""

from typing import Any

import pytest

from tests.engine.analysis.test_data_set_facts import data_set, element, flow, model
from threatmodel.engine.analysis.linddun_go_cards import CardMatches, card_matches
from threatmodel.engine.library.linddun_go_cards import privacy_cards
from threatmodel.engine.model import Model

CARDS = privacy_cards()
KINDS = {
    "web": "workload",
    "db": "datastore",
    "jobs": "queue",
    "logs": "log-sink",
    "mailer": "external-service",
    "build": "ci-pipeline",
}


def system(**said: Any) -> Model:
    """A shop of which each part says this of personal data, and flows into, inside and out of it."""
    people = data_set("people", **said)
    held: dict[str, Any] = {"data_sets": ["people"]}
    parts = [element(uid, kind, **said) for uid, kind in KINDS.items()]
    outside = (
        element("internet", "internet"),
        element("customer", "actor", "internet", trusted=False, **held),
        element("disk", "volume", **held),
        element("database", "workload", purpose="database", **held),
    )
    flows = (flow("customer", "web", "people"), flow("web", "db", "people"), flow("web", "mailer", "people"))
    return model(*parts, people, *outside, flows=flows)


def matches(found: Model, card: str) -> CardMatches:
    return card_matches(found, CARDS[card])


@pytest.mark.parametrize("card", CARDS)
def test_a_card_is_about_something_where_people_are_in_the_data(card: str) -> None:
    assert matches(system(personal_data=True), card).matching


@pytest.mark.parametrize("card", CARDS)
def test_a_card_is_about_nothing_where_no_data_is_personal(card: str) -> None:
    assert matches(system(personal_data=False), card) == CardMatches((), ())


@pytest.mark.parametrize("card", CARDS)
def test_an_unknown_fact_makes_possible_matches_only(card: str) -> None:
    assert matches(system(), card).matching == ()


def test_a_request_of_a_person_comes_from_outside() -> None:
    assert matches(system(personal_data=True), "L1").matching == ("customer->web",)


def test_data_in_transit_comes_from_a_component() -> None:
    assert matches(system(personal_data=True), "I3").matching == ("web->db", "web->mailer")


def test_sharing_is_about_holders_and_flows_that_leave() -> None:
    found = model(
        element("web", "workload", personal_data=True),
        element("internet", "internet"),
        element("tracker", "external-service", "internet"),
        element("db", "datastore", personal_data=False),
        data_set("people", personal_data=True),
        flows=(flow("web", "tracker", "people"), flow("web", "db", "people")),
    )

    assert matches(found, "DD5") == CardMatches(("web", "web->tracker"), ("tracker",))


def test_a_flow_without_a_statement_is_about_what_its_destination_holds() -> None:
    found = model(
        element("web", "workload", personal_data=False),
        element("db", "datastore", personal_data=True),
        element("cache", "datastore"),
        flows=(flow("web", "db"), flow("web", "cache")),
    )

    assert matches(found, "I3") == CardMatches(("web->db",), ("web->cache",))


def test_a_store_that_can_erase_people_is_not_asked_about_it() -> None:
    found = model(
        element("db", "datastore", personal_data=True, erasure_possible=True),
        element("archive", "datastore", personal_data=True, erasure_possible=False),
    )

    assert matches(found, "U5").matching == ("archive",)


def test_a_flow_whose_end_is_gone_is_left_out() -> None:
    found = model(element("web", "workload", personal_data=True), flows=(flow("web", "deleted"),))

    assert matches(found, "I3") == CardMatches((), ())
