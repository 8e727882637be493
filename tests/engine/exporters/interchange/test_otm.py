"""OTM keeps nesting, facts, data sets and places, and each threat with its state where it is."""

import json
from typing import Any

from tests.engine.exporters.interchange.exported import small_content
from threatmodel.engine.exporters.interchange.otm import write_otm


def document() -> Any:
    return json.loads(write_otm(small_content()).data)


def by_id(rows: list[Any]) -> dict[str, Any]:
    return {one["id"]: one for one in rows}


def test_components_nest_as_elements_do() -> None:
    found = by_id(document()["components"])

    assert found["web"]["parent"] == {"trustZone": "zone"}
    assert found["web/web"]["parent"] == {"component": "web"}
    assert found["internet"]["parent"] == {"trustZone": "outside"}
    assert found["web/web"]["attributes"]["privileged"] == "true"
    assert found["web"]["attributes"]["replicas"] == "2"
    assert found["db"]["assets"] == {"stored": ["orders"]}
    assert "vulnerabilities" not in found["image:web"]["attributes"]


def test_places_are_relative_to_what_is_around() -> None:
    (shown,) = by_id(document()["components"])["web"]["representations"]

    assert shown["position"] == {"x": 20.0, "y": 40.0}
    assert document()["representations"][0]["size"] == {"width": 530.0, "height": 204.0}
    assert "representations" not in json.loads(write_otm(small_content(boxes={})).data)


def test_zones_and_assets_are_rated_by_what_is_stated() -> None:
    found = document()

    assert by_id(found["trustZones"])["zone"]["risk"] == {"trustRating": 70}
    assert by_id(found["assets"])["orders"]["risk"]["confidentiality"] == 70


def test_threats_keep_their_state_where_they_are() -> None:
    found = document()
    uses = {
        use["threat"][0]: use for one in (*found["components"], *found["dataflows"]) for use in one["threats"]
    }

    assert {key: use["state"] for key, use in uses.items()} == {
        "a": "mitigated", "b": "accepted", "d": "not-applicable",
    }  # fmt: skip
    assert uses["a"]["mitigations"] == [{"mitigation": "m1", "state": "implemented"}]
    assert by_id(found["mitigations"])["m1"]["riskReduction"] == 80
    threat = by_id(found["threats"])["a" * 32]
    assert (threat["cwes"], threat["categories"]) == (["CWE-250"], ["Tampering"])
    assert threat["attributes"]["number"] == "T1"
