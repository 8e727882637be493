"""The threats of a model, worst first."""

from collections.abc import Iterator
from typing import Final

from django.db.models import Q, QuerySet

from threatmodel.architecture.models import ThreatModel
from threatmodel.reports.document import Column, Section
from threatmodel.reports.sections.labels import words
from threatmodel.reports.sections.tables import cells
from threatmodel.reports.sections.tables.cells import Field, Row, link, person, table_section
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.selectors.threat_rows import threat_rows_to_export


def threats_section(*, model: ThreatModel, site: str) -> Section:
    """Return all threats, also those that wait for facts and those that are resolved."""
    threats = Threat.with_possible.filter(model=model)
    return table_section("threats", "Threats", threat_fields(model, site), threat_rows(threats))


def threat_rows(threats: QuerySet[Threat]) -> Iterator[Row]:
    """Yield threats of one model, worst first.

    Five queries for each part of some hundred threats, six where some are possible.
    """
    ordered = threats.order_by("-score", "number")
    following = ordered
    while part := threat_rows_to_export(following[: cells.ROWS_AT_ONCE]):
        yield from part
        if len(part) < cells.ROWS_AT_ONCE:
            return
        score, number = part[-1]["score"], part[-1]["number"]
        following = ordered.filter(Q(score__lt=score) | Q(score=score, number__gt=number))


def threat_fields(model: ThreatModel, site: str) -> tuple[Field, ...]:
    """Return the columns; the last one leads to the page of the threat."""
    address = f"{site}/m/{model.pk}/threats"
    opened = Field(Column("Link"), lambda row: link(f"{address}/{row['number']}", "Open"))
    return (*_FIELDS, opened)


def _risk(row: Row, stage: str) -> str:
    """The level in the matrix of the team and the score, such as "High (12)"."""
    risk = row["risk"][stage]
    return f"{risk['level']['name']} ({risk['score']})" if risk["level"] else "None"


def _mitigation(mitigation: Row) -> str:
    return f"M{mitigation['number']} ({mitigation['status'].replace('-', ' ')})"


_FIELDS: Final = (
    Field(Column("Number", width=0.7), lambda row: f"T{row['number']}"),
    Field(Column("Severity", "severity"), lambda row: words(row["severity"])),
    Field(Column("Score", "number", 0.6), lambda row: int(row["score"])),
    Field(Column("Likelihood"), lambda row: str(row["risk"]["inherent"]["likelihood_name"])),
    Field(Column("Impact"), lambda row: str(row["risk"]["inherent"]["impact_name"])),
    Field(Column("Inherent risk"), lambda row: _risk(row, "inherent")),
    Field(Column("Current risk"), lambda row: _risk(row, "current")),
    Field(Column("Target risk"), lambda row: _risk(row, "target")),
    Field(Column("Threat", width=5), lambda row: str(row["title"])),
    Field(Column("Element", width=2.5), lambda row: str(row["subject"]["name"])),
    Field(Column("Categories", width=2), lambda row: ", ".join(map(words, row["categories"]))),
    Field(Column("Certainty"), lambda row: words(row["certainty"])),
    Field(Column("Status", "status"), lambda row: words(row["status"])),
    Field(Column("Decision reason", width=3), lambda row: str(row["status_reason"])),
    Field(Column("Owner", width=1.5), lambda row: person(row["owner"])),
    Field(Column("Due", "date"), lambda row: row["due"]),
    Field(Column("Tags", width=1.5), lambda row: ", ".join(row["tags"])),
    Field(Column("Mitigations", width=2), lambda row: ", ".join(map(_mitigation, row["mitigations"]))),
    Field(Column("Waiting for"), lambda row: person(row["waiting"]["asked"]) if row["waiting"] else ""),
    Field(Column("Duplicate of"), lambda row: f"T{row['duplicate_of']}" if row["duplicate_of"] else ""),
    Field(Column("Rule", "code", 2.5), lambda row: str(row["rule"])),
    Field(Column("First seen", "date"), lambda row: row["first_seen_at"].date()),
)
