"""The report in a terminal: a row for each threat, and one for the hardening gaps of a component."""

import msgspec

from threatmodel.engine.analysis.evidence import Evidence
from threatmodel.engine.analysis.rules import Analysis, Threat
from threatmodel.engine.exporters import FORMATS, Report
from threatmodel.engine.library.frameworks import Severity
from threatmodel.engine.model import Element, Model, Source

HERE = Source("file", "a.yaml", 3)


def _threat(number: int, severity: Severity, score: int, category: str, hardening_of: str = "") -> Threat:
    shown = (Evidence("fact", "web", False, "a.yaml", number, "file"),)
    return Threat(
        f"{number:032}", f"rule-{number}", f"Fault {number}", "web", {"stride": (category,)}, severity, score,
        shown, ("c",), (), (), "", hardening_of,
    )  # fmt: skip


def _lines(*threats: Threat) -> list[str]:
    model = Model({"web": Element("web", "workload", "shop", None, {}, HERE)})
    return FORMATS["table"](Report(model, Analysis(threats, ()))).decode().splitlines()


def test_the_hardening_gaps_of_a_component_are_one_row_with_the_worst_place_and_some_rules() -> None:
    gaps = [_threat(n, "low", 24, "tampering" if n % 2 else "spoofing", "web") for n in range(2, 9)]

    lines = _lines(_threat(1, "high", 72, "spoofing"), *gaps)

    assert [" ".join(line.split()) for line in lines[:4]] == [
        "HIGH 72 S Fault 1",
        "a.yaml:1 [rule-1]",
        "LOW 24 ST shop: 7 hardening gaps",
        "a.yaml:2 [rule-2, rule-3, rule-4, rule-5 and 3 more]",
    ]
    assert lines[-1].startswith("1 elements, 0 flows, 8 threats (1 high, 7 low)")


def test_a_single_gap_is_shown_as_the_threat_it_is() -> None:
    assert _lines(_threat(2, "low", 24, "spoofing", "web"))[0].endswith(" S          Fault 2")


def test_a_threat_shows_its_first_reference_with_source_id_and_title() -> None:
    threat = msgspec.structs.replace(
        _threat(1, "high", 72, "spoofing"), references=("cis-docker:5.5", "cwe:CWE-250")
    )

    assert _lines(threat)[1].endswith("[rule-1]  CIS Docker 5.5 No privileged containers")


def test_no_threats_are_reported_as_such() -> None:
    assert _lines()[0] == "No threats found."
