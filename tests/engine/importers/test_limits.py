"""Limits on input are settings of whoever runs Bulkhead, and messages name them."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from threatmodel.engine.command_line.analyze import UNUSABLE, main
from threatmodel.engine.command_line.input_files import UnusableInput, read_inputs
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.importers.limits import SETTINGS, InputLimits, InvalidLimit, limits_from

ROOT = Path(__file__).parents[3]


def message(text: str | bytes, environ: Mapping[str, str], name: str = "a.yaml") -> str:
    data = text.encode() if isinstance(text, str) else text
    problems = read([TextFile(name, data)], limits=limits_from(environ)).problems
    return next(problem.message for problem in problems if problem.severity == "error")


@pytest.mark.parametrize(
    ("name", "value", "text", "said"),
    [
        ("BULKHEAD_YAML_MAX_MB", "1", "a: b\n" * 300_000, "the limit of a YAML file is 1 MB"),
        ("BULKHEAD_YAML_MAX_VALUES", "1000", "a: [" + "1," * 1200 + "]", "more than 1,000 values"),
        ("BULKHEAD_YAML_MAX_DEPTH", "10", "[" * 12 + "]" * 12, "more than 10 levels deep"),
        ("BULKHEAD_YAML_MAX_DOCUMENTS", "2", "a: 1\n---\na: 2\n---\na: 3\n", "More than 2 documents"),
    ],
)
def test_a_limit_on_manifests_can_be_set(name: str, value: str, text: str, said: str) -> None:
    assert said in message(text, {name: value})


def test_the_limit_of_an_import_holds_for_reports() -> None:
    report = b'{"SchemaVersion": 2, "ArtifactName": "a", "Results": []' + b" " * 1024 * 1024 + b"}"

    assert "the limit of an import is 1 MB" in message(report, {"BULKHEAD_IMPORT_MAX_MB": "1"}, "trivy.json")


def test_the_number_of_files_of_a_folder_can_be_set(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.yaml").write_text("a: 1")

    with pytest.raises(UnusableInput, match="more than 2 files"):
        read_inputs([str(tmp_path)], limits_from({"BULKHEAD_FOLDER_MAX_FILES": "2"}))


def test_a_limit_that_makes_no_sense_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BULKHEAD_IMPORT_MAX_MB", "lots")

    assert main([str(ROOT / "fixtures")]) == UNUSABLE
    assert "BULKHEAD_IMPORT_MAX_MB must be a whole number" in capsys.readouterr().err


@pytest.mark.parametrize("value", ["0", "-1", "1e3", "99999999999"])
def test_a_limit_lies_within_bounds(value: str) -> None:
    with pytest.raises(InvalidLimit, match="BULKHEAD_YAML_MAX_MB"):
        limits_from({"BULKHEAD_YAML_MAX_MB": value})


def test_every_limit_is_documented_with_its_default() -> None:
    text = (ROOT / "docs" / "running.md").read_text()

    for name, setting in SETTINGS.items():
        (row,) = [line for line in text.splitlines() if f"`{setting.name}`" in line]
        assert f"`{getattr(InputLimits(), name) // setting.unit}`" in row


def test_what_in_a_folder_cannot_be_read_stops_nothing_and_is_reported(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text("services: {a: {image: nginx}}\n", encoding="utf-8")
    (tmp_path / "dangling.yaml").symlink_to(tmp_path / "nowhere.yaml")
    os.mkfifo(tmp_path / "pipe.yaml")  # reading it would wait for ever

    found = read_inputs([str(tmp_path)])

    assert [Path(file.name).name for file in found.files] == ["compose.yaml"]
    assert [(Path(one.file).name, one.severity, one.message) for one in found.problems] == [
        ("dangling.yaml", "warning", "Cannot be read (No such file or directory); ignored."),
        ("pipe.yaml", "warning", "Not a regular file; ignored."),
    ]
