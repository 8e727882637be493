"""Threat Dragon shows processes, stores and actors in their trust boundaries, and threats with decisions."""

import json
from typing import Any

from tests.engine.exporters.interchange.exported import small_content
from threatmodel.engine.exporters.interchange.threat_dragon import write_threat_dragon


def cells() -> dict[str, Any]:
    document = json.loads(write_threat_dragon(small_content()).data)
    return {one["data"]["name"]: one for one in document["detail"]["diagrams"][0]["cells"]}


def test_parts_have_their_shape_and_place() -> None:
    found = cells()

    shapes = {name: one["shape"] for name, one in found.items()}
    assert shapes["Backend"] == "trust-boundary-box"
    assert (shapes["web"], shapes["db"], shapes["Internet"]) == ("process", "store", "actor")
    assert found["web"]["position"] == {"x": 320.0, "y": 40.0}
    assert found["db"]["position"]["y"] > 0  # not on the canvas: below what is
    assert found["db"]["data"]["isEncrypted"] is True
    assert found["web"]["data"]["isWebApplication"] is True


def test_flows_of_containers_are_those_of_their_workload() -> None:
    found = cells()

    flow = found["Queries"]
    assert (flow["source"]["cell"], flow["target"]["cell"]) == (found["web"]["id"], found["db"]["id"])
    assert flow["data"]["protocol"] == "postgresql/5432"
    assert flow["data"]["isEncrypted"] is False
    assert "Inside" not in found
    public = found["Internet to proxy"]["data"]
    assert (public["isEncrypted"], public["isPublicNetwork"]) == (True, True)


def test_threats_have_status_severity_and_mitigations() -> None:
    found = cells()

    (treated,) = found["web"]["data"]["threats"]
    assert (treated["number"], treated["status"], treated["severity"]) == (1, "Mitigated", "High")
    assert (treated["modelType"], treated["type"]) == ("STRIDE", "Tampering")
    assert treated["mitigation"] == "Verified: Drop privileges"
    (accepted,) = found["Queries"]["data"]["threats"]
    assert accepted["status"] == "Accepted"
    assert accepted["mitigation"].splitlines() == [
        "Planned: Encrypt the link",
        "Risk accepted: Isolated network",
    ]
    (linking,) = found["Backend"]["data"]["threats"]
    assert (linking["modelType"], linking["type"], linking["status"]) == ("LINDDUN", "Linkability", "Open")
    assert not found["web"]["data"]["hasOpenThreats"]


def test_what_is_lost_is_counted() -> None:
    losses = write_threat_dragon(small_content(possible=2)).losses

    assert "2 containers are shown as their workloads." in losses
    assert "1 threat of the model as a whole or of a data set is left out." in losses
    assert "1 flow whose encryption is unknown is not marked as encrypted." in losses
    assert "2 possible threats, which wait for facts, are left out." in losses
    assert "3 attack paths are left out." in losses
