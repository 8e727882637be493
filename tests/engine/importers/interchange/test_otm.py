"""Models in OTM become elements, flows and threats."""

from typing import Any

import pytest

from tests.engine.importers.interchange.documents import facts, messages, otm, read_json


def component(name: str, kind: str = "web-service", parent: str = "zone", **rest: Any) -> dict[str, Any]:
    where = {"trustZone": parent} if parent == "zone" else {"component": parent}
    return {"id": name, "name": name.title(), "type": kind, "parent": where, **rest}


ZONE = {"id": "zone", "name": "Zone", "risk": {"trustRating": 60}}


RATINGS = {
    0: "untrusted",
    25: "untrusted",
    26: "semi-trusted",
    75: "trusted",
    100: "highly-trusted",
    1e9: "highly-trusted",
}


@pytest.mark.parametrize(("rating", "level"), RATINGS.items())
def test_the_trust_rating_is_the_trust_level(rating: float, level: str) -> None:
    reading = read_json(otm(trustZones=[{"id": "z", "name": "Z", "risk": {"trustRating": rating}}]))

    assert facts(reading, "otm:shop/z")["trust_level"] == level


def test_a_type_that_is_a_kind_of_the_catalogue_is_that_kind() -> None:
    reading = read_json(otm(trustZones=[ZONE], components=[component("log", "log-sink")]))

    assert reading.model.kind_of("otm:shop/log") == "log-sink"


def test_what_only_holds_components_is_a_boundary() -> None:
    parts = [component("group", "empty-component"), component("web", parent="group")]

    reading = read_json(otm(trustZones=[ZONE], components=parts))

    assert reading.model.kind_of("otm:shop/group") == "boundary"
    assert reading.model.elements["otm:shop/web"].parent == "otm:shop/group"


def test_positions_are_relative_to_what_is_around() -> None:
    def at(x: float) -> list[dict[str, Any]]:
        return [
            {
                "representation": "d",
                "id": "r",
                "position": {"x": x, "y": 5},
                "size": {"width": 50, "height": 40},
            }
        ]

    zone = {**ZONE, "representations": at(100)}

    reading = read_json(otm(trustZones=[zone], components=[component("web", representations=at(10))]))

    place = reading.places["otm:shop/web"]
    assert (place.x, place.y, place.width, place.height) == (110, 10, 50, 40)


def test_attributes_that_are_facts_are_read_by_their_type() -> None:
    attributes = {
        "encrypted_at_rest": "false",
        "criticality": "high",
        "personal_data": "maybe",
        "backed_up": True,
        "cost": 3,
    }

    reading = read_json(
        otm(trustZones=[ZONE], components=[component("db", "database", attributes=attributes)])
    )

    found = facts(reading, "otm:shop/db")
    assert found == {
        "purpose": "database",
        "encrypted_at_rest": False,
        "criticality": "high",
        "backed_up": True,
    }
    assert messages(reading) == ["Not read: 2 attributes."]


def test_the_same_mitigation_of_two_threats_is_one() -> None:
    uses = [
        {"threat": name, "state": "exposed", "mitigations": [{"mitigation": "m", "state": "implemented"}]}
        for name in "ab"
    ]
    listed = [{"id": name, "name": name, "risk": {"likelihood": 100, "impact": 100}} for name in "ab"]

    reading = read_json(
        otm(
            trustZones=[ZONE],
            components=[component("web", threats=uses)],
            threats=listed,
            mitigations=[{"id": "m", "name": "M", "riskReduction": 50}],
        )
    )

    first, second = reading.threats
    assert (first.severity, first.subject) == ("critical", "otm:shop/web")
    assert first.mitigations == second.mitigations
    assert first.mitigations[0].status == "implemented"


def test_lists_of_another_type_are_reported_with_their_line() -> None:
    reading = read_json(otm(trustZones={"a": 1}, components="x", dataflows=7))

    assert [one.message for one in reading.problems if one.severity == "warning"] == [
        f"`{name}` is no list; it is ignored." for name in ("trustZones", "components", "dataflows")
    ]


def test_a_severity_that_otm_states_is_not_computed_anew() -> None:
    risk = {"likelihood": 60, "impact": 100}
    threats = [
        {"id": "a", "name": "A", "risk": risk, "attributes": {"severity": "critical"}},
        {"id": "b", "name": "B", "risk": risk, "attributes": {"severity": "whatever"}},
    ]
    web = {"id": "web", "name": "Web", "type": "web-service", "parent": {"trustZone": "z"}}
    content = otm(
        trustZones=[{"id": "z", "name": "Z"}],
        components=[{**web, "threats": [{"threat": "a"}, {"threat": "b"}]}],
        threats=threats,
    )

    assert [one.severity for one in read_json(content).threats] == ["critical", "high"]
