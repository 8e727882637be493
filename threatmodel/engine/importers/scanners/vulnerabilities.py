"""The vulnerabilities of an image out of the findings of all scans: one record each, worst first, bounded."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec.structs import replace

from threatmodel.engine.importers.scanners.cvss import best
from threatmodel.engine.importers.scanners.finding_types import SEVERITIES, Finding, Statement, Status
from threatmodel.engine.model.struct_base import Record

MOST_KEPT: Final = (
    100  # of one image; a person reads the first twenty, and each costs 300 bytes wherever it goes
)
_OPEN: Final[tuple[Status, ...]] = ("affected", "under-investigation")
_STATUS_ORDER: Final[tuple[Status, ...]] = ("affected", "under-investigation", "fixed", "not-affected")
_MOST_NAMED: Final = 4  # packages and versions of one vulnerability


class ReportedFinding(Record, frozen=True):
    """A finding, and which scanner reported it in which file."""

    finding: Finding
    scanner: str
    file: str


class Vulnerabilities(Record, frozen=True):
    """Records as the catalogue has them, with the place of each, and how many there are by severity."""

    records: tuple[dict[str, Any], ...]
    files: tuple[str, ...]
    lines: tuple[int, ...]
    counts: tuple[dict[str, Any], ...]


def assessed(found: Iterable[ReportedFinding], statements: Sequence[Statement]) -> list[ReportedFinding]:
    """Give each finding the status that the last fitting statement gives it; the oldest comes first."""
    by_id: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        for name in statement.ids:
            by_id[name.upper()].append(statement)
    return [_assessed(one, by_id) if by_id else one for one in found]


def _assessed(one: ReportedFinding, by_id: Mapping[str, Sequence[Statement]]) -> ReportedFinding:
    finding = one.finding
    said = [
        statement
        for name in (finding.id, *finding.aliases)
        for statement in by_id.get(name.upper(), ())
        if not statement.packages or finding.package in statement.packages
    ]
    if not said:
        return one
    last = max(said, key=lambda statement: statement.at)
    return replace(one, finding=replace(finding, status=last.status, reason=last.reason))


def merged(found: Iterable[ReportedFinding]) -> Vulnerabilities:
    """Join what several scanners and packages say of the same vulnerability; keep the worst."""
    every = list(found)
    names = _canonical_names(every)
    groups: dict[str, list[ReportedFinding]] = defaultdict(list)
    for one in every:
        groups[names(one.finding)].append(one)
    joined = sorted((_joined(name, group) for name, group in groups.items()), key=lambda one: _order(one[0]))
    kept = joined[:MOST_KEPT]
    return Vulnerabilities(
        tuple(record for record, _ in kept),
        tuple(first.file for _, first in kept),
        tuple(first.finding.line for _, first in kept),
        _counts([record for record, _ in joined], {id(record) for record, _ in kept}),
    )


def counted(records: Iterable[Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    """The counts by severity of records that are all kept."""
    listed = list(records)
    return _counts(listed, {id(record) for record in listed})


def order(record: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return the rank, worst first: open, known exploited, then by severity, score and chance of attack."""
    return _order(record)


def _canonical_names(every: Iterable[ReportedFinding]) -> Any:
    """A function from finding to the name under which scanners agree on it.

    A finding that is about exactly one CVE goes by that. Advisories of distributions cover several CVEs and
    so never join two of them.
    """
    known: dict[str, set[str]] = defaultdict(set)
    for one in every:
        cves = _cves(one.finding)
        if len(cves) == 1:
            for name in (one.finding.id, *one.finding.aliases):
                known[name.upper()] |= cves

    def name_of(finding: Finding) -> str:
        cves = _cves(finding)
        if len(cves) == 1:
            return next(iter(cves))
        others = known.get(finding.id.upper(), set()) if not cves else set()
        return next(iter(others)) if len(others) == 1 else finding.id

    return name_of


def _cves(finding: Finding) -> set[str]:
    if finding.id.upper().startswith("CVE-"):
        return {finding.id.upper()}
    return {name.upper() for name in finding.aliases if name.upper().startswith("CVE-")}


def _joined(name: str, group: Sequence[ReportedFinding]) -> tuple[dict[str, Any], ReportedFinding]:
    """One record out of what is said of one vulnerability, and the first of those who say it."""
    status = min((one.finding.status for one in group), key=_STATUS_ORDER.index)
    deciding = [one for one in group if one.finding.status == status]
    deciding.sort(key=lambda one: (one.scanner, one.file, one.finding.package, one.finding.line))
    findings = [one.finding for one in deciding]
    every = [one.finding for one in group]
    rating = best(sorted((f.rating for f in every), key=lambda r: (-r.score, r.vector)))
    aliases = {alias for f in every for alias in (f.id, *f.aliases)} - {name, ""}
    record = {
        "id": name,
        "aliases": sorted(aliases)[:10],
        "severity": min((f.severity for f in every), key=SEVERITIES.index),
        "score": rating.score,
        "vector": rating.vector,
        "cvss": rating.version,
        "package": _several(f.package for f in findings),
        "installed": _several(f.installed for f in findings),
        "fixed": _several(f.fixed for f in findings),
        "exploited": any(f.exploited for f in every),
        "epss": round(max(f.epss for f in every), 5),
        "status": status,
        "reason": next((f.reason for f in findings if f.reason), ""),
        "found_by": sorted({one.scanner for one in group}),
    }
    return record, deciding[0]


def _several(words: Iterable[str]) -> str:
    named = sorted({word for word in words if word})
    more = len(named) - _MOST_NAMED
    return ", ".join(named[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _order(record: Mapping[str, Any]) -> tuple[Any, ...]:
    return (
        record["status"] not in _OPEN,
        record["status"] != "affected",
        not record["exploited"],
        SEVERITIES.index(record["severity"]) if record["severity"] in SEVERITIES else len(SEVERITIES),
        -record["score"],
        -record["epss"],
        record["id"],
    )


def _counts(records: Sequence[Mapping[str, Any]], kept: set[int]) -> tuple[dict[str, Any], ...]:
    is_open: Counter[str] = Counter(r["severity"] for r in records if r["status"] in _OPEN)
    fixable: Counter[str] = Counter(r["severity"] for r in records if r["status"] in _OPEN and r["fixed"])
    ruled_out: Counter[str] = Counter(r["severity"] for r in records if r["status"] not in _OPEN)
    left: Counter[str] = Counter(r["severity"] for r in records if id(r) not in kept)
    return tuple(
        {
            "severity": severity,
            "open": is_open[severity],
            "fixable": fixable[severity],
            "assessed": ruled_out[severity],
            "left_out": left[severity],
        }
        for severity in SEVERITIES
        if is_open[severity] or ruled_out[severity]
    )
