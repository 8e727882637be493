"""The facts of an image or workload out of what scans say of it."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from msgspec.structs import replace

from threatmodel.engine.importers.provenance import stated
from threatmodel.engine.importers.scanners.finding_locations import is_judged_here
from threatmodel.engine.importers.scanners.finding_types import SEVERITIES, Remark, Scan, Statement
from threatmodel.engine.importers.scanners.vulnerabilities import ReportedFinding, assessed, merged
from threatmodel.engine.model import Fact, Source

_MOST_LEAKS: Final = 50
_MOST_REMARKS: Final = 60
_NAMES: Final = {"trivy": "Trivy", "grype": "Grype", "syft": "Syft", "cyclonedx": "a CycloneDX tool"}


def image_facts(scans: Sequence[Scan], statements: Sequence[Statement]) -> dict[str, Fact]:
    """Return what the last scans of one image say of it; nothing of what no scan looked for.

    `statements` are what assessments say of its vulnerabilities, the oldest first.
    """
    facts = {"scans": _listed([(_record(scan), scan.file, scan.line) for scan in scans])}
    scanning = [scan for scan in scans if scan.kind == "vulnerabilities"]
    if scanning:
        facts["scanned"] = Fact(value=True, source=_source(scanning[-1]))
        facts |= _vulnerability_facts(scanning, statements)
    bill = next((scan for scan in reversed(scans) if scan.is_bill), None)
    if bill is not None:
        facts["sbom"] = Fact(value=True, source=_source(bill, "A bill of materials was written"))
    return facts | _end_of_life(scans) | _leaked_secrets(scans)


def _vulnerability_facts(scanning: Sequence[Scan], statements: Sequence[Statement]) -> dict[str, Fact]:
    told = ((scan, finding) for scan in scanning for finding in scan.findings if finding.id)
    found = assessed(
        (ReportedFinding(finding, scan.scanner, scan.file) for scan, finding in told), statements
    )
    whole = merged(found)
    source = Source("file", scanning[0].file, scanning[0].line)
    several = len({scan.file for scan in scanning}) > 1
    facts = {
        "vulnerabilities": Fact(list(whole.records), source, whole.lines, whole.files if several else ()),
        "vulnerability_counts": Fact(list(whole.counts), source),
    }
    malicious = next(
        (one for one in found if one.finding.malicious and one.finding.status == "affected"), None
    )
    if malicious is not None:
        why = f"{malicious.finding.id} reports {malicious.finding.package or 'a package'} as malicious."
        at = Source("file", malicious.file, malicious.finding.line, why=why)
        facts["malware_found"] = Fact(value=True, source=at)
    return facts


def _end_of_life(scans: Sequence[Scan]) -> dict[str, Fact]:
    ended = next((scan for scan in reversed(scans) if scan.end_of_life), None)
    if ended is None:
        return {}
    why = f"{_name(ended)} reports that {ended.end_of_life} is past its end of life."
    return {"end_of_life": Fact(value=True, source=Source("file", ended.file, ended.line, why=why))}


def _leaked_secrets(scans: Sequence[Scan]) -> dict[str, Fact]:
    leaks = {
        f"{leak.kind} in {leak.path}" + (f":{leak.start}" if leak.start else ""): (scan.file, leak.line)
        for scan in scans
        for leak in scan.leaks
    }
    first = list(leaks.items())[:_MOST_LEAKS]
    return {"leaked_secrets": _listed([(text, *place) for text, place in first])} if first else {}


def remark_facts(remarks: Iterable[tuple[Scan, Remark]]) -> dict[str, Fact]:
    """Return what tools say of one element: each check once, the worst and those only they judge first."""
    first: dict[tuple[str, str], tuple[Scan, Remark]] = {}
    for scan, remark in remarks:
        first.setdefault((scan.scanner, remark.rule), (scan, remark))
    items = [
        (
            {
                "rule": remark.rule,
                "title": remark.title,
                "severity": remark.severity,
                "scanner": scan.scanner,
                "judged_here": is_judged_here(remark.rule),
            },
            scan.file,
            remark.line,
        )
        for scan, remark in first.values()
    ]
    items.sort(
        key=lambda item: (item[0]["judged_here"], SEVERITIES.index(item[0]["severity"]), item[0]["rule"])
    )
    return {"scan_findings": _listed(items[:_MOST_REMARKS])}


def _listed(items: Sequence[tuple[Any, str, int]]) -> Fact:
    """A list fact whose items may be in several files."""
    files = tuple(file for _, file, _ in items)
    lines = [line for _, _, line in items]
    fact = stated([item for item, _, _ in items], file=files[0], line=lines[0], item_lines=lines)
    return replace(fact, item_files=files) if len(set(files)) > 1 else fact


def _record(scan: Scan) -> dict[str, Any]:
    return {
        "scanner": scan.scanner,
        "version": scan.version,
        "at": scan.at,
        "artifact": (scan.names[0] if scan.names else "")[:200],
        "kind": scan.kind,
    }


def _source(scan: Scan, what: str = "Scanned") -> Source:
    when = f" on {scan.at[:10]}" if scan.at else ""
    version = f" {scan.version}" if scan.version else ""
    return Source("file", scan.file, scan.line, why=f"{what} by {_name(scan)}{version}{when}.")


def _name(scan: Scan) -> str:
    return _NAMES.get(scan.scanner, scan.scanner)
