"""Reports are read within limits; what is no report, or a broken one, is reported with place and remedy."""

import json
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.golden import FIXTURES
from tests.engine.importers.scanners.reports import (
    COMPOSE,
    SHAPES,
    facts_of,
    file,
    found,
    places,
    read_with,
    records,
    trivy,
)
from threatmodel.engine.importers import TextFile, read
from threatmodel.engine.importers.scanners.json_document import InvalidReport, ReportLimits, read_json


def test_a_report_of_twenty_megabytes_is_read_whole() -> None:
    many = [
        found(f"CVE-2024-{n}", "LOW", Description="d" * 1900, References=["r" * 60] * 8) for n in range(8200)
    ]
    report = file("big.json", trivy(*many, found("CVE-2024-99999", "CRITICAL")))

    reading = read([file("compose.yaml", COMPOSE), report])

    assert len(report.data) > 20_000_000
    assert next(iter(records(reading))) == "CVE-2024-99999"
    assert facts_of(reading)["vulnerabilities"].item_lines[0] > 100_000


def test_a_minified_report_is_on_its_first_line() -> None:
    reading = read([file("compose.yaml", COMPOSE), file("t.json", trivy(found("CVE-1")), indent=False)])

    assert facts_of(reading)["vulnerabilities"].item_lines == (1,)


@pytest.mark.parametrize(
    ("data", "limits", "words"),
    [
        (b'{"a": [1, 2, 3]}', ReportLimits(max_bytes=10), "bytes"),
        (b'{"a": [1, 2, 3]}', ReportLimits(max_values=3), "values"),
        (b'{"a": [[[1]]]}', ReportLimits(max_depth=2), "levels"),
        (b'{"a": ', ReportLimits(), "Invalid JSON"),
        (b"[1]", ReportLimits(), "object"),
        (b'{"a": ' + b"[" * 2000 + b"]" * 2000 + b"}", ReportLimits(), "JSON"),
        (b'{"a": "\xff"}', ReportLimits(), "JSON"),
    ],
)
def test_what_is_beyond_a_limit_is_refused(data: bytes, limits: ReportLimits, words: str) -> None:
    with pytest.raises(InvalidReport, match=words):
        read_json(TextFile("x.json", data), (), limits)


def test_a_cut_report_is_an_error_with_its_line() -> None:
    whole = file("t.json", trivy(found("CVE-1")))
    cut = TextFile("t.json", whole.data[:-30])

    problem = next(p for p in read([file("compose.yaml", COMPOSE), cut]).problems if p.severity == "error")

    assert problem.file == "t.json"
    assert problem.line == cut.data.count(b"\n") + 1


def test_other_json_is_left_to_the_other_importers() -> None:
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "a", "annotations": {"matches": "x"}},
        "spec": {"containers": [{"name": "c", "image": "redis:7"}]},
    }

    assert "k8s:default/Pod/a/c" in read([file("pod.json", pod)]).model.elements


def test_text_from_reports_is_cut_and_cleaned() -> None:
    odd = found(
        "CVE-1\u0000\u202e",
        "HIGH",
        PkgName="p" * 5000,
        InstalledVersion={"a": 1},
        FixedVersion=["1"],
        CVSS={"nvd": {"V3Score": "NaN"}},
    )

    record = next(iter(records(read_with(a=trivy(odd))).values()))

    assert record["id"] == "CVE-1"
    assert len(record["package"]) == 200
    assert (record["installed"], record["fixed"], record["score"]) == ("", "", 0.0)


BASES: list[bytes] = [
    path.read_bytes()
    for path in sorted((FIXTURES / "scans").rglob("*"))
    if path.suffix in {".json", ".sarif"} and path.name != "golden.json" and path.parent.name != "broken"
]


@settings(max_examples=80, deadline=None)
@given(base=st.sampled_from(BASES), chosen=st.integers(0, 10_000), odd=SHAPES)
def test_no_shape_of_a_report_raises(base: bytes, chosen: int, odd: Any) -> None:
    report = orjson.loads(base)
    every = list(places(report))
    container, key = every[chosen % len(every)]
    container[key] = odd

    read([file("compose.yaml", COMPOSE), TextFile("report.json", json.dumps(report).encode())])
