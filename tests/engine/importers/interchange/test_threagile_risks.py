"""Custom risks of Threagile have the status that its tracking gives them, and the reason."""

from typing import Any

import pytest

from tests.engine.importers.interchange.documents import facts, messages, only_flow, read_json
from threatmodel.engine.importers.interchange import threagile as threagile_reader

RISK = "category@web@web>save"


def threagile(
    tracking: dict[str, Any], *, key: str = "individual_risk_categories", **risk: str
) -> dict[str, Any]:
    """A model with one asset, one link, and one custom risk."""
    links = {"Save": {"target": "db", "protocol": "http", "vpn": True}}
    identified = {"A risk": {"severity": "high", **risk}}
    category = {"id": "category", "title": "Category", "description": "Text", "risks_identified": identified}
    return {
        "threagile_version": "1.0.0",
        "data_assets": {},
        "technical_assets": {
            "Web": {"id": "web", "type": "process", "communication_links": links},
            "Store": {"id": "db", "type": "datastore"},
        },
        key: [category] if key == "custom_risk_categories" else {"Category": category},
        "risk_tracking": tracking,
    }


@pytest.mark.parametrize("key", ["individual_risk_categories", "custom_risk_categories"])
def test_a_risk_of_a_link_is_tracked_by_the_id_that_threagile_makes(key: str) -> None:
    tracking = {RISK: {"status": "false-positive", "justification": "Not applicable: The link is local."}}
    content = threagile(
        tracking,
        key=key,
        most_relevant_technical_asset="web",
        most_relevant_communication_link="web>save",
    )

    (threat,) = read_json(content).threats

    assert threat.status == "not-applicable"
    assert threat.reason == "The link is local."


def test_a_risk_of_nothing_in_particular_is_tracked_by_its_category() -> None:
    (threat,) = read_json(threagile({"category": {"status": "mitigated"}})).threats

    assert threat.status == "mitigated"
    assert {one.status for one in threat.mitigations} == {"implemented"}


def test_a_justification_is_kept_without_credentials() -> None:
    tracking = {"category": {"status": "false-positive", "justification": "password=hunter2-hunter2"}}

    (threat,) = read_json(threagile(tracking)).threats

    assert "hunter2" not in threat.reason


def test_a_status_of_another_tool_is_open_and_said() -> None:
    reading = read_json(threagile({"category": {"status": "done"}}))

    assert reading.threats[0].status == "open"
    assert any("status that is not known here" in one for one in messages(reading))


def test_a_link_over_a_vpn_is_not_encrypted_by_that() -> None:
    assert facts(read_json(threagile({})), only_flow(read_json(threagile({}))).uid)["encrypted"] is False


def test_many_wildcards_times_risks_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threagile_reader, "_MOST_COMPARED", 500)
    content = threagile({f"{number}*a*": {"status": "mitigated"} for number in range(20)})
    content["technical_assets"] = {}
    content["individual_risk_categories"] = {
        f"C{number}": {
            "id": f"c{number}",
            "description": "Text",
            "risks_identified": {"r": {"severity": "low"}},
        }
        for number in range(50)
    }

    reading = read_json(content)

    assert any("too many wildcards" in one for one in messages(reading))
