"""Editors find proposals that wait in their inbox: one notice for all, read once none is left."""

from typing import Any

from rest_framework.test import APIClient

from tests.people import People
from tests.proposals.conftest import Propose
from tests.proposals.test_proposals import decide, mitigation_body
from threatmodel.architecture.models import ThreatModel
from threatmodel.notifications.models import Notice


def notices() -> list[tuple[str, str, str, bool]]:
    """Who has which notice of proposals, and whether it was read."""
    rows = Notice.objects.filter(kind="proposals").select_related("user").order_by("user__name", "id")
    return [(one.user.name, one.what, one.detail, one.read_at is not None) for one in rows]


def pending(client: APIClient, address: str) -> Any:
    return client.get(f"{address}?state=pending").json()["results"]


def test_all_that_wait_are_one_notice_of_each_editor(
    agent: APIClient,
    alice: APIClient,
    cast: People,
    model: ThreatModel,
    address: str,
    propose_answer: Propose,
) -> None:
    propose_answer()
    Notice.objects.filter(user=cast.alice).update(read_at="2026-01-01T00:00:00Z")

    agent.post(address, mitigation_body(model), format="json")

    assert notices() == [
        (name, f"2 proposals wait for a decision in {model.name}", "1 answer, 1 mitigation", False)
        for name in ("Alice", "Anna", "Bob")
    ]
    link = Notice.objects.filter(kind="proposals").values_list("link", flat=True)[0]
    assert link == f"/m/{model.pk}/proposals"
    first, second = pending(alice, address)
    decide(alice, address, first, "reject")
    assert {one[1:] for one in notices()} == {
        (f"1 proposal waits for a decision in {model.name}", "1 answer", False)
    }
    decide(alice, address, second)
    assert [one[3] for one in notices()] == [True, True, True]


def test_what_comes_after_all_was_decided_is_told_anew(
    agent: APIClient, alice: APIClient, model: ThreatModel, address: str, propose_answer: Propose
) -> None:
    made = propose_answer().json()
    agent.post(f"{address}{made['id']}/withdraw/", {}, format="json")

    agent.post(address, mitigation_body(model), format="json")

    assert [one[3] for one in notices()] == [True, False] * 3


def test_a_person_chooses_how_to_be_mailed_about_proposals(alice: APIClient) -> None:
    changed = alice.patch("/api/notices/preferences/", {"modes": {"proposals": "off"}}, format="json")

    assert changed.json()["modes"]["proposals"] == "off"
