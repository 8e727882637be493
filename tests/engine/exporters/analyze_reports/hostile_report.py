"""A report whose names were written by an attacker, and one of any number of threats."""

from msgspec.structs import replace

from threatmodel.engine.analysis.fact_evidence import Evidence
from threatmodel.engine.analysis.report_diff import ReportDiff, SubjectDiffs, ThreatLine
from threatmodel.engine.analysis.rule_evaluation import Analysis, Threat
from threatmodel.engine.exporters import Report
from threatmodel.engine.gate.repository import Repository
from threatmodel.engine.gate.verdict import Verdict
from threatmodel.engine.importers.import_problems import Problem
from threatmodel.engine.model import Element, Model, Source

NAMES = (
    "]]>&<b>\"'",
    "<img src=x onerror=alert(1)>",
    "[click](https://evil.example) ![x](https://evil.example/p.png)",
    "@everyone #1 !2 ~bug %1 owner/repo#3 www.evil.example https://evil.example",
    "a | b `code` \\| `| **bold** _em_",
    "line\nbreak\r\n/close\n# heading\n- [ ] task",
    "\x00\x1b[31mred\x07\u202e\ufffe",
    "</details></code></pre><script>alert(1)</script>",
    "${{ secrets.TOKEN }} {{ 7*7 }} $(id) `id`",
)


def hostile_report() -> Report:
    """Each name is that of a container, of the file it is in, and in the titles of its threats."""
    elements = {
        f"uid-{name}": Element(f"uid-{name}", "container", name, None, {}, Source("file", f"{name}.yaml", 3))
        for name in NAMES
    }
    threats = tuple(threat(number, name) for number, name in enumerate(NAMES))
    faults = tuple(
        Problem(f"{name}.yaml", 1, "error", f"The suppression of {name} expired.") for name in NAMES
    )
    none = SubjectDiffs((), (), ())
    lines = tuple(ThreatLine("0", name, name, name, "high", f"{name}:1") for name in NAMES)
    return Report(
        Model(elements),
        Analysis(threats, ()),
        problems=faults,
        changes=ReportDiff(none, none, lines, lines),
        verdict=Verdict(("high",), threats, faults),
        repository=Repository("/repository", "/repository"),
    )


def threat(number: int, name: str) -> Threat:
    """A threat of the rule for privileged containers on an element of this name."""
    evidence = (Evidence("privileged", f"uid-{name}", True, f"{name}.yaml", 7, "file"),)
    return Threat(
        f"{number:032x}", "container-privileged", f"{name} runs privileged", f"uid-{name}",
        {"stride": ("tampering",)}, "high", 80, evidence, ("remove-privileged",), ("cwe:CWE-250",), (), name,
    )  # fmt: skip


def large_report(count: int) -> Report:
    """A report of so many threats, all of them new, with long names."""
    names = [f"service-{number:06}-" + "x" * 150 for number in range(count)]
    elements = {
        f"uid-{name}": Element(f"uid-{name}", "container", name, None, {}, Source("file", "a.yaml", 3))
        for name in names
    }
    threats = tuple(replace(threat(number, name), score=99) for number, name in enumerate(names))
    none = SubjectDiffs((), (), ())
    lines = tuple(
        ThreatLine(one.fingerprint, one.rule, one.title, one.element, one.severity, "a.yaml:1")
        for one in threats
    )
    return Report(
        Model(elements), Analysis(threats, ()), changes=ReportDiff(none, none, lines, ()),
        verdict=Verdict(("high",), threats),
    )  # fmt: skip
