"""Models of Threagile, TM-BOM, pytm and the Microsoft tool become elements, flows and threats."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.engine.importers.interchange.documents import (
    FOLDER,
    facts,
    messages,
    only_flow,
    read_json,
    read_text,
)
from threatmodel.engine.command_line.analyze import main

TM7 = """<ThreatModel xmlns="http://schemas.datacontract.org/2004/07/ThreatModeling.Model"><DrawingSurfaceList>
<DrawingSurfaceModel><Guid>d</Guid><Borders>{borders}</Borders><Lines>{lines}</Lines></DrawingSurfaceModel>
</DrawingSurfaceList></ThreatModel>"""


def stencil(name: str, generic: str, type_: str, more: str = "") -> str:
    return (
        f"<K><Key>{name}</Key><Value><GenericTypeId>{generic}</GenericTypeId><Guid>{name}</Guid><Properties>"
        f"<p><DisplayName>Name</DisplayName><Value>{name}</Value></p></Properties><TypeId>{type_}</TypeId>{more}</Value></K>"
    )


def threagile(**parts: Any) -> dict[str, Any]:
    return {"threagile_version": "1.0.0", "title": "Shop", **parts}


def test_a_stencil_is_of_the_kind_of_its_type() -> None:
    borders = stencil("a", "GE.EI", "SE.EI.TMCore.AuthProvider") + stencil(
        "b", "GE.DS", "SE.DS.TMCore.AzureEventHub"
    )

    reading = read_text(TM7.format(borders=borders, lines=""), "model.tm7")

    assert {one.name: one.kind for one in reading.model.elements.values()} == {
        "a": "external-service",
        "b": "queue",
    }


def test_xml_with_a_document_type_is_refused() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "xx"><!ENTITY c "&b;&b;">]><ThreatModel>&c;</ThreatModel>'

    (problem,) = read_text(bomb, "model.tm7").problems

    assert problem.severity == "error"
    assert "document type or entities" in problem.message


def test_deep_and_broken_xml_is_refused() -> None:
    deep = "<ThreatModel>" + "<a>" * 5_000 + "</a>" * 5_000 + "</ThreatModel>"

    assert "levels deep" in messages(read_text(deep, "model.tm7"))[0]
    assert "Invalid XML" in messages(read_text("<ThreatModel>", "model.tm7"))[0]
    assert "no model of Microsoft" in messages(read_text("<svg/>", "model.tm7"))[0]
    assert "Invalid XML" in messages(read_text("", "model.tm7"))[0]


def test_an_asset_of_threagile_states_encryption_both_ways() -> None:
    assets = {
        name: {"id": name, "type": "datastore", "technology": "database", "encryption": value}
        for name, value in (("a", "none"), ("b", "transparent"), ("c", "whatever"))
    }

    reading = read_json(threagile(technical_assets=assets))

    found = {name: facts(reading, f"threagile:{name}").get("encrypted_at_rest") for name in "abc"}
    assert found == {"a": False, "b": True, "c": None}


def test_a_link_of_threagile_states_protocol_and_authentication() -> None:
    links = {"Save": {"target": "b", "protocol": "jdbc-encrypted", "authentication": "none"}}
    assets = {
        "A": {"id": "a", "type": "process", "communication_links": links},
        "B": {"id": "b", "type": "datastore"},
    }

    flow = only_flow(read_json(threagile(technical_assets=assets)))

    assert {name: fact.value for name, fact in flow.facts.items()} == {
        "authenticated": False,
        "encrypted": True,
        "protocol": "jdbc",
    }
    assert flow.facts["encrypted"].source.origin == "inferred"


def test_a_wildcard_of_the_tracking_is_compared_within_bounds() -> None:
    tracking = {f"{'*a' * 40}{number}": {"status": "mitigated"} for number in range(2_000)}
    risks = {f"r{number}": {"severity": "low"} for number in range(500)}
    category = {"id": "c", "description": "Text", "risks_identified": risks}

    reading = read_json(threagile(custom_risk_categories={"C": category}, risk_tracking=tracking))

    assert {one.status for one in reading.threats} == {"open"}


def test_files_that_threagile_includes_are_named_as_missing() -> None:
    (problem, *_) = read_json(threagile(includes=["a.yaml", "b.yaml"])).problems

    assert "includes 2 other files" in problem.message


def test_findings_of_pytm_are_on_flows_by_their_names() -> None:
    reading = read_json(
        {
            "name": "Shop",
            "boundaries": [],
            "elements": [{"__class__": "Actor", "name": "A"}, {"__class__": "Server", "name": "B"}],
            "flows": [{"name": "Order", "source": "A", "sink": "B", "protocol": "HTTP", "dstPort": "80"}],
            "findings": [
                {"threat_id": "X", "target": "Order", "description": "Read on the way", "severity": "High"}
            ],
        }
    )

    (threat,) = reading.threats
    assert threat.subject == only_flow(reading).uid
    assert facts(reading, threat.subject) == {"protocol": "http", "encrypted": False, "port": 80}


def test_the_report_lists_the_threats_of_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "model.otm"
    path.write_text((FOLDER / "otm/tickets.otm").read_text())

    assert main([str(tmp_path), "--format", "json", "--fail-on", "none"]) == 0

    report = json.loads(capsys.readouterr().out)
    twice, bots, accepted = report["imported_threats"]
    assert (twice["title"], twice["subject"]) == ("Tickets are sold twice", "otm:ticket-shop/shop")
    assert bots["mitigations"][0]["status"] == "implemented"
    assert accepted["status"] == "accepted"
    assert {one["rule"] for one in report["threats"]}
