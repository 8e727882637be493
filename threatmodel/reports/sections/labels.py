"""How sections call what they show."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from threatmodel.reports.document import SEVERITY_ORDER, Inline, Run
from threatmodel.reports.selectors.report_data_types import ReportContent, ThreatContent
from threatmodel.threats.choices import AT_RISK, OPEN, STATUS_RISK

UNKNOWN: Final = "Unknown"
_JOINED_MOST: Final = 12  # numbers in one cell


def words(key: str | None) -> str:
    """Return an id of a status or kind as one reads it: needs-info is "Needs info"; None is empty."""
    return key.replace("-", " ").replace("_", " ").capitalize() if key else ""


def severity_run(severity: str) -> Inline:
    """Return a severity as a label in its color."""
    return (Run(words(severity), severity=severity),)


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: "1 threat", "1,204 threats"."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def numbers(prefix: str, found: Sequence[int]) -> str:
    """Return numbers with their letter; of many the first: "T1, T2 and 40 more"."""
    shown = ", ".join(f"{prefix}{one}" for one in found[:_JOINED_MOST])
    more = len(found) - _JOINED_MOST
    return f"{shown} and {more} more" if more > 0 else shown


def yes_no(value: bool | None) -> str:  # noqa: FBT001 (the value that is worded)
    """Return a fact as one reads it; None is not known."""
    return UNKNOWN if value is None else ("Yes" if value else "No")


def found_threats(content: ReportContent) -> Iterator[ThreatContent]:
    """Threats that were found, not those that are only possible."""
    return (one for one in content.threats if one.certainty == "found")


def at_risk(content: ReportContent) -> Iterator[ThreatContent]:
    """Found threats that are a risk: accepted ones too."""
    return (one for one in found_threats(content) if one.status in AT_RISK)


def possible_threats(content: ReportContent) -> Iterator[ThreatContent]:
    """Threats that are a risk if an unknown fact holds."""
    return (one for one in content.threats if one.certainty == "possible" and one.status in AT_RISK)


def open_threats(content: ReportContent) -> Iterator[ThreatContent]:
    """Found threats that want work."""
    return (one for one in found_threats(content) if one.status in OPEN)


def by_severity(threats: Iterable[ThreatContent]) -> dict[str, int]:
    """Return how many there are of each severity, the worst first."""
    counts = Counter(one.severity for one in threats)
    return {severity: counts[severity] for severity in SEVERITY_ORDER}


def statuses() -> tuple[str, ...]:
    """Return the statuses of threats in the order of the pages."""
    return tuple(STATUS_RISK)
