"""A small model as reports read it, with names that mean something to every format."""

import datetime as dt
import struct
import zlib
from dataclasses import replace
from typing import Final

from threatmodel.engine.library.loader import load_library
from threatmodel.reports.document import Document, Stamp
from threatmodel.reports.sections.registry import SECTIONS, Look, build_document
from threatmodel.reports.selectors.report_data_types import (
    AcceptanceContent,
    ApprovalContent,
    ChangesContent,
    CitingRule,
    ControlContent,
    DifferenceContent,
    ElementContent,
    EvidenceContent,
    ExcerptContent,
    FactorContent,
    FlowContent,
    GoalContent,
    GridContent,
    MitigationContent,
    QuestionContent,
    ReferenceContent,
    ReportContent,
    RuleContent,
    StageContent,
    ThreatContent,
)

AT: Final = dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.UTC)
RULE: Final = "container-privileged"
# What Typst, Markdown, HTML, XML, spreadsheets and terminals would each take for more than a name.
HOSTILE: Final = (
    '#read("/etc/passwd")',
    "#{panic(1)}",
    "$ x^2 $ *bold* _it_ `raw` @ref <label>",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style><b>",
    "[link](javascript:alert(1)) ![x](https://evil.example/x)",
    "| cell | cell |",
    "```\n# heading",
    "]]><!DOCTYPE x [<!ENTITY e 'x'>]>&e;",
    "=1+1",
    "\\u{202e}\u202egnp.exe",
    "zero\u200bwidth\x07\x1b[31m",
    "漢字 العربية 🙂",
    "x" * 300,
)


def document(content: ReportContent, *, sections: tuple[str, ...] = ()) -> Document:
    """Return the report with these sections, else with all."""
    chosen = sections or tuple(one.id for one in SECTIONS)
    return build_document(content, chosen, look=Look("Internal"), site="https://bulkhead.example")


def stamp(name: str = "v1") -> Stamp:
    return Stamp(7, name, "0.1.0 (abc)", AT)


def empty_content() -> ReportContent:
    """A model that has nothing and was never analyzed."""
    return ReportContent("Empty", "Platform", Stamp(0, "", "", AT), analyzed=False)


def content(name: str = "web") -> ReportContent:
    """A model of which everything that people and files name bears this name."""
    base = ReportContent(name, name, stamp(name), description=name, owner=name, files=(name,))
    return replace(
        base,
        elements=_elements(name),
        flows=(FlowContent("f1", name, "a", "b", name, "80", None, False, "declared"),),
        exclusions=((name, name),),
        threats=threats(name),
        rules={RULE: _rule(name)},
        citing_rules={
            one.id: CitingRule(one.references, one.applies_to, frozenset(spec.fact for spec in one.evidence))
            for one in load_library().rules
        },
        known_facts=frozenset({"privileged", "run_as_root"}),
        file_facts=frozenset({"privileged", "run_as_root"}),
        file_kinds=frozenset({"container", "process"}),
        excerpts=(ExcerptContent(name, 10, (name, name, name), (11,)),),
        mitigations=(MitigationContent(1, name, "planned", "", name, AT.date(), "S", 5, (1,), "high"),),
        acceptances=(_acceptance(name),),
        questions=(QuestionContent(name, "container", name, name, (("high", 1),), name),),
        waiting_rules=frozenset({"container-runs-as-root"}),
        grids=(_grid(name, "stride"), _grid(name, "linddun")),
        stages=(StageContent(1, name, "ready", ((name, False, name),), ((name, ("Name",), ((name,),), 3),)),),
        goals=(GoalContent(name, name, "critical", 80, 2, 1, 1, 3, (name,), ((name, name, name, "T1"),)),),
        changes=_changes(name),
        approvals=(ApprovalContent(name, name, AT),),
    )


def threats(name: str) -> tuple[ThreatContent, ...]:
    evidence = (EvidenceContent(name, name, name, name, 11),)
    first = ThreatContent(
        number=1,
        title=name,
        severity="critical",
        score=90,
        status="open",
        certainty="found",
        rule=RULE,
        subject=name,
        subject_uid="a",
        subject_kind="container",
        categories=("tampering",),
        evidence=evidence,
        factors=(FactorContent("Severity in general", 90, name),),
        mitigations=(1,),
        owner=name,
        severity_reason=name,
    )
    return (
        first,
        replace(first, number=2, score=80, severity="high", status="accepted", severity_reason=""),
        replace(first, number=3, score=70, severity="high", status="not-applicable", reason=name),
        replace(first, number=4, score=60, severity="medium", rule="", description=name),
        replace(first, number=5, score=50, rule="attack-scenario:x", description=name),
        replace(first, number=6, score=40, status="resolved"),
        replace(first, number=7, score=30, certainty="possible"),
    )


def _elements(name: str) -> tuple[ElementContent, ...]:
    zone = ElementContent(
        "z",
        name,
        "namespace",
        "Namespace",
        (),
        None,
        is_zone=True,
        is_drawn=True,
        file=name,
        box=(0, 0, 500, 200),
    )
    inside = replace(
        zone, uid="a", kind="container", kind_label="Container", roles=("process",), parent="z", is_zone=False
    )
    return (
        zone,
        replace(inside, box=(20, 60, 200, 64)),
        replace(inside, uid="b", kind="datastore", roles=("data-store",), box=(280, 60, 200, 64)),
    )


def _rule(name: str) -> RuleContent:
    reference = ReferenceContent("cwe:CWE-250", name, name, "https://cwe.mitre.org/data/definitions/250.html")
    return RuleContent(RULE, name, name, (reference,), (ControlContent(name, name),))


def _acceptance(name: str) -> AcceptanceContent:
    return AcceptanceContent(
        1, name, "high", "active", "low", name, name, AT.date(), (2,), name, AT, name, AT, name
    )


def _grid(name: str, method: str) -> GridContent:
    lines = (("a", "container", name, {"tampering": "threats", "spoofing": "waiting"}),)
    return GridContent(
        method, method.upper(), (("tampering", "T", "Tampering"), ("spoofing", "S", "Spoofing")), 1, 2, lines
    )


def _changes(name: str) -> ChangesContent:
    return ChangesContent(
        name,
        AT,
        (DifferenceContent("added", "element", "Container", name, name),),
        ((1, "high", name, name),),
        ((None, "low", name, name),),
    )


def png(width: int = 2, height: int = 2) -> bytes:
    """Return a white picture."""
    rows = (b"\x00" + b"\xff" * 3 * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
