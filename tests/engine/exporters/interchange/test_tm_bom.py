"""A TM-BOM has trust zones, components, stores, data sets and flows, and risks with their controls."""

import json
from typing import Any

from tests.engine.exporters.interchange.exported import small_content
from threatmodel.engine.exporters.interchange.tm_bom import write_tm_bom


def document() -> Any:
    return json.loads(write_tm_bom(small_content()).data)


def test_parts_are_in_their_lists_and_zones() -> None:
    found = document()

    assert [(one["symbolic_name"], one["trust_zone"]) for one in found["components"]] == [("web", "backend")]
    assert [one["type"] for one in found["actors"]] == ["system"]
    (data,) = found["data_sets"]
    assert data["placements"] == [{"data_store": "db", "encrypted": True}]
    assert data["data_sensitivity"] == ["pii"]
    assert found["scope"]["tier"] == "business_critical"
    assert found["scope"]["exposure"] == "external"


def test_flows_name_the_list_of_each_end() -> None:
    queries = next(one for one in document()["data_flows"] if one["title"] == "Queries")

    assert queries["source"] == {"type": "component", "object": "web"}
    assert queries["destination"] == {"type": "data_store", "object": "db"}


def test_risks_and_controls_say_what_was_decided() -> None:
    found = document()

    accepted = next(one for one in found["risks"] if one["symbolic_name"] == "risk-t2-rule-b")
    assert (accepted["description"], accepted["score"], accepted["level"]) == (
        "Risk accepted: Isolated network", 12, "high",
    )  # fmt: skip
    assert {one["title"]: one["status"] for one in found["controls"]} == {
        "Drop privileges": "active", "Encrypt the link": "approved",
    }  # fmt: skip
    assert found["threats"][0]["components_affected"] == ["web"]
    assert found["threats"][0]["weaknesses"][0]["cwe_id"] == 250
