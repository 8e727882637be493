"""What an image keeps of earlier scans when a report of another scanner is imported: facts as JSON, by name.

Reports often come one by one. A scanner's last report counts, so what another scanner found before stays
beside it, and the same vulnerability stays one record.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from threatmodel.engine.importers.scanners.vulnerabilities import MOST_KEPT, counted, order
from threatmodel.engine.model.struct_base import Record

Json = dict[str, Any]

_RECORDS: Final = "vulnerabilities"
_COUNTS: Final = "vulnerability_counts"
_SCANS: Final = "scans"


class _Placed(Record, frozen=True):
    """One item of a list fact and where it was read."""

    item: Json
    file: str
    line: int


def combined(present: Mapping[str, Json], wanted: Json, files: Collection[str]) -> Json:
    """Return the facts that were read with what other scanners found before.

    `files` are those that were read now: what came from them before is replaced. Where a scanner's earlier
    report is the later one by its time, it stays.
    """
    if not all(_is_read(facts.get(name)) for facts in (present, wanted) for name in (_RECORDS, _SCANS)):
        return wanted
    earlier = [one for one in _placed(present[_SCANS]) if one.file not in files]
    now = list(_placed(wanted[_SCANS]))
    kept = _kept_scans(earlier, now)
    if not kept:
        return wanted
    replaced = _names(now) & _names(kept)
    scans = [*kept, *(one for one in now if one.item["scanner"] not in replaced)]
    records = _merged(
        _of(_placed(wanted[_RECORDS]), _names(now) - replaced),
        _of(_placed(present[_RECORDS]), _names(kept)),
    )
    first = sorted(records, key=lambda one: order(one.item))[:MOST_KEPT]
    return {
        **wanted,
        _SCANS: _listed(wanted[_SCANS], scans),
        _RECORDS: _listed(wanted[_RECORDS], first),
        _COUNTS: {
            **wanted[_COUNTS if _COUNTS in wanted else _RECORDS],
            "value": _counts(present, wanted, first),
        },
    }


def _is_read(fact: Json | None) -> bool:
    return fact is not None and fact.get("origin") == "file" and isinstance(fact["value"], list)


def _placed(fact: Json) -> Iterator[_Placed]:
    lines, files = fact.get("item_lines", ()), fact.get("item_files", ())
    for number, item in enumerate(fact["value"]):
        file = files[number] if number < len(files) else fact.get("file", "")
        yield _Placed(item, file, lines[number] if number < len(lines) else 0)


def _kept_scans(earlier: Sequence[_Placed], now: Sequence[_Placed]) -> list[_Placed]:
    """The earlier scans that stay: of another scanner, or later than what the same scanner says now."""
    last: dict[str, str] = {}
    for one in now:
        last[one.item["scanner"]] = max(last.get(one.item["scanner"], ""), one.item["at"])
    return [
        one
        for one in earlier
        if one.item["scanner"] not in last or one.item["at"] > last[one.item["scanner"]]
    ]


def _names(scans: Iterable[_Placed]) -> set[str]:
    return {one.item["scanner"] for one in scans}


def _of(records: Iterable[_Placed], scanners: Collection[str]) -> list[_Placed]:
    """The records that these scanners found, as found by them."""
    found = []
    for one in records:
        by = [name for name in one.item["found_by"] if name in scanners]
        if by:
            found.append(_Placed({**one.item, "found_by": by}, one.file, one.line))
    return found


def _merged(ours: Iterable[_Placed], theirs: Iterable[_Placed]) -> list[_Placed]:
    """One record for each vulnerability: as it is read now, with what only the other knows."""
    known = {one.item["id"]: one for one in ours}
    for other in theirs:
        one = known.get(other.item["id"])
        if one is None:
            known[other.item["id"]] = other
            continue
        both = {
            "found_by": sorted({*one.item["found_by"], *other.item["found_by"]}),
            "exploited": one.item["exploited"] or other.item["exploited"],
            "epss": max(one.item["epss"], other.item["epss"]),
            "fixed": one.item["fixed"] or other.item["fixed"],
        }
        known[one.item["id"]] = _Placed({**one.item, **both}, one.file, one.line)
    return list(known.values())


def _counts(present: Mapping[str, Json], wanted: Json, records: Sequence[_Placed]) -> list[Json]:
    """The counts of the records, and of what either list had to leave out."""
    left: dict[str, int] = {}
    for facts in (present, wanted):
        for count in facts.get(_COUNTS, {}).get("value", ()):
            left[count["severity"]] = max(left.get(count["severity"], 0), count["left_out"])
    counts = {count["severity"]: count for count in counted([one.item for one in records])}
    for severity, number in left.items():
        if number and severity in counts:
            counts[severity] = {
                **counts[severity],
                "open": counts[severity]["open"] + number,
                "left_out": number,
            }
    return list(counts.values())


def _listed(fact: Json, items: Sequence[_Placed]) -> Json:
    listed = {**fact, "value": [one.item for one in items], "item_lines": [one.line for one in items]}
    files = [one.file for one in items]
    listed.pop("item_files", None)
    return {**listed, "item_files": files} if set(files) - {fact.get("file", "")} else listed
