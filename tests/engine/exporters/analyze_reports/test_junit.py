"""JUnit XML: build servers read it, and show as failures what fails the gate."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.engine.exporters.analyze_reports.hostile_report import NAMES, hostile_report
from threatmodel.engine.command_line.analyze import main
from threatmodel.engine.exporters import FORMATS

ROOT = Path(__file__).parents[4]


def suite(text: bytes) -> ET.Element:
    found = ET.fromstring(text).find("testsuite")
    assert found is not None
    cases = found.findall("testcase")
    assert found.get("tests") == str(len(cases))
    assert found.get("failures") == str(sum(case.find("failure") is not None for case in cases))
    assert found.get("skipped") == str(sum(case.find("skipped") is not None for case in cases))
    return found


@pytest.mark.parametrize("bar", ["critical", "none"])
def test_what_fails_the_gate_is_a_failure(bar: str, tmp_path: Path) -> None:
    output = tmp_path / "report.xml"
    main(
        [str(ROOT / "fixtures/compose/shop"), "--format", "junit", "--output", str(output), "--fail-on", bar]
    )

    cases = suite(output.read_bytes()).findall("testcase")

    gate = [case for case in cases if case.get("classname") == "bulkhead.gate"]
    failures = [case for case in cases if case.find("failure") is not None]
    if bar == "none":  # without a gate each threat is a failure
        assert not gate
        assert len(failures) == len(cases)
    else:
        assert {
            failure.get("type") for case in failures if (failure := case.find("failure")) is not None
        } == {
            "gate",
            "critical",
        }
        assert len(failures) < len(cases)


def test_scenarios_that_fail_the_gate_are_shown(tmp_path: Path) -> None:
    xml, comment = tmp_path / "report.xml", tmp_path / "report.md"
    main(
        [
            str(ROOT / "fixtures/compose/shop"),
            "--method",
            "stride",
            "--method",
            "pasta",
            "--fail-on",
            "medium",
            *("--format", "junit", "--output", str(xml), "--report", f"markdown={comment}"),
        ]
    )

    cases = suite(xml.read_bytes()).findall("testcase")

    failures = sum(case.find("failure") is not None for case in cases) - 1  # that of the gate itself
    assert f"{failures} threats miss the bar" in comment.read_text()
    rows = [
        line
        for line in comment.read_text().splitlines()
        if line.startswith(("| critical", "| high", "| medium"))
    ]
    assert len(rows) == failures


def test_hostile_names_are_text() -> None:
    found = suite(FORMATS["junit"](hostile_report()))

    assert {child.tag for child in found.iter()} == {"testsuite", "testcase", "failure"}
    assert any(NAMES[1] in str(case.get("name")) for case in found.findall("testcase"))
