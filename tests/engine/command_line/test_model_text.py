"""The command line analyzes manifests together with bulkhead.yaml."""

import json
from pathlib import Path
from typing import Any

import pytest

from threatmodel.engine.command_line.analyze import main
from threatmodel.engine.command_line.main import main as bulkhead

TEXT = """\
schema: bulkhead.model/1
threats:
  - {rule: container-privileged, element: compose:web/web, status: not-applicable, reason: Needs devices}
manual_threats:
  laptop: {title: Stolen laptop, severity: low}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "input"
    found.mkdir()
    (found / "compose.yaml").write_text("services: {web: {image: nginx, privileged: true}}\n")
    (found / "bulkhead.yaml").write_text(TEXT)
    return found


def report_on(folder: Path, *options: str, code: int = 0) -> dict[str, Any]:
    target = folder.parent / "report.json"
    assert main([str(folder), "--format", "json", "--output", str(target), *options]) == code
    found: dict[str, Any] = json.loads(target.read_bytes())
    return found


def test_decided_threats_are_listed_apart_and_never_fail_the_gate(folder: Path) -> None:
    report = report_on(folder, "--fail-on", "critical")

    assert [(one["rule"], one["decision"]["status"]) for one in report["decided"]] == [
        ("container-privileged", "not-applicable")
    ]
    assert "container-privileged" not in {one["rule"] for one in report["threats"]}
    assert "Stolen laptop" in {one["title"] for one in report["threats"]}


def test_a_broken_text_is_no_input(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Without what it states, elements and threats would be missing, and the gate might pass."""
    (folder / "bulkhead.yaml").write_text(TEXT + "unknown: 1\n")

    assert main([str(folder), "--fail-on", "critical"]) == 2

    assert "bulkhead.yaml:6: unknown key unknown; known are" in capfd.readouterr().err


@pytest.mark.parametrize("schema", ["schema: bulkhead.model/1", '"schema" : "bulkhead.model/1"'])
def test_a_broken_text_of_another_name_is_no_input(
    folder: Path, schema: str, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder / "bulkhead.yaml").unlink()
    text = TEXT.replace("schema: bulkhead.model/1", schema)
    (folder / "decisions.yaml").write_text(text + "unknown: 1\n")

    assert main([str(folder), "--fail-on", "critical"]) == 2

    assert "decisions.yaml:6: unknown key unknown; known are" in capfd.readouterr().err


@pytest.mark.parametrize("form", ["table", "markdown", "sarif", "junit"])
def test_every_format_takes_threats_by_hand(
    folder: Path, form: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main([str(folder), "--format", form]) == 0

    assert "Stolen laptop" in capfd.readouterr().out


def test_a_text_alone_is_a_model(tmp_path: Path) -> None:
    folder = tmp_path / "alone"
    folder.mkdir()
    (folder / "bulkhead.yaml").write_text(
        "schema: bulkhead.model/1\nelements: {a: {kind: external-service, name: Payments}}\n"
    )

    report = report_on(folder)

    assert [one["uid"] for one in report["elements"]] == ["a"]


def test_the_schema_of_either_file_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    titles = []
    for words in (["schema"], ["schema", "model"]):
        assert bulkhead(words) == 0
        titles.append(json.loads(capsys.readouterr().out)["title"])

    assert titles == ["Bulkhead policy (.bulkhead.yaml)", "Bulkhead model (bulkhead.yaml)"]
