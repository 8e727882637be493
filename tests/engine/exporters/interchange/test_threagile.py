"""Threagile gets assets with links, boundaries, data, and threats as individual risks with their tracking."""

from typing import Any

import yaml

from tests.engine.exporters.interchange.exported import small_content, threat
from threatmodel.engine.exporters.interchange.threagile import write_threagile


def document() -> Any:
    return yaml.safe_load(write_threagile(small_content()).data)


def test_assets_have_type_technology_and_links() -> None:
    found = document()["technical_assets"]

    web = found["web"]
    assert (web["type"], web["technology"], web["machine"]) == ("process", "web-application", "container")
    assert (web["redundant"], web["integrity"]) == (True, "critical")
    assert web["communication_links"]["Queries"]["protocol"] == "sql-access-protocol"
    assert web["communication_links"]["Queries"]["target"] == found["db"]["id"]
    assert found["Internet"]["internet"] is True
    link = found["Internet"]["communication_links"]["Internet to proxy"]
    assert link["protocol"] == "https"
    assert found["db"]["data_assets_stored"] == [document()["data_assets"]["Orders"]["id"]]
    assert found["db"]["encryption"] == "transparent"


def test_boundaries_hold_their_assets() -> None:
    backend = document()["trust_boundaries"]["Backend"]

    assert sorted(backend["technical_assets_inside"]) == ["db", "web"]
    assert backend["type"] == "execution-environment"


def test_decisions_are_the_tracking_of_risks() -> None:
    found = document()

    assert {key: one["status"] for key, one in found["risk_tracking"].items()} == {
        "rule-a@web": "mitigated", "rule-b@web": "accepted", "rule-d@example-web": "false-positive",
        "rule-e@orders": "in-discussion",
    }  # fmt: skip
    assert found["risk_tracking"]["rule-b@web"]["justification"] == "Risk accepted: Isolated network"
    assert "1 threat without a STRIDE category is left out." in write_threagile(small_content()).losses


def test_a_risk_without_an_asset_is_tracked_by_its_category_alone() -> None:
    content = small_content(threats=(threat("a", "", status="accepted", reason="Known"),))

    found = yaml.safe_load(write_threagile(content).data)

    assert list(found["risk_tracking"]) == ["rule-a"]


def test_values_that_the_format_demands_and_nothing_states_are_counted() -> None:
    losses = write_threagile(small_content()).losses

    assert any("encryption at rest is unknown" in one for one in losses)
    assert any("without a criticality" in one for one in losses)
