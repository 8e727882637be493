"""Contents of exports that tests share: those of real manifests, of decisions, and of hostile names."""

from datetime import date
from functools import cache
from pathlib import Path

from threatmodel.engine.command_line.input_files import read_inputs
from threatmodel.engine.command_line.report_builder import build_report
from threatmodel.engine.exporters.interchange.export_data_types import (
    ExportContent,
    ExportedMitigation,
    ExportedPath,
    ExportedStep,
    ExportedThreat,
)
from threatmodel.engine.exporters.interchange.from_report import content_of_report
from threatmodel.engine.importers.limits import limits_from
from threatmodel.engine.model import Element, Fact, Flow, Model, Source
from threatmodel.engine.model.diagram_positions import Place

ROOT = Path(__file__).parents[4]
FIXTURES = ("demo/shop-kubernetes", "demo/media-compose", "demo/bulkhead", "kubernetes/broken")
DAY = date(2026, 11, 28)
_FILE = Source("file", "compose.yaml", 3)


@cache
def content_of(fixture: str) -> ExportContent:
    """What is exported of the manifests of a folder of fixtures."""
    limits = limits_from({})
    given = read_inputs([str(ROOT / "fixtures" / fixture)], limits)
    return content_of_report(build_report(given, limits=limits, today=DAY), name=fixture)


def element(uid: str, kind: str, *, name: str = "", parent: str | None = None, **facts: object) -> Element:
    """An element with these facts."""
    known = {key: Fact(value, _FILE) for key, value in facts.items()}  # type: ignore[arg-type]
    return Element(uid, kind, name or uid, parent, known, _FILE)


def small_content(**changes: object) -> ExportContent:
    """A shop with two containers, a database, a data set, decided threats, a path and places."""
    vulnerability = {
        "id": "CVE-2024-0001", "aliases": ["GHSA-aaaa-bbbb-cccc"], "severity": "high", "score": 8.1,
        "vector": "CVSS:3.1/AV:N", "cvss": "3.1", "package": "openssl", "installed": "3.0.1",
        "fixed": "3.0.2",
        "exploited": False, "epss": 0.0, "status": "affected", "reason": "", "found_by": ["trivy"],
    }  # fmt: skip
    elements = [
        element("internet", "internet", name="Internet"),
        element("zone", "boundary", name="Backend", trust_level="trusted"),
        element("web", "workload", parent="zone", purpose="web", criticality="high", replicas=2),
        element("web/web", "container", name="web", parent="web", privileged=True),
        element("web/proxy", "container", name="proxy", parent="web"),
        element("db", "datastore", parent="zone", encrypted_at_rest=True, data_sets=["orders"]),
        element("orders", "data-set", name="Orders", classification="confidential", personal_data=True),
        element("image:web", "image", name="example/web", tag="1.0", vulnerabilities=[vulnerability]),
    ]
    flows = [
        Flow(
            "f1",
            "internet",
            "web/proxy",
            "",
            {"protocol": Fact("https", _FILE), "encrypted": Fact(True, _FILE)},
        ),
        Flow(
            "f2",
            "web/web",
            "db",
            "Queries",
            {"protocol": Fact("postgresql", _FILE), "port": Fact(5432, _FILE)},
        ),
        Flow("f3", "web/proxy", "web/web", "Inside"),
    ]
    model = Model({one.uid: one for one in elements}, (), {one.uid: one for one in flows}, as_of=DAY)
    known = {
        "name": "Shop",
        "model": model,
        "threats": _threats(),
        "paths": _paths(),
        "boxes": _boxes(elements),
    }
    return ExportContent(**{**known, **changes})  # type: ignore[arg-type]


def threat(key: str, subject: str, **changes: object) -> ExportedThreat:
    """A high threat of tampering."""
    known = {
        "key": key * 32, "title": f"Threat {key}", "subject": subject, "categories": ("tampering",),
        "severity": "high", "score": 72, "likelihood": 3, "impact": 4, "why": "Because.",
        "rule": f"rule-{key}",
    }  # fmt: skip
    return ExportedThreat(**{**known, **changes})  # type: ignore[arg-type]


def _threats() -> tuple[ExportedThreat, ...]:
    done = ExportedMitigation("m1", "Drop privileges", "Set privileged to false.", "verified", 0.8)
    planned = ExportedMitigation("m2", "Encrypt the link", "Use TLS.", "planned")
    return (
        threat(
            "a",
            "web/web",
            number=1,
            status="mitigated",
            mitigations=(done,),
            references=("cwe:CWE-250", "attack:T1611"),
        ),
        threat("b", "f2", number=2, status="accepted", reason="Isolated network", mitigations=(planned,)),
        threat("c", "zone", number=3, categories=("linking",), severity="info", score=5),
        threat(
            "d",
            "image:web",
            number=4,
            status="not-applicable",
            reason="Code not reached",
            vulnerabilities=("CVE-2024-0001",),
        ),
        threat("e", "orders", number=5, status="needs-info"),
    )


def _paths() -> tuple[ExportedPath, ...]:
    first = ExportedStep(
        "call", "Call the service", "T1190", "internet", "execute", "web", "execute", "it is exposed"
    )
    second = ExportedStep(
        "query", "Query the database", "", "web", "execute", "db", "read", "Query the database"
    )
    return (
        ExportedPath("data", "Read all data", "db", "read", ("Anyone",), 61, False, (first, second)),
        ExportedPath("code", "Run code", "web", "execute", ("Anyone",), 80, True, (first,)),
        ExportedPath("start", "Start here", "internet", "execute", (), 1, False, ()),
    )


def _boxes(elements: list[Element]) -> dict[str, Place]:
    places = {
        "internet": (0, 0),
        "zone": (300, 0),
        "web": (320, 40),
        "web/web": (330, 70),
        "web/proxy": (330, 140),
    }
    return {
        one.uid: Place(places[one.uid][0], places[one.uid][1], 200.0, 64.0)
        for one in elements
        if one.uid in places
    }
