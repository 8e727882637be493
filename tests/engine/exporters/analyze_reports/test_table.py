"""The report in a terminal: a row for each cause, with some of the elements that it is found on."""

import msgspec

from threatmodel.engine.analysis.fact_evidence import Evidence
from threatmodel.engine.analysis.rule_evaluation import Analysis, Threat, analyze
from threatmodel.engine.exporters import FORMATS, Report
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.taxonomies import Severity
from threatmodel.engine.model import Element, Model, Source

HERE = Source("file", "a.yaml", 3)


def _threat(number: int, severity: Severity, score: int, category: str) -> Threat:
    shown = (Evidence("fact", "web", False, "a.yaml", number, "file"),)
    return Threat(
        f"{number:032}", f"rule-{number}", f"Fault {number}", "web", {"stride": (category,)}, severity, score,
        shown, ("c",), (), (), "",
    )  # fmt: skip


def _lines(*threats: Threat) -> list[str]:
    model = Model({"web": Element("web", "workload", "shop", None, {}, HERE)})
    return FORMATS["table"](Report(model, Analysis(threats, ()))).decode().splitlines()


def test_what_one_rule_finds_on_several_elements_is_one_row_with_the_worst_place_and_some_names() -> None:
    names = {uid: Element(uid, "workload", f"shop-{uid}", None, {}, HERE) for uid in "abcde"}
    same = [
        msgspec.structs.replace(
            _threat(n, "medium", 50 - n, "tampering" if n % 2 else "spoofing"),
            rule="one-cause",
            title=f"shop-{uid} runs privileged",
            element=uid,
        )
        for n, uid in enumerate(names, 2)
    ]
    model = Model({"web": Element("web", "workload", "shop", None, {}, HERE), **names})
    threats = (_threat(1, "high", 72, "spoofing"), *same)

    lines = FORMATS["table"](Report(model, Analysis(threats, ()))).decode().splitlines()

    assert [" ".join(line.split()) for line in lines[:6]] == [
        "HIGH 72 S Fault 1",
        "a.yaml:1 [rule-1]",
        "shop",  # which the title does not name
        "MEDIUM 48 ST 5 workloads run privileged",
        "a.yaml:2 [one-cause]",
        "shop-a, shop-b, shop-c and 2 more",
    ]
    assert lines[-1].startswith("6 elements, 0 flows, 6 threats (1 high, 5 medium)")


def test_a_threat_shows_its_first_reference_with_source_id_and_title() -> None:
    threat = msgspec.structs.replace(
        _threat(1, "high", 72, "spoofing"), references=("cis-docker:5.5", "cwe:CWE-250")
    )

    assert _lines(threat)[1].endswith("[rule-1]  CIS Docker 5.5 No privileged containers")


def test_the_place_is_where_a_file_states_the_cause_not_where_a_default_applies() -> None:
    default = Evidence("token_mounted", "web", True, "a.yaml", 8, "default")
    stated = Evidence("rules", "role", [], "b.yaml", 20, "file")
    threat = msgspec.structs.replace(_threat(1, "high", 72, "spoofing"), evidence=(default, stated))

    assert "b.yaml:20" in _lines(threat)[1]
    assert "a.yaml:8" in _lines(msgspec.structs.replace(threat, evidence=(default,)))[1]


def test_possible_threats_that_read_the_same_are_one_row() -> None:
    same = [msgspec.structs.replace(_threat(n, "high", 80, "spoofing"), title="Clear text") for n in range(4)]
    others = [_threat(n, "medium", 50 - n, "spoofing") for n in range(4, 9)]
    model = Model({"web": Element("web", "workload", "shop", None, {}, HERE)})
    analysis = Analysis((), (), possible=(*same, *others))

    lines = FORMATS["table"](Report(model, analysis)).decode().splitlines()

    first = next(number for number, line in enumerate(lines) if line.startswith("Possible threats (9,"))
    assert lines[first + 1].split() == ["HIGH", "80", "Clear", "text", "[]", "(4", "times)"]
    assert lines[first + 5].split() == ["MEDIUM", "43", "Fault", "7", "[]"]
    assert lines[first + 6].split()[:3] == ["…", "and", "1"]


def test_no_threats_are_reported_as_such() -> None:
    assert _lines()[0] == "No threats found."


def test_a_question_about_several_elements_reads_as_a_question_with_their_names() -> None:
    compose = "services: {orders: {image: 'postgres:16'}, users: {image: 'postgres:16'}}"
    model = read([TextFile("compose.yaml", compose.encode())]).model
    lines = FORMATS["table"](Report(model, analyze(model, load_library()))).decode().splitlines()

    asked = [line.strip() for line in lines if "each of these" in line]

    assert asked
    assert all("? " in line for line in asked)
    assert any(line.endswith("? orders, users") for line in asked)
