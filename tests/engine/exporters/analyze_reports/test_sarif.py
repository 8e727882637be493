"""SARIF is valid by its schema, and code scanning finds the same alert again."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from tests.engine.exporters.analyze_reports.hostile_report import hostile_report, large_report
from threatmodel.engine.command_line.analyze import main
from threatmodel.engine.exporters import FORMATS
from threatmodel.engine.exporters.analyze_reports.sarif import MOST_RESULTS, sarif_log

ROOT = Path(__file__).parents[4]
# The OASIS standard's own, errata 01.
SCHEMA = json.loads(Path(__file__).with_name("sarif-schema-2.1.0.json").read_text())
POD = """\
apiVersion: v1
kind: Pod
metadata: {name: debug, namespace: ops}
spec:
  containers:
    - name: shell
      image: busybox:1.36
      securityContext: {privileged: true}
"""


def faults(log: Any) -> list[str]:
    return [
        f"{error.instance_path}: {error.message}"
        for error in jsonschema_rs.validator_for(SCHEMA).iter_errors(log)
    ]


def analyzed(*words: str) -> Any:
    main([*words, "--format", "sarif", "--output", "report.sarif", "--fail-on", "none"])
    (run,) = json.loads(Path("report.sarif").read_text())["runs"]
    return run


@pytest.mark.parametrize("fixture", ["compose/shop", "kubernetes/clinic", "kubernetes/broken"])
def test_reports_of_real_manifests_are_valid(
    fixture: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    analyzed(str(ROOT / "fixtures" / fixture))

    log = json.loads(Path("report.sarif").read_text())

    assert faults(log) == []
    assert log["runs"][0]["results"]
    assert all(result["locations"] for result in log["runs"][0]["results"])  # code scanning refuses others


def test_an_alert_has_rule_place_identity_and_fix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "apps").mkdir()
    (tmp_path / "apps" / "a pod.yaml").write_text(POD)
    monkeypatch.chdir(tmp_path / "apps")

    run = analyzed("a pod.yaml")

    (result,) = [one for one in run["results"] if one["ruleId"] == "container-privileged"]
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    place = result["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {"uri": "apps/a%20pod.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 8},
    }
    assert result["level"] == "error"
    assert len(result["partialFingerprints"]["primaryLocationLineHash"]) == 32
    assert (rule["id"], rule["properties"]["security-severity"]) == ("container-privileged", "8.0")
    assert "external/cwe/cwe-250" in rule["properties"]["tags"]
    assert len(rule["properties"]["tags"]) <= 20
    assert "privileged: false" in rule["help"]["markdown"]
    assert "privileged: false" in rule["help"]["text"]


def test_an_alert_keeps_its_identity_when_lines_move(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    def identities(text: str) -> set[tuple[str, str]]:
        Path("pod.yaml").write_text(text)
        return {
            (one["ruleId"], one["partialFingerprints"]["primaryLocationLineHash"])
            for one in analyzed("pod.yaml")["results"]
        }

    assert identities(POD) == identities("# moved\n\n" + POD)


def test_code_scanning_gets_the_worst_of_too_many() -> None:
    log = sarif_log(large_report(MOST_RESULTS + 7))

    (run,) = log["runs"]
    assert len(run["results"]) == MOST_RESULTS
    assert run["results"][0]["baselineState"] == "new"
    assert run["properties"] == {"resultsOmitted": 7}


def test_hostile_names_are_text() -> None:
    log = json.loads(FORMATS["sarif"](hostile_report()))

    assert faults(log) == []
    for result in log["runs"][0]["results"]:
        text = result["message"]["text"].replace("\\[", "").replace("\\]", "")
        assert "[" not in text  # nothing that a reader of SARIF takes for a link
        assert not result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].startswith(
            ("http", "//")
        )
