"""The accepted risks of a model by number, also those that were refused or have ended."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db.models import QuerySet

from threatmodel.architecture.models import ThreatModel
from threatmodel.reports.document import Column, Section
from threatmodel.reports.sections.labels import words
from threatmodel.reports.sections.tables.cells import Field, Row, read_by_number, table_section
from threatmodel.threats.acceptances.models import AcceptanceApprover, AcceptedThreat, RiskAcceptance


def acceptances_section(*, model: ThreatModel, site: str) -> Section:  # noqa: ARG001 (they have no page)
    """Return all requests to accept risk with what was decided about them."""
    rows = read_by_number(RiskAcceptance.objects.filter(model=model), _rows)
    return table_section("acceptances", "Accepted risks", _FIELDS, rows)


def _rows(acceptances: QuerySet[RiskAcceptance]) -> Sequence[Row]:
    """Acceptances as they are kept, whatever the day. Three queries."""
    found = list(acceptances.select_related("requested_by", "decided_by", "ended_by", "extends"))
    keys = [one.pk for one in found]
    approvers: Mapping[Any, list[str]] = {key: [] for key in keys}
    named = AcceptanceApprover.objects.filter(acceptance_id__in=keys).select_related("user")
    for asked in named.order_by("user__name", "user__email"):
        approvers[asked.acceptance_id].append(_person(asked.user))
    threats: Mapping[Any, list[str]] = {key: [] for key in keys}
    accepted = AcceptedThreat.objects.filter(acceptance_id__in=keys).order_by("number")
    for acceptance, number, change in accepted.values_list("acceptance_id", "number", "change"):
        threats[acceptance].append(f"T{number} (changed)" if change else f"T{number}")
    return [
        {"number": one.number, "row": one, "approvers": approvers[one.pk], "threats": threats[one.pk]}
        for one in found
    ]


def _person(user: Any) -> str:
    return str(user.get_full_name() or user.email) if user else ""


_FIELDS: Final = (
    Field(Column("Number", width=0.7), lambda row: f"A{row['number']}"),
    Field(Column("Worst threat", width=4), lambda row: row["row"].title),
    Field(Column("Severity", "severity"), lambda row: words(row["row"].severity)),
    Field(Column("Residual risk", "severity"), lambda row: words(row["row"].residual_risk)),
    Field(Column("Status", "status"), lambda row: words(row["row"].status)),
    Field(Column("Valid until", "date"), lambda row: row["row"].expires_on),
    Field(Column("Threats", width=3), lambda row: ", ".join(row["threats"])),
    Field(Column("Justification", width=4), lambda row: row["row"].justification),
    Field(Column("Conditions", width=3), lambda row: row["row"].conditions),
    Field(Column("Requested by", width=1.5), lambda row: _person(row["row"].requested_by)),
    Field(Column("Requested", "date"), lambda row: row["row"].requested_at.date()),
    Field(Column("Approvers", width=2), lambda row: ", ".join(row["approvers"])),
    Field(Column("Decided by", width=1.5), lambda row: _person(row["row"].decided_by)),
    Field(Column("Decided", "date"), lambda row: row["row"].decided_at and row["row"].decided_at.date()),
    Field(Column("Decision note", width=3), lambda row: row["row"].decision_note),
    Field(Column("Ended", "date"), lambda row: row["row"].ended_at and row["row"].ended_at.date()),
    Field(Column("End note", width=3), lambda row: row["row"].end_note),
    Field(Column("Extends"), lambda row: f"A{row['row'].extends.number}" if row["row"].extends else ""),
)
