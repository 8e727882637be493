"""The JSON report keeps its contract, schema bulkhead.analysis/1."""

import json
import sys
from pathlib import Path

import orjson
import pytest
from msgspec.structs import replace

from tests.engine.exporters.analyze_reports.hostile_report import hostile_report
from threatmodel.engine.analysis.evaluation_context import SharedContexts
from threatmodel.engine.analysis.fact_evidence import Evidence
from threatmodel.engine.analysis.paths.attack_analysis import AttackAnalysis
from threatmodel.engine.analysis.rule_evaluation import Analysis, Question, Threat
from threatmodel.engine.analysis.scenario_threats import analyze_by
from threatmodel.engine.analysis.threat_score import ScoreFactor
from threatmodel.engine.command_line.input_files import read_inputs
from threatmodel.engine.exporters import FORMATS, Report
from threatmodel.engine.exporters.analyze_reports.json import document
from threatmodel.engine.importers import read
from threatmodel.engine.importers.import_problems import Problem
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.model import Element, Fact, Flow, Model, Relation, Source

FIXTURES = Path(__file__).parents[4] / "fixtures"
HERE = Source(origin="file", file="a.yaml", line=1)
DEFAULT = Fact(False, Source(origin="default"))
SHOWN = (Evidence("host_pid", "web", True, "a.yaml", 12, "file"),)
TITLE = "web \x1b[31mruns"
LINKS = ("attack:T1611",)
METHODS = {"stride": ("spoofing",)}
REPORT = Report(
    Model(
        {
            "ns": Element("ns", "namespace", "a", None, {}, HERE),
            "web": Element("web", "workload", "web", "ns", {"host_pid": DEFAULT}, HERE),
            "db": Element("db", "workload", "db", None, {}, HERE),
        },
        [Relation("runs_as", "web", "ns")],
        {"f": Flow("f", "web", "db", "", {"port": Fact(5432, HERE)}, "inferred", "Because.", HERE)},
    ),
    Analysis(
        (
            Threat("0" * 32, "r", TITLE, "web", METHODS, "high", 72, SHOWN, ("c",), LINKS, (), ""),
        ),
        (Question("web", "owner", "Who owns web?", ("r",), 72),),
    ),
    (Problem("a.yaml", 4, "warning", "Odd."),),
    {"read": 0.25, "analyze": 0.5},
)  # fmt: skip


def test_the_report_carries_every_part_of_the_contract() -> None:
    raw = json.loads(FORMATS["json"](REPORT))

    assert raw["schema"] == "bulkhead.analysis/1"
    assert raw.keys() == {
        "schema", "elements", "relations", "flows", "threats", "causes", "hardening_gaps", "possible",
        "references", "questions", "data_suggestions", "pod_security", "paths", "goals", "fixes", "problems",
        "stats",
    }  # fmt: skip
    assert raw["elements"][1] | {"provenance": None} == {
        "uid": "web", "kind": "workload", "name": "web", "parent": "ns", "facts": {"host_pid": False},
        "provenance": None, "file": "a.yaml", "line": 1,
    }  # fmt: skip
    assert raw["elements"][1]["provenance"] == {"host_pid": {"origin": "default"}}
    assert raw["relations"] == [{"type": "runs_as", "source": "web", "target": "ns"}]
    assert {key: raw["flows"][0][key] for key in ("protocol", "port", "origin", "crosses", "why")} == {
        "protocol": None, "port": 5432, "origin": "inferred", "crosses": ["ns"], "why": "Because.",
    }  # fmt: skip
    assert raw["threats"][0]["methods"] == {"stride": ["spoofing"], "linddun": [], "pasta": []}
    assert raw["threats"][0]["hardening_of"] is None
    assert raw["hardening_gaps"] == []
    assert [rule for one in raw["causes"] for rule in one["rules"]] == list(
        dict.fromkeys(one["rule"] for one in raw["threats"])
    )
    assert [one for cause in raw["causes"] for one in cause["threats"]] == [
        one["fingerprint"] for one in raw["threats"]
    ]
    assert raw["references"] == {
        "attack:T1611": {
            "display": "ATT&CK T1611 Escape to Host",
            "url": "https://attack.mitre.org/techniques/T1611/",
        }
    }
    assert raw["threats"][0]["evidence"][0] == {
        "fact": "host_pid", "element": "web", "value": True, "file": "a.yaml", "line": 12, "origin": "file",
    }  # fmt: skip
    assert raw["problems"] == [{"file": "a.yaml", "line": 4, "severity": "warning", "message": "Odd."}]
    assert raw["stats"] == {
        "elements": 3, "flows": 1, "threats": 1, "scenarios": 0,
        "seconds": {"read": 0.25, "analyze": 0.5, "paths": 0.0},
    }  # fmt: skip


def analyzed(folder: str) -> Report:
    model = read(read_inputs([str(FIXTURES / folder)]).files).model
    attacks = AttackAnalysis(model, shared=SharedContexts(model))
    return Report(model, analyze_by(("stride", "pasta"), attacks, load_library()), paths=attacks.results(3))


@pytest.mark.parametrize(
    "report",
    [
        pytest.param(REPORT, id="small"),
        pytest.param(hostile_report(), id="hostile names"),
        pytest.param(Report(Model(), Analysis((), ())), id="nothing"),
    ],
)
def test_the_bytes_are_those_of_the_plain_values(report: Report) -> None:
    """Parts that are written one by one, and records without plain values in between, change no byte."""
    assert FORMATS["json"](report) == orjson.dumps(document(report), option=orjson.OPT_APPEND_NEWLINE)


def test_the_bytes_of_a_real_system_are_those_of_the_plain_values() -> None:
    report = analyzed("demo")

    plain = document(report)

    assert FORMATS["json"](report) == orjson.dumps(plain, option=orjson.OPT_APPEND_NEWLINE)
    assert json.loads(json.dumps(plain)) == plain


def test_provenance_writes_every_character_as_the_rest_does() -> None:
    every = "".join(chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF)
    element = Element("a", "workload", "a", None, {"port": Fact(1.5e300, Source("file", every, 1))}, HERE)
    report = Report(Model({"a": element}), Analysis((), ()))

    assert FORMATS["json"](report) == orjson.dumps(document(report), option=orjson.OPT_APPEND_NEWLINE)


def test_the_report_has_the_pod_security_level_of_workloads_and_what_blocks_the_next() -> None:
    pods = {
        "web": Element("web", "workload", "web", None, {"controller": Fact("Pod", HERE)}, HERE),
        "c": Element("c", "container", "c", "web", {"privileged": Fact(True, HERE)}, HERE),
    }

    raw = json.loads(FORMATS["json"](Report(Model(pods), Analysis((), ()))))

    assert raw["pod_security"].keys() == {"web"}
    found = raw["pod_security"]["web"]
    assert (found["level"], found["certain"]) == ("privileged", True)
    assert found["blockers"] == [
        {
            "check": "privileged",
            "level": "baseline",
            "field": "securityContext.privileged",
            "element": "c",
            "value": True,
            "file": "a.yaml",
            "line": 1,
        }
    ]
    assert {"check": "host-namespaces", "level": "baseline", "element": "web", "fact": "host_pid"} in found[
        "unknown"
    ]


def test_the_table_names_place_and_rule_and_keeps_control_characters_from_the_terminal() -> None:
    text = FORMATS["table"](REPORT).decode()

    assert "HIGH       72  S" in text
    assert "a.yaml:12  [r]" in text
    assert "\x1b" not in text
    assert "? Other questions\n      Who owns web?\n" in text
    assert text.endswith("3 elements, 1 flows, 1 threats (1 high), 1 questions\n")


def test_a_table_without_threats_says_so() -> None:
    assert FORMATS["table"](Report(Model(), Analysis((), ()))).decode().startswith("No threats found.\n")


def test_suggested_data_sets_are_separate_from_known_ones() -> None:
    orders = Element("orders-db", "datastore", "orders-db", None, {}, HERE)
    report = Report(Model({"orders-db": orders}), Analysis((), ()), (), {})

    raw = json.loads(FORMATS["json"](report))

    (suggested,) = raw["data_suggestions"]
    assert (suggested["uid"], suggested["template"], suggested["data_set"]) == ("orders-db", "orders", None)
    assert suggested["facts"]["personal_data"] is True
    assert raw["elements"][0]["facts"] == {}


def test_a_threat_names_the_situation_that_changed_its_severity() -> None:
    threat = REPORT.analysis.threats[0]
    lower = ScoreFactor("situation", -24, value="it controls its host anyway")
    changed = replace(threat, factors=(ScoreFactor("severity", 72, value="high"), lower))
    report = replace(REPORT, analysis=replace(REPORT.analysis, threats=(changed,)))

    assert json.loads(FORMATS["json"](report))["threats"][0]["situation"] == "it controls its host anyway"
    assert "situation" not in json.loads(FORMATS["json"](REPORT))["threats"][0]
