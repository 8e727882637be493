"""Whether a drawn flow is encrypted is said alike wherever it is shown."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.architecture.test_operations import change, element, run
from tests.people import People
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.history.selectors.history_reader import state_now
from threatmodel.reports.selectors.architecture import flows_of

Json = dict[str, Any]
# What was said of each flow, what the canvas gets of it, and what is shown of it.
FLOWS: dict[str, tuple[Json, bool | None, bool | None]] = {
    "https": ({"protocol": "https"}, None, True),
    "amqps": ({"protocol": "amqps"}, None, True),
    "http": ({"protocol": "http"}, None, False),
    "postgresql": ({"protocol": "postgresql"}, None, None),
    "overruled": ({"protocol": "https", "encrypted": False}, False, False),
    "nothing": ({}, None, None),
}
STATED = {uid: stated for uid, (_, stated, _) in FLOWS.items()}
SHOWN = {uid: shown for uid, (_, _, shown) in FLOWS.items()}


@pytest.fixture
def drawn(cast: People, empty: ThreatModel) -> ThreatModel:
    flows = (
        change(
            uid,
            on="flow",
            source="web",
            destination="db",
            facts={name: {"value": value} for name, value in facts.items()},
        )
        for uid, (facts, _, _) in FLOWS.items()
    )
    run(empty, cast.bob, element("web"), element("db", "datastore"), *flows)
    empty.refresh_from_db()
    return empty


def encryption(rows: list[Json]) -> Json:
    return {row["uid"]: row["encrypted"] for row in rows}


def test_lists_and_pages_say_it_by_the_protocol(vera: APIClient, drawn: ThreatModel) -> None:
    root = f"/api/models/{drawn.pk}"
    web = Element.objects.get(model=drawn, uid="web")
    pages = [vera.get(f"{root}/flows/{flow.pk}/").json() for flow in Flow.objects.filter(model=drawn)]

    assert encryption(vera.get(f"{root}/flows/").json()["results"]) == SHOWN
    assert encryption(vera.get(f"{root}/elements/{web.pk}/").json()["flows"]) == SHOWN
    assert encryption(pages) == SHOWN


def test_the_canvas_gets_what_was_stated_so_that_undo_states_nothing(
    vera: APIClient, drawn: ThreatModel
) -> None:
    shown = vera.get(f"/api/models/{drawn.pk}/architecture/").json()["flows"]

    assert encryption(shown) == STATED


def test_the_drawing_of_two_states_says_it_by_the_protocol(vera: APIClient, drawn: ThreatModel) -> None:
    drawing = vera.get(f"/api/models/{drawn.pk}/comparison/drawing/", {"before": "0"}).json()

    assert encryption(drawing["flows"]) == SHOWN


def test_reports_say_it_by_the_protocol(drawn: ThreatModel) -> None:
    _, state = state_now(model_id=drawn.pk)

    assert {one.uid: one.encrypted for one in flows_of(state)} == SHOWN
