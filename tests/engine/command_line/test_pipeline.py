"""A repository goes through the gate: first run, baseline, a bad change, its suppression, the fix."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from threatmodel.engine.command_line.analyze import FAILED, OK, UNUSABLE, main

FIXTURE = Path(__file__).parents[3] / "fixtures" / "pipeline"
BEFORE, AFTER = "2027-01-31", "2027-02-01"  # the last day of the suppression, and the next


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "repository"
    shutil.copytree(FIXTURE / "repository", folder)
    (folder / ".git").mkdir()
    monkeypatch.chdir(folder)
    return folder


def gate(*words: str, date: str = BEFORE) -> int:
    return main([".", "--date", date, *words, "--report", "markdown=.comment.md", "--output", ".report"])


def comment() -> str:
    return Path(".comment.md").read_text()


def report() -> Any:
    return json.loads(Path(".report").read_text())


def test_from_the_first_run_to_the_fix(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    policy, api = repository / ".bulkhead.yaml", repository / "deploy" / "api.yaml"
    clean, known = api.read_text(), ("--baseline", ".baseline.json")

    # The policy counts new threats, so a first run needs a baseline, or no gate.
    assert gate() == UNUSABLE
    assert "--fail-on none" in capsys.readouterr().err
    assert main([".", "--format", "json", "--output", ".baseline.json", "--fail-on", "none"]) == OK
    assert gate(*known) == OK
    assert "This change adds and removes no threats." in comment()
    assert "toolbox" not in Path(".baseline.json").read_text()  # examples/ is excluded

    # A change makes a container privileged: the gate fails, and the comment names it.
    shutil.copy(FIXTURE / "changes" / "privileged.yaml", api)
    assert gate(*known) == FAILED
    assert "api runs privileged (deploy/api.yaml:21)" in capsys.readouterr().err
    assert "## Bulkhead: gate failed" in comment()
    assert "### Added by this change: 1\n" in comment()  # scenarios, which follow from it, are listed apart
    assert "### Attack scenarios added: " in comment()
    assert "| critical | api runs privileged | `deploy/api.yaml:21` | `container-privileged` |" in comment()

    # Suppressed with reason, owner and expiry, until that day is over.
    shutil.copy(FIXTURE / "changes" / "suppressed.yaml", policy)
    assert gate(*known, "--format", "json") == OK
    (left_out,) = report()["suppressed"]
    assert (left_out["rule"], left_out["suppression"]["owner"]) == ("container-privileged", "payments")
    assert gate(*known, "--ignore-suppressions") == FAILED
    assert gate(*known, date=AFTER) == FAILED
    assert ".bulkhead.yaml:4: The suppression of container-privileged" in capsys.readouterr().err
    assert "expired on 2027-01-31 (payments)" in comment()

    # A suppression that is not needed is named, and one without a reason is none.
    policy.write_text((FIXTURE / "changes" / "suppressed.yaml").read_text().replace("api/*", "web/*"))
    assert gate(*known) == FAILED
    assert "info: .bulkhead.yaml:4: The suppression of container-privileged" in capsys.readouterr().err
    policy.write_text("fail_on: [new-high]\nsuppressions:\n  - rule: container-privileged\n    owner: a\n")
    assert gate(*known) == FAILED
    assert "lacks reason, expires" in comment()

    # Beside a baseline that has the fault, the fix is verified by the line that shows it.
    policy.write_text("fail_on: [new-high]\n")
    assert main([".", "--format", "json", "--output", ".baseline.json", "--fail-on", "none"]) == OK
    api.write_text(clean)
    assert gate(*known, "--format", "json") == OK
    assert "### Verified by this change" in comment()
    assert "`privileged` in `deploy/api.yaml:21`" in comment()
    verified = {one["rule"]: one.get("verified_by") for one in report()["changes"]["threats"]["removed"]}
    assert verified["container-privileged"] == "remove-privileged"


def test_the_same_day_gives_the_same_reports(repository: Path) -> None:
    formats = ("table", "sarif", "junit", "markdown")

    def written() -> list[bytes]:
        main([".", "--date", BEFORE, "--fail-on", "none", *reports, "--output", ".report"])
        return [Path(f".{name}").read_bytes() for name in formats]

    reports = [word for name in formats for word in ("--report", f"{name}=.{name}")]
    assert written() == written()


def test_a_bar_for_all_threats_also_fails_on_known_ones(repository: Path) -> None:
    shutil.copy(FIXTURE / "changes" / "privileged.yaml", repository / "deploy" / "api.yaml")
    main([".", "--format", "json", "--output", ".baseline.json", "--fail-on", "none"])

    assert gate("--baseline", ".baseline.json", "--fail-on", "critical") == OK
    assert gate("--baseline", ".baseline.json", "--fail-on", "any-critical", "--fail-on", "new-low") == FAILED
    assert "### Known threats that miss the bar: 1" in comment()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--date", "31.1.2027"], "--date 31.1.2027: write YYYY-MM-DD"),
        (["--report", "pdf=a.pdf"], "--report pdf=a.pdf: write FORMAT=FILE"),
        (["--policy", "none.yaml"], "none.yaml: No such file"),
        (["--fail-on", "none", "--output", "no/folder/report"], "no/folder/report: No such file"),
    ],
)
def test_what_cannot_be_used_ends_with_code_2_and_the_remedy(
    repository: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    assert main([".", *words]) == UNUSABLE
    assert f"error: {message}" in capsys.readouterr().err


def test_names_write_no_lines_of_their_own_to_the_log(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "x\n::stop-commands::tok\n\x1b[31m##[stop-commands]tok ##vso[task.complete]"
    container = {"name": name, "image": "x:1", "securityContext": {"privileged": True}}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": {"containers": [container]}}
    (repository / "deploy" / "pod.yaml").write_text(json.dumps(pod))
    (repository / "deploy" / "a\n::error::x.yaml").write_text("a: [")

    assert main(["deploy", "--fail-on", "low"]) == FAILED

    shown = capsys.readouterr().err
    assert "::stop-commands::" in shown  # as a part of a line
    assert "::error::" in shown
    assert not [line for line in shown.splitlines() if line.lstrip().startswith("::")]
    assert not [part for part in ("\x1b", "##[", "##vso[") if part in shown]


def test_a_folder_that_is_named_by_way_of_a_link_is_excluded_as_itself(
    repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    link = tmp_path / "link"
    link.symlink_to(repository)

    assert main([str(link), "--format", "json", "--output", ".report", "--fail-on", "none"]) == OK
    assert "toolbox" not in Path(".report").read_text()

    policy = str(link / ".bulkhead.yaml")
    words = ["--policy", policy, "--format", "json", "--output", ".report", "--fail-on", "none"]
    assert main([".", *words]) == OK
    assert "toolbox" not in Path(".report").read_text()
