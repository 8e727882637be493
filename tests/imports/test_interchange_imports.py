"""Models of other tools are imported: drawn as in their diagram, with their threats as manual threats."""

import json
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from rest_framework.test import APIClient

from tests.engine.golden import FIXTURES
from tests.people import People
from tests.shop_model import COMPOSE, import_files, import_text
from tests.threats.threat_events import threat_events
from threatmodel.architecture.layout import Rect
from threatmodel.architecture.models import Change, Element, Flow, ThreatModel
from threatmodel.engine.importers import TextFile, read
from threatmodel.history.models import ModelEvent
from threatmodel.imports.services.imports import Imported
from threatmodel.imports.services.previews import import_preview
from threatmodel.threats.mitigations.models import Mitigation, Treatment
from threatmodel.threats.threats.models import ManualThreat, Threat
from threatmodel.threats.threats.services import imported_threats

TICKETS = (FIXTURES / "interchange/threat-dragon/tickets.json").read_text()
OTM = (FIXTURES / "interchange/otm/tickets.otm").read_text()


def import_tickets(model: ThreatModel, people: People, text: str = TICKETS) -> Imported:
    return import_files(model, people.bob, {"tickets.json": text})


def listed(model: ThreatModel) -> dict[str, Threat]:
    return {one.title: one for one in Threat.objects.filter(model=model, rule="").select_related("manual")}


def rects(model: ThreatModel) -> dict[str, Rect]:
    """Where everything drawn is, by name."""
    rows = Element.objects.filter(model=model, x__isnull=False).values_list(
        "name", "x", "y", "width", "height"
    )
    return {name: Rect(*place) for name, *place in rows}  # type: ignore[arg-type]


def edited(change: str, to: str, text: str = TICKETS) -> str:
    assert change in text
    return text.replace(change, to)


@pytest.fixture
def tickets(cast: People, empty: ThreatModel) -> ThreatModel:
    import_tickets(empty, cast)
    return empty


def test_threats_of_the_file_are_manual_threats_of_its_elements(tickets: ThreatModel, cast: People) -> None:
    found = listed(tickets)

    assert {title: (one.subject_name, one.severity, one.status) for title, one in found.items()} == {
        "Tickets are sold twice": ("Ticket shop", "high", "open"),
        "Bots buy all tickets": ("Ticket shop", "medium", "mitigated"),
        "Prices are public": ("Ticket shop", "low", "not-applicable"),
        "Card numbers are read on the way": ("Order", "critical", "open"),
    }
    twice = found["Tickets are sold twice"]
    assert (twice.manual.description, twice.manual.created_by) == (
        "Two requests at once reserve the same seat.",
        cast.bob,
    )
    assert found["Prices are public"].status_reason == "Not applicable according to OWASP Threat Dragon."
    assert [(one.title, one.status) for one in twice.mitigations.all()] == [
        ("Reserve seats with a lock.", "proposed")
    ]


def test_the_same_file_again_writes_no_row(tickets: ThreatModel, cast: People) -> None:
    tables: tuple[Any, ...] = (Element, Flow, Change, Threat, ManualThreat, Mitigation, Treatment, ModelEvent)
    before = [list(table._default_manager.order_by("pk").values()) for table in tables]

    again = import_tickets(tickets, cast)

    assert [list(table._default_manager.order_by("pk").values()) for table in tables] == before
    assert (again.added, again.changed, again.gone) == (0, 0, 0)


def test_a_threat_follows_its_file_until_a_person_edits_it(
    tickets: ThreatModel, cast: People, bob: APIClient
) -> None:
    row = listed(tickets)["Bots buy all tickets"]
    url = f"/api/models/{tickets.pk}/threats/{row.number}/"
    shown = bob.get(url).json()
    written = {
        "on": "element",
        "uid": row.subject_uid,
        "title": "Bots",
        "categories": ["denial-of-service"],
        "severity": "low",
        "version": shown["version"],
    }
    assert bob.put(url, written, format="json").status_code == 200

    text = edited(
        "Bots buy all tickets", "Robots buy all tickets", edited("are sold twice", "are sold again")
    )
    imported = import_tickets(tickets, cast, text)

    assert {"Bots", "Tickets are sold again"} <= listed(tickets).keys()
    assert len(listed(tickets)) == 4
    assert any("0 added, 1 updated" in problem.message for problem in imported.problems)
    number = listed(tickets)["Tickets are sold again"].number
    assert [event["what"] for event in threat_events(bob, tickets.pk, number)] == [
        "updated the threat by an import",
        "imported the threat",
    ]
    assert threat_events(bob, tickets.pk, number)[0]["before"]["title"] == "Tickets are sold twice"


def test_a_mitigation_that_the_file_calls_done_mitigates_the_threat(
    tickets: ThreatModel, cast: People
) -> None:
    import_tickets(
        tickets,
        cast,
        edited('"status": "Open", "severity": "High"', '"status": "Mitigated", "severity": "High"'),
    )

    row = listed(tickets)["Tickets are sold twice"]
    assert row.status == "mitigated"
    assert row.mitigations.get().status == "implemented"


def test_a_mitigation_that_a_person_changed_stays(tickets: ThreatModel, cast: People, bob: APIClient) -> None:
    mitigation = listed(tickets)["Tickets are sold twice"].mitigations.get()
    url = f"/api/models/{tickets.pk}/mitigations/{mitigation.number}/"
    assert bob.patch(url, {"status": "planned", "title": "Lock"}, format="json").status_code == 200

    import_tickets(
        tickets,
        cast,
        edited('"status": "Open", "severity": "High"', '"status": "Mitigated", "severity": "High"'),
    )

    mitigation.refresh_from_db()
    assert (mitigation.title, mitigation.status) == ("Lock", "planned")


def test_one_mitigation_of_two_threats_is_one_row(cast: People, empty: ThreatModel) -> None:
    text = (FIXTURES / "interchange/tm-bom/tickets.tmbom.json").read_text()

    import_files(empty, cast.bob, {"tickets.tmbom.json": text})

    lock = Mitigation.objects.get(model=empty, title="Lock seats")
    assert lock.threats.count() == 2
    assert listed(empty)["Tickets are sold twice"].status == "mitigated"


def test_elements_lie_as_in_the_diagram_and_inside_their_boundaries(tickets: ThreatModel) -> None:
    drawn = rects(tickets)

    assert drawn["Buyer"].x < drawn["Ticket shop"].x < drawn["Orders"].x
    assert drawn["Orders"].y < drawn["Journal"].y
    assert drawn["Refunds"].y > drawn["Sale"].bottom
    for row in Element.objects.filter(model=tickets, parent__isnull=False).select_related("parent"):
        around, inside = drawn[row.parent.name if row.parent else ""], drawn[row.name]
        assert around.x <= inside.x
        assert around.y <= inside.y
        assert inside.right <= around.right
        assert inside.bottom <= around.bottom


def test_a_diagram_comes_below_what_is_in_the_model(cast: People, empty: ThreatModel) -> None:
    import_text(empty, cast.bob, COMPOSE)
    before = rects(empty)

    import_tickets(empty, cast)

    drawn = rects(empty)
    bottom = max(rect.bottom for rect in before.values())
    assert {name: drawn[name] for name in before} == before
    assert min(drawn[name].y for name in drawn.keys() - before.keys()) > bottom


def test_a_preview_lists_the_threats_of_the_file_and_writes_none(cast: People, empty: ThreatModel) -> None:
    reading = read([TextFile("tickets.json", TICKETS.encode())])

    previewed = import_preview(model_id=empty.pk, actor=cast.bob, reading=reading, files=["tickets.json"])

    titles = [one["title"] for one in previewed.result["preview"]["new_threats"]]
    assert "Tickets are sold twice" in titles
    assert not listed(empty)
    json.dumps(previewed.result, cls=DjangoJSONEncoder)


def test_more_threats_than_a_model_takes_are_left_out_with_a_message(
    cast: People, empty: ThreatModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imported_threats, "MANUAL_MOST", 3)

    imported = import_tickets(empty, cast)

    assert len(listed(empty)) == 3
    assert any(problem.message.startswith("1 threats were left out") for problem in imported.problems)


def test_a_deleted_threat_that_an_import_added_again_is_not_restored_twice(
    tickets: ThreatModel, cast: People, bob: APIClient
) -> None:
    row = listed(tickets)["Prices are public"]
    url = f"/api/models/{tickets.pk}/threats/{row.number}/"
    version = bob.get(url).json()["version"]
    assert bob.delete(f"{url}?version={version}").status_code == 204
    import_tickets(tickets, cast)

    answer = bob.post(f"{url}restore/")

    assert answer.status_code == 400
    assert "added" in answer.json()["number"][0]


def test_an_otm_file_is_imported_with_its_flows(cast: People, empty: ThreatModel) -> None:
    imported = import_files(empty, cast.bob, {"tickets.otm": OTM})

    assert Flow.objects.filter(model=empty, source__name="Buyer", destination__name="Shop").exists()
    assert Element.objects.filter(model=empty, name="Shop", parent__name="Production").exists()
    assert imported.flows == 3


def test_a_table_of_threats_alone_is_put_on_elements_of_the_model(cast: People, empty: ThreatModel) -> None:
    import_text(empty, cast.bob, COMPOSE)
    elements = Element.objects.filter(model=empty, gone_at=None).count()
    name = Element.objects.get(model=empty, uid="compose:db").name
    table = f"Threat,Element,Severity\nBackups are public,{name.upper()},High\nNo owner,Nothing,Low\n"
    assert Element.objects.filter(model=empty, name__iexact=name).count() > 1  # the service and its container

    import_files(empty, cast.bob, {"threats.csv": table}, scope="all")

    assert Element.objects.filter(model=empty, gone_at=None).count() == elements
    found = listed(empty)
    assert (found["Backups are public"].subject_uid, found["No owner"].subject_kind) == (
        "compose:db",
        "model",
    )
