"""The mitigations of a model by number."""

from functools import partial
from typing import Final

from threatmodel.architecture.models import ThreatModel
from threatmodel.reports.document import Column, Section
from threatmodel.reports.sections.labels import words
from threatmodel.reports.sections.tables.cells import Field, Row, link, person, read_by_number, table_section
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.mitigations.selectors.mitigations import mitigation_rows


def mitigations_section(*, model: ThreatModel, site: str) -> Section:
    """Return all mitigations, also those that are rejected."""
    address = f"{site}/m/{model.pk}/mitigations?open="
    opened = Field(Column("Link"), lambda row: link(f"{address}{row['number']}", "Open"))
    to_rows = partial(mitigation_rows, team_id=model.team_id)
    rows = read_by_number(Mitigation.objects.filter(model=model), to_rows)
    return table_section("mitigations", "Mitigations", (*_FIELDS, opened), rows)


def _threats(row: Row) -> str:
    return ", ".join(f"T{threat['number']}" for threat in row["threats"])


def _verified_by(row: Row) -> str:
    """The approver, or that an import did it; both are told apart."""
    return "an import" if row["verified_by_evidence"] else person(row["verified_by"])


_FIELDS: Final = (
    Field(Column("Number", width=0.7), lambda row: f"M{row['number']}"),
    Field(Column("Mitigation", width=4), lambda row: str(row["title"])),
    Field(Column("Description", width=4), lambda row: str(row["description"])),
    Field(Column("Control", "code", 2.5), lambda row: row["control"]["id"] if row["control"] else ""),
    Field(Column("Status", "status"), lambda row: words(row["status"])),
    Field(Column("Verification", width=2), lambda row: str(row["verification_note"])),
    Field(Column("Verified by", width=1.5), _verified_by),
    Field(Column("Verified", "date"), lambda row: row["verified_at"] and row["verified_at"].date()),
    Field(Column("Owner", width=1.5), lambda row: person(row["owner"])),
    Field(Column("Due", "date"), lambda row: row["due"]),
    Field(Column("Effort", width=0.7), lambda row: str(row["effort"] or "")),
    Field(Column("Cost", "number"), lambda row: row["cost"]),
    Field(Column("Expected reduction"), lambda row: words(row["reduction"])),
    Field(Column("Threats", width=2.5), _threats),
    Field(Column("Tags", width=1.5), lambda row: ", ".join(row["tags"])),
    Field(Column("Evidence", "number", 0.8), lambda row: int(row["evidence_count"])),
    Field(Column("Created by", width=1.5), lambda row: person(row["created_by"])),
    Field(Column("Created", "date"), lambda row: row["created_at"].date()),
)
