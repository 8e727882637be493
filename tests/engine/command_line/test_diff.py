"""`bulkhead diff` compares reports and folders alike."""

import json
import shutil
from pathlib import Path

import pytest

from threatmodel.engine.command_line import analyze, diff
from threatmodel.engine.command_line.main import main

PUBLISHED = """
  web: {image: "shop:latest", ports: ["443:8080"]}
  alerts: {image: "prom/alertmanager:v0.27.0"}"""
FIXTURE = Path(__file__).parents[3] / "fixtures" / "pipeline"


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    before, after = tmp_path / "before", tmp_path / "after"
    for folder in (before, after):
        shutil.copytree(FIXTURE / "repository" / "deploy", folder)
    shutil.copy(FIXTURE / "changes" / "privileged.yaml", after / "api.yaml")
    return before, after


def test_a_report_and_a_folder_are_compared(
    folders: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, after = folders
    report = tmp_path / "before.json"
    analyze.main([str(before), "--format", "json", "--output", str(report), "--fail-on", "none"])

    assert main(["diff", str(report), str(after), "--format", "json"]) == diff.OK

    changes = json.loads(capsys.readouterr().out)
    (changed,) = changes["elements"]["changed"]
    assert {"fact": "privileged", "before": False, "after": True} in changed["changes"]
    assert changes["threats"]["added"]
    assert changes["elements"]["added"] == changes["elements"]["removed"] == []


@pytest.mark.parametrize(
    ("form", "shown"),
    [("table", "  + critical threat: api runs privileged"), ("markdown", "| critical | api runs")],
)
def test_people_read_it(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str], form: str, shown: str
) -> None:
    assert main(["diff", *map(str, folders), "--format", form]) == diff.OK

    assert shown in capsys.readouterr().out


def test_what_is_neither_report_nor_manifest_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("text")

    assert main(["diff", str(tmp_path / "a.txt"), str(tmp_path)]) == diff.UNUSABLE
    assert "neither a JSON report nor a file or folder with manifests" in capsys.readouterr().err
    assert main(["diff", str(tmp_path / "absent"), str(tmp_path)]) == diff.UNUSABLE


def test_broken_files_are_reported_and_one_that_is_named_is_refused(
    folders: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    before, after = folders
    (after / "api.yaml").write_text("a: [")

    assert main(["diff", str(before), str(after)]) == diff.OK
    assert f"error: {after}/api.yaml:2: " in capsys.readouterr().err

    broken = after / "two.yaml"
    broken.write_text((before / "api.yaml").read_text() + "\n---\nservices: 3\n")
    assert main(["diff", str(before), str(broken)]) == diff.UNUSABLE
    assert "cannot be read whole" in capsys.readouterr().err


@pytest.mark.parametrize("reverse", [False, True], ids=["added", "removed"])
def test_markdown_lists_threats_by_score_as_the_other_reports_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], reverse: bool
) -> None:
    """A hardening gap is below a weakness, also where its severity is higher."""
    folders = [tmp_path / "before", tmp_path / "after"]
    for folder, services in zip(folders, ("", PUBLISHED), strict=True):
        folder.mkdir()
        text = f"services:\n  other: {{image: 'busybox:1.37.0'}}{services}\n"
        (folder / "compose.yaml").write_text(text, encoding="utf-8")

    main(["diff", *map(str, folders[::-1] if reverse else folders), "--format", "markdown"])

    shown = capsys.readouterr().out
    weakness = shown.index("| low | alerts accepts unauthenticated callers |")
    assert weakness < shown.index("| medium | Mutable tag used for shop:latest |")
