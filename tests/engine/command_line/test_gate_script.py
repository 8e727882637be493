"""The ready-made gate compares a change with its base in a repository; templates of CI systems call it."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

ROOT: Final = Path(__file__).parents[3]
FIXTURE: Final = ROOT / "fixtures" / "pipeline"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The sample repository on a branch that makes a container privileged, and `bulkhead` on the PATH."""
    folder = tmp_path / "repository"
    shutil.copytree(FIXTURE / "repository", folder)
    programs = tmp_path / "bin"
    programs.mkdir()
    command = programs / "bulkhead"
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m threatmodel.engine "$@"\n')
    (programs / "bulkhead-gate").symlink_to(ROOT / "ci" / "gate.sh")
    command.chmod(0o755)
    git(folder, "init", "--quiet", "--initial-branch", "main")
    commit(folder, "First")
    git(folder, "switch", "--quiet", "--create", "change")
    shutil.copy(FIXTURE / "changes" / "privileged.yaml", folder / "deploy" / "api.yaml")
    commit(folder, "Change")
    return folder


def git(folder: Path, *words: str) -> str:
    command = ["git", *words]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=60).stdout


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "--all")
    git(
        folder,
        "-c",
        "user.name=Test",
        "-c",
        "user.email=test@example.org",
        "commit",
        "--quiet",
        "-m",
        message,
    )


def run(folder: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    path = f"{folder.parent / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        command, cwd=folder, env={**os.environ, "PATH": path, **variables}, capture_output=True, text=True,
        timeout=600, check=False,
    )  # fmt: skip


def test_an_unknown_base_is_an_error_with_the_remedy(repository: Path) -> None:
    gated = run(repository, "bulkhead-gate", "no-such-branch")

    assert gated.returncode == 2
    assert "fetch the whole history" in gated.stderr


def test_a_path_that_would_name_the_change_in_the_base_too_is_refused(repository: Path) -> None:
    reports = repository / ".bulkhead"
    reports.mkdir()
    (reports / "report.md").write_text("of an earlier run")

    gated = run(repository, "bulkhead-gate", "main", BULKHEAD_PATHS=f"examples {repository}/deploy")

    assert gated.returncode == 2
    assert f"{repository}/deploy: name it from the current folder" in gated.stderr
    assert list(reports.iterdir()) == []


def test_options_count_for_the_base_too(repository: Path) -> None:
    """What is in a profile was there before: a change of a comment is none."""
    git(repository, "switch", "--quiet", "main")
    (repository / "deploy" / "compose.yaml").write_text(
        "services:\n  probe: {image: x, privileged: true, profiles: [debug]}\n"
    )
    commit(repository, "Probe")
    git(repository, "switch", "--quiet", "--create", "comment")
    with (repository / "deploy" / "compose.yaml").open("a") as file:
        file.write("# A comment\n")
    commit(repository, "Comment")

    gated = run(repository, "bulkhead-gate", "main", BULKHEAD_OPTIONS="--profile debug --fail-on new-high")

    assert gated.returncode == 0, gated.stderr
    assert "probe" in (repository / ".bulkhead" / "report.json").read_text()


def load(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text())


def test_the_github_action_compares_with_the_base_comments_and_fails(
    repository: Path, tmp_path: Path
) -> None:
    """Its shell steps run as GitHub runs them; `gh` is a stand-in that writes down what it is asked."""
    steps = {step["id"]: step for step in load("action.yml")["runs"]["steps"] if "run" in step}
    assert not [step["id"] for step in steps.values() if "${{" in step["run"]]  # values come as variables
    output, log = tmp_path / "output", tmp_path / "gh.log"
    stand_in = tmp_path / "bin" / "gh"
    stand_in.write_text(f'#!/bin/sh\necho "$@" >>"{log}"\n')
    stand_in.chmod(0o755)
    variables = {
        "BASE": "main", "GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        "GITHUB_REPOSITORY": "example/shop", "NUMBER": "7", "CODE": "1", "BULKHEAD_PATHS": ".",
        "GITHUB_ACTION_PATH": str(ROOT),
    }  # fmt: skip

    done = {
        name: run(repository, "bash", "-eo", "pipefail", "-c", steps[name]["run"], **variables)
        for name in ("gate", "comment", "verdict")
    }

    assert {name: one.returncode for name, one in done.items()} == {"gate": 0, "comment": 0, "verdict": 1}
    assert "code=1" in output.read_text()
    assert "api runs privileged (deploy/api.yaml:21)" in done["gate"].stderr
    assert "gate failed" in (tmp_path / "summary").read_text()
    assert "repos/example/shop/issues/7/comments" in log.read_text()
    reports = {path.suffix: path.read_text() for path in (repository / ".bulkhead").iterdir()}
    assert reports.keys() == {".json", ".md", ".sarif", ".txt", ".xml"}
    changed = json.loads(reports[".json"])["changes"]["elements"]["changed"]
    assert [part["uid"] for part in changed] == ["k8s:shop/Deployment/api/api"]
    assert git(repository, "worktree", "list").count("\n") == 1  # that of the base is gone


STAND_INS: Final = {
    # An environment of Python that has nothing, as the programs are on the PATH already.
    "python": """case "$2" in
        venv) mkdir -p "$3/bin" && : >"$3/bin/activate" ;;
        pip) echo "$@" >>"$LOG" ;;
        esac""",
    "pip": 'echo "$@" >>"$LOG"',
}


def gitlab() -> str:
    return "\n".join(load("ci/gitlab.yml")["bulkhead"]["script"])


def jenkins() -> str:
    text = (ROOT / "ci" / "Jenkinsfile").read_text()
    return text.partition("stage('Threats')")[2].split("'''")[1]


@pytest.mark.parametrize(
    ("script", "shell", "target"),
    [
        (gitlab, ["bash", "-eo", "pipefail"], "CI_MERGE_REQUEST_TARGET_BRANCH_NAME"),
        (jenkins, ["sh", "-xe"], "CHANGE_TARGET"),
    ],
)
def test_templates_compare_with_the_target_branch_and_fail(
    repository: Path, tmp_path: Path, script: Callable[[], str], shell: list[str], target: str
) -> None:
    """Their lines run as GitLab and Jenkins run them, in a clone; what installs is a stand-in."""
    log, clone = tmp_path / "pip.log", tmp_path / "clone"
    for name, text in STAND_INS.items():
        (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / "bin" / name).chmod(0o755)
    git(tmp_path, "clone", "--quiet", "--branch", "change", str(repository), str(clone))
    variables = {
        target: "main",
        "BULKHEAD_PACKAGE": "./b.whl",
        "LOG": str(log),
        "WORKSPACE_TMP": str(tmp_path),
    }

    done = run(clone, *shell, "-c", script(), **variables)

    assert done.returncode == 1, done.stderr
    assert "api runs privileged (deploy/api.yaml:21)" in done.stderr
    assert log.read_text().endswith(" ./b.whl\n")
    assert (clone / ".bulkhead" / "report.xml").exists()


def test_other_templates_are_read_and_call_the_gate() -> None:
    jobs = load("ci/gitlab.yml")
    job, push = jobs["bulkhead"], jobs["bulkhead-push"]
    (hook,) = load(".pre-commit-hooks.yaml")

    assert job["artifacts"]["reports"]["junit"] == ".bulkhead/report.xml"
    assert push["script"][-1].startswith("bulkhead push . --model")
    assert hook["entry"] == "bulkhead analyze"
    assert hook["pass_filenames"] is False
    read = ("a/b.yaml", "scan.SARIF", "Dockerfile", "a/dockerfile.web", "a/web.dockerfile", "Containerfile-x")
    assert [name for name in read if not re.search(hook["files"], name)] == []
    assert not re.search(hook["files"], "a/README.md")


def test_it_says_what_it_takes(tmp_path: Path) -> None:
    script = str(ROOT / "ci" / "gate.sh")

    helped = subprocess.run([script, "--help"], cwd=tmp_path, capture_output=True, text=True, check=True)
    refused = subprocess.run([script, "--fail-on"], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert "bulkhead-gate [BASE]" in helped.stdout
    assert refused.returncode == 2
    assert "BULKHEAD_OPTIONS" in refused.stderr
