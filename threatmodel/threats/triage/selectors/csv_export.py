"""Threats as a table for spreadsheets."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from django.db.models import Q, QuerySet

from threatmodel.api.streaming import csv_parts
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.selectors.threats import threat_rows_to_export

Row = Mapping[str, Any]
_PART: Final = 500  # threats read at once


def threats_csv(threats: QuerySet[Threat], *, address: str) -> Iterator[str]:
    """Yield the lines of a table of the threats, worst first.

    Five queries for each part of some hundred threats, six where some are possible. `address` is that of
    their list.
    """
    rows = (
        [*(cell(row) for cell in _COLUMNS.values()), f"{address}/{row['number']}"] for row in _rows(threats)
    )
    return csv_parts([*_COLUMNS, "Link"], rows)


def _rows(threats: QuerySet[Threat]) -> Iterator[Row]:
    ordered = threats.order_by("-score", "number")
    following = ordered
    while part := threat_rows_to_export(following[:_PART]):
        yield from part
        if len(part) < _PART:
            return
        score, number = part[-1]["score"], part[-1]["number"]
        following = ordered.filter(Q(score__lt=score) | Q(score=score, number__gt=number))


def _words(key: str) -> str:
    return key.replace("-", " ").capitalize()


def _person(person: Row | None) -> str:
    return str(person["name"] or person["email"]) if person else ""


def _risk(row: Row, stage: str) -> str:
    """The level in the matrix of the team and the score, such as "High (12)"."""
    risk = row["risk"][stage]
    return f"{risk['level']['name']} ({risk['score']})" if risk["level"] else "None"


def _mitigation(mitigation: Row) -> str:
    return f"M{mitigation['number']} ({mitigation['status'].replace('-', ' ')})"


_COLUMNS: Final[Mapping[str, Callable[[Row], str]]] = {
    "Number": lambda row: f"T{row['number']}",
    "Severity": lambda row: _words(row["severity"]),
    "Score": lambda row: str(row["score"]),
    "Likelihood": lambda row: f"{row['risk']['inherent']['likelihood_name']}",
    "Impact": lambda row: f"{row['risk']['inherent']['impact_name']}",
    "Inherent risk": lambda row: _risk(row, "inherent"),
    "Current risk": lambda row: _risk(row, "current"),
    "Target risk": lambda row: _risk(row, "target"),
    "Threat": lambda row: str(row["title"]),
    "Element": lambda row: str(row["subject"]["name"]),
    "Categories": lambda row: ", ".join(_words(one) for one in row["categories"]),
    "Certainty": lambda row: _words(row["certainty"]),
    "Status": lambda row: _words(row["status"]),
    "Decision reason": lambda row: str(row["status_reason"]),
    "Owner": lambda row: _person(row["owner"]),
    "Due": lambda row: row["due"].isoformat() if row["due"] else "",
    "Tags": lambda row: ", ".join(row["tags"]),
    "Mitigations": lambda row: ", ".join(map(_mitigation, row["mitigations"])),
    "Waiting for": lambda row: _person(row["waiting"]["asked"]) if row["waiting"] else "",
    "Duplicate of": lambda row: f"T{row['duplicate_of']}" if row["duplicate_of"] else "",
    "Rule": lambda row: str(row["rule"]),
    "First seen": lambda row: row["first_seen_at"].date().isoformat(),
}
