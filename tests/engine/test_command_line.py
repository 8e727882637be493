"""The command line keeps its contract: results on standard output, problems on standard error, exit codes."""

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from threatmodel.engine.command_line.analyze import FAILED, OK, UNUSABLE, main
from threatmodel.engine.exporters import FORMATS
from threatmodel.engine.exporters.interchange import EXPORT_FORMATS

ROOT = Path(__file__).parents[2]
SOCKET = """\
services:
  agent:
    image: example/agent:1.0
    volumes:
      - /var/run/docker.sock:/var/run/docker.sock
"""
PRIVILEGED = """\
apiVersion: v1
kind: Pod
metadata: {name: debug, namespace: ops}
spec:
  containers:
    - name: shell
      image: busybox:1.36
      securityContext: {privileged: true}
"""
BAD_INPUTS = {
    "empty": b"",
    "bomb": b"a: &a [x,x,x,x,x,x,x,x,x,x]\n"
    + b"".join(
        b"%c: &%c [%s]\n" % (c, c, b",".join([b"*%c" % (c - 1)] * 10)) for c in range(ord("b"), ord("j"))
    ),
    "200-levels": b"[" * 200 + b"]" * 200,
    "20-mb": b"a: " + b"x" * (20 * 1024 * 1024),
    "tab-indented": b"services:\n\tweb:\n\t\timage: nginx\n",
    "binary": bytes(range(256)) * 40,
}


def run(*words: str) -> int:
    return main(list(words))


@pytest.fixture
def compose(tmp_path: Path) -> Path:
    path = tmp_path / "compose.yaml"
    path.write_text(SOCKET)
    return path


def report(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_a_compose_file_gives_a_threat_with_file_and_line(
    compose: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(str(compose), "--format", "json")

    (threat,) = [t for t in report(capsys)["threats"] if t["rule"] == "container-runtime-socket-mounted"]
    assert code == OK
    assert (threat["severity"], threat["element"]) == ("high", "compose:agent/agent")
    assert (threat["evidence"][0]["file"], threat["evidence"][0]["line"]) == (str(compose), 5)


def test_fail_on_is_met_or_not(compose: Path, tmp_path: Path) -> None:
    quiet = tmp_path / "quiet.yaml"
    quiet.write_text("kind: Namespace\napiVersion: v1\nmetadata: {name: a}\n")

    assert run(str(compose), "--fail-on", "high") == FAILED
    assert run(str(quiet), "--fail-on", "high") == OK


def test_a_baseline_excuses_what_was_known(compose: Path, tmp_path: Path) -> None:
    baseline = tmp_path / "baseline.json"
    run(str(compose), "--format", "json", "--output", str(baseline))

    assert run(str(compose), "--baseline", str(baseline), "--fail-on", "low") == OK
    compose.write_text(SOCKET + "    privileged: true\n")
    assert run(str(compose), "--baseline", str(baseline), "--fail-on", "low") == FAILED


def test_a_baseline_tells_what_was_added_changed_and_removed(
    compose: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    compose.write_text(
        SOCKET + "  old:\n    image: example/old:1\n    environment: {AGENT_URL: 'http://agent'}\n"
    )
    baseline = tmp_path / "baseline.json"
    run(str(compose), "--format", "json", "--output", str(baseline))
    compose.write_text(
        SOCKET.replace("      - /var", "      # moved\n      - /var") + "    privileged: true\n"
        "  new:\n    image: example/new:1\n    environment: {AGENT_URL: 'http://agent'}\n"
    )

    code = run(str(compose), "--baseline", str(baseline), "--format", "json")

    found = report(capsys)
    changes, new = found["changes"], {threat["fingerprint"]: threat["rule"] for threat in found["threats"]}
    assert code == OK
    assert "compose:new" in {part["uid"] for part in changes["elements"]["added"]}
    assert "compose:old" in {part["uid"] for part in changes["elements"]["removed"]}
    (agent,) = [part for part in changes["elements"]["changed"] if part["uid"] == "compose:agent/agent"]
    assert {"fact": "privileged", "before": False, "after": True} in agent["changes"]
    assert "mounts" not in {change["fact"] for change in agent["changes"]}
    assert [part["name"] for part in changes["flows"]["added"]] == ["new → agent"]
    assert [part["name"] for part in changes["flows"]["removed"]] == ["old → agent"]
    assert "container-privileged" in {new[fingerprint] for fingerprint in changes["threats"]["added"]}
    assert {threat["element"] for threat in changes["threats"]["removed"]} >= {"compose:old/old"}


def test_a_baseline_of_the_same_files_tells_of_no_change(
    compose: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    baseline = tmp_path / "baseline.json"
    run(str(compose), "--format", "json", "--output", str(baseline))

    run(str(compose), "--baseline", str(baseline))

    assert (
        "Since the baseline: 0 elements added, 0 changed, 0 removed; "
        "0 flows added, 0 changed, 0 removed; 0 new threats, 0 resolved."
    ) in capsys.readouterr().out


def test_a_table_lists_the_changes(compose: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    baseline = tmp_path / "baseline.json"
    run(str(compose), "--format", "json", "--output", str(baseline))
    compose.write_text(SOCKET + "    privileged: true\n  new:\n    image: example/new:1\n")

    run(str(compose), "--baseline", str(baseline))

    lines = capsys.readouterr().out.splitlines()
    assert "  + workload new" in lines
    assert any(line.startswith("  ~ container agent: ") and "privileged" in line for line in lines)
    assert any(line.startswith("  + high threat: ") for line in lines)


def test_a_compose_project_keeps_its_names_of_the_baseline_when_another_comes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("shop", "blog"):
        (tmp_path / name).mkdir()
    (tmp_path / "shop" / "compose.yml").write_text(SOCKET)
    baseline = tmp_path / "baseline.json"
    run(str(tmp_path), "--format", "json", "--output", str(baseline))
    (tmp_path / "blog" / "compose.yml").write_text(SOCKET.replace("agent", "web"))
    capsys.readouterr()

    run(str(tmp_path), "--baseline", str(baseline), "--format", "json")

    report = json.loads(capsys.readouterr().out)
    assert report["changes"]["elements"]["removed"] == []
    assert {"compose:agent", "compose:blog/web"} <= {one["uid"] for one in report["elements"]}


def test_a_project_with_other_images_is_another_one_than_that_of_the_baseline(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in (("shop", SOCKET), ("blog", SOCKET.replace("example/agent", "example/other"))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "compose.yml").write_text(text)
    baseline = tmp_path / "baseline.json"
    run(str(tmp_path / "shop"), "--format", "json", "--output", str(baseline))
    capsys.readouterr()

    run(str(tmp_path / "blog"), "--baseline", str(baseline), "--format", "json")

    report = json.loads(capsys.readouterr().out)
    assert "compose:blog/agent" in {one["uid"] for one in report["elements"]}


def test_a_file_that_is_no_report_is_refused_as_baseline(
    compose: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(str(compose), "--baseline", str(compose)) == UNUSABLE
    assert "not a report written with --format json" in capsys.readouterr().err


def test_output_goes_to_the_file_and_nothing_to_standard_output(
    compose: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(str(compose), "--output", str(tmp_path / "out.txt"))

    assert capsys.readouterr().out == ""
    assert "container-runtime-socket-mounted" in (tmp_path / "out.txt").read_text()


def test_methods_choose_the_threats(compose: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(str(compose), "--format", "json", "--method", "pasta")

    found = report(capsys)["threats"]
    assert found
    assert all(threat["methods"]["pasta"] for threat in found)


EXPOSED = SOCKET + '    ports: ["80:80"]\n'


def test_pasta_lists_scenarios_by_component(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "compose.yaml"
    path.write_text(EXPOSED)

    assert run(str(path), "--method", "pasta") == OK

    shown = capsys.readouterr().out
    assert shown.startswith("Docker host (node)\n")
    assert "\nagent (workload)\n" in shown
    assert "entry point     Anyone on the internet takes over Docker host via agent" in shown
    assert "Internet > agent > Docker host" in shown
    assert "impact unrated" in shown


def test_without_a_method_the_table_counts_scenarios_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "compose.yaml"
    path.write_text(EXPOSED)

    run(str(path))

    shown = capsys.readouterr().out
    assert "Attack scenarios: 3 on 3 components (--method pasta lists them by component)." in shown
    assert "via agent" not in shown.partition("Attack scenarios")[0].partition("Attack paths")[0]


def test_the_report_has_the_scenario_of_each_threat_of_pasta(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "compose.yaml"
    path.write_text(EXPOSED)

    run(str(path), "--format", "json")

    threats = report(capsys)["threats"]
    listed = {one["element"]: one for one in threats if one["rule"].startswith("scenario:internet:")}
    roles = ["entry-point", "stepping-stone"]  # of a compromised dependency
    assert listed["compose:agent"]["methods"] == {"stride": [], "linddun": [], "pasta": roles}
    scenario = listed["node:compose"]["scenario"]
    assert (scenario["attacker"], scenario["goal"], scenario["role"]) == (
        "internet",
        "node-takeover",
        "target",
    )
    known = {one["fingerprint"] for one in threats}
    used = [weakness["fingerprint"] for step in scenario["steps"] for weakness in step["weaknesses"]]
    assert used
    assert set(used) <= known
    assert not [one for one in threats if "scenario" in one and not one["methods"]["pasta"]]


def test_the_bar_counts_scenarios_only_where_their_method_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "compose.yaml"
    path.write_text(EXPOSED)

    assert run(str(path), "--method", "pasta", "--fail-on", "high") == FAILED
    assert run(str(path), "--method", "linddun", "--fail-on", "high") == OK


def test_a_method_that_does_not_exist_is_refused(compose: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run(str(compose), "--method", "octave")

    assert ended.value.code == UNUSABLE
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "choose from" in captured.err
    assert "stride" in captured.err


def test_a_folder_is_searched_and_one_broken_file_in_it_is_told_without_stopping(
    compose: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pod.yml").write_text(PRIVILEGED)
    (tmp_path / "broken.yaml").write_text("a: [1\n")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "x.yaml").write_text(PRIVILEGED.replace("debug", "hidden"))

    code = run(str(tmp_path), "--format", "json")

    raw = report(capsys)
    names = {element["uid"] for element in raw["elements"] if element["kind"] == "container"}
    assert code == OK
    assert names == {"compose:agent/agent", "k8s:ops/Pod/debug/shell"}
    assert [p["file"] for p in raw["problems"] if p["severity"] == "error"] == [str(tmp_path / "broken.yaml")]


def test_a_missing_path_is_unusable(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("/nowhere/compose.yaml") == UNUSABLE
    assert "/nowhere/compose.yaml" in capsys.readouterr().err


@pytest.mark.parametrize("name", BAD_INPUTS)
def test_bad_input_ends_with_one_clear_message_and_no_report(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / f"{name}.yaml"
    path.write_bytes(BAD_INPUTS[name])

    code = run(str(path), "--format", "json")

    out, err = capsys.readouterr()
    about_the_file = [line for line in err.splitlines() if str(path) in line]
    assert code == UNUSABLE
    assert out == ""
    assert len(about_the_file) == 1
    assert about_the_file[0].startswith("error: ")


def test_equal_input_gives_equal_bytes(compose: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def analyzed() -> object:
        run(str(compose), "--format", "json")
        raw = report(capsys)
        del raw["stats"]["seconds"]
        return raw

    assert analyzed() == analyzed()


def test_standard_input_works_and_neither_django_nor_celery_is_loaded() -> None:
    code = textwrap.dedent("""
        import os, runpy, sys
        os._exit = sys.exit  # so that what follows is run
        sys.argv = ["manage.py", "analyze", "-", "--format", "json"]
        try:
            runpy.run_path("manage.py", run_name="__main__")
        finally:
            loaded = {name for name in ("django", "celery", "redis", "rest_framework") if name in sys.modules}
            print(loaded, file=sys.stderr)
    """)

    done = subprocess.run(
        [sys.executable, "-c", code],
        input=SOCKET.encode(),
        capture_output=True,
        cwd=ROOT,
        timeout=600,
        check=False,
    )

    assert done.returncode == OK
    assert json.loads(done.stdout)["elements"]
    assert done.stderr.decode().splitlines()[-1] == "set()"


def test_a_new_tag_is_no_new_threat_beside_the_baseline(tmp_path: Path) -> None:
    compose, baseline = tmp_path / "compose.yaml", tmp_path / "baseline.json"
    compose.write_text("services: {a: {image: 'shop:1.2'}, b: {image: 'shop:1.3'}}\n")
    run(str(compose), "--format", "json", "--output", str(baseline))

    compose.write_text("services: {a: {image: 'shop:1.4'}, b: {image: 'shop:1.3'}}\n")

    assert run(str(compose), "--baseline", str(baseline), "--fail-on", "low") == OK


def test_formats_of_other_tools_are_written_beside_the_report_and_say_what_is_lost(
    compose: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = {name: tmp_path / f"model{one.ending}" for name, one in EXPORT_FORMATS.items()}
    reports = [word for name, path in named.items() for word in ("--report", f"{name}={path}")]

    assert run(str(compose), *reports, "--format", "json") == OK

    written = capsys.readouterr()
    assert json.loads(written.out)["schema"] == "bulkhead.analysis/1"
    assert all(path.stat().st_size for path in named.values())
    assert "info: threat-dragon: 1 container is shown as its workload.\n" in written.err


def test_an_unknown_format_is_refused_with_those_there_are(
    compose: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(str(compose), "--report", "visio=model.vsdx") == UNUSABLE

    assert "markdown, threat-dragon, otm" in capsys.readouterr().err


def test_a_file_whose_name_is_not_utf_8_is_in_every_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.yaml")).write_text(PRIVILEGED)
    monkeypatch.chdir(tmp_path)
    reports = [word for name in FORMATS for word in ("--report", f"{name}=.{name}")]

    assert run(".", *reports, "--output", ".report") == OK

    assert "caf\ufffd.yaml:8" in Path(".report").read_text()
    assert all(Path(f".{name}").stat().st_size for name in FORMATS)
