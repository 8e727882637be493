"""`bulkhead fix` writes patches that `git apply` takes, and quotes no credential unasked."""

import zipfile
from pathlib import Path

import pytest

from tests.engine.remediation.applying import git_applied
from threatmodel.engine.command_line.main import main

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  hostPID: true
  containers:
    - name: app
      image: nginx:1.29
      env: [{name: DB_PASSWORD, value: n0t-s0-easy-to-gu3ss}]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "deploy").mkdir()
    (tmp_path / "deploy" / "web.yaml").write_text(POD)
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_patch_applies_and_resolves(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", "deploy", "--rule", "workload-host-pid"]) == 0

    said = capsys.readouterr()
    (folder / ".git").rmdir()
    git_applied(folder, said.out)
    assert "hostPID: false" in (folder / "deploy" / "web.yaml").read_text()
    assert "note: web: Processes of the host are no longer visible." in said.err
    assert "This patch resolves 1 threat and raises none." in said.err


def test_credentials_are_quoted_only_when_asked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["fix", "deploy"])
    unasked = capsys.readouterr()
    main(["fix", "deploy", "--quote-credentials"])
    asked = capsys.readouterr()

    assert "n0t-s0-easy" not in unasked.out + unasked.err
    assert "--quote-credentials" in unasked.err
    assert "n0t-s0-easy" in asked.out
    assert "n0t-s0-easy" not in asked.err


def test_the_same_as_a_kustomize_patch(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", "deploy", "--rule", "workload-host-pid", "--form", "kustomize"]) == 0

    assert capsys.readouterr().out == (
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: default\nspec:\n  hostPID: false\n"
    )


def test_an_archive_holds_all_forms_and_is_the_same_each_time(folder: Path) -> None:
    for name in ("one.zip", "two.zip"):
        main(["fix", "deploy", "--rule", "workload-host-pid", "--archive", name, "--output", "fix.patch"])

    assert (folder / "one.zip").read_bytes() == (folder / "two.zip").read_bytes()
    members = zipfile.ZipFile(folder / "one.zip").infolist()
    assert {(one.compress_type, one.external_attr >> 16) for one in members} == {
        (zipfile.ZIP_DEFLATED, 0o644)
    }
    assert [one.filename for one in members] == [
        "fixes.patch",
        "kustomize/kustomization.yaml",
        "kustomize/pod-default-web.yaml",
        "NOTES.md",
    ]


def test_an_unknown_rule_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", "deploy", "--rule", "nothing-such"]) == 2
    assert "there is no such rule" in capsys.readouterr().err


def test_a_rule_without_a_patch_ends_with_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", "deploy", "--rule", "workload-bare-pod"]) == 1
    assert "no patch: " in capsys.readouterr().err


def test_network_policies_can_be_those_of_cilium(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "deploy" / "web.yaml").write_text(POD.replace("  hostPID: true\n", ""))

    rule = "workload-incoming-traffic-open"
    main(["fix", "deploy", "--rule", rule, "--policies", "cilium", "--quote-credentials"])

    assert "+kind: CiliumNetworkPolicy\n" in capsys.readouterr().out
