"""The elements and flows of a model with the counts of their threats."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from django.db.models import QuerySet

from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.engine.model import CATALOGUE
from threatmodel.library.choices import SEVERITIES
from threatmodel.reports.document import Column, Section
from threatmodel.reports.sections.labels import yes_no
from threatmodel.reports.sections.tables.cells import ROWS_AT_ONCE, Field, Row, link, table_section
from threatmodel.threats.overview.selectors.elements import element_rows, flow_rows


def elements_section(*, model: ThreatModel, site: str) -> Section:
    """Return what the model has now, without what an import no longer found."""
    address = f"{site}/m/{model.pk}/architecture?select="
    opened = Field(Column("Link"), lambda row: link(f"{address}{row['id']}", "Open"))
    rows = _read(Element.objects.filter(model=model, gone_at__isnull=True), element_rows)
    return table_section("elements", "Elements", (*_ELEMENT, *_COUNTS, opened), rows)


def flows_section(*, model: ThreatModel, site: str) -> Section:
    """Return the flows that the model has now."""
    address = f"{site}/m/{model.pk}/architecture?select="
    opened = Field(Column("Link"), lambda row: link(f"{address}{row['id']}", "Open"))
    rows = _read(Flow.objects.filter(model=model, gone_at__isnull=True), flow_rows)
    return table_section("flows", "Flows", (*_FLOW, *_COUNTS, opened), rows)


def _read(rows: QuerySet[Any], to_rows: Callable[[Any], Sequence[Row]]) -> Iterator[Row]:
    """Yield rows by uid, some hundred read at once."""
    last = ""
    while part := to_rows(rows.filter(uid__gt=last).order_by("uid")[:ROWS_AT_ONCE]):
        yield from part
        last = part[-1]["uid"]


def _kind_label(kind: str) -> str:
    """Return what a kind of the catalogue is called."""
    known = CATALOGUE.kinds.get(kind)
    return known.label if known else kind


def _count(severity: str) -> Field:
    return Field(Column(severity.capitalize(), "number", 0.7), lambda row: int(row["threats"][severity]))


_COUNTS: Final = (
    *map(_count, SEVERITIES),
    Field(Column("Possible", "number", 0.8), lambda row: int(row["possible"])),
)
_ELEMENT: Final = (
    Field(Column("Element", width=3), lambda row: str(row["name"])),
    Field(Column("Kind", width=1.5), lambda row: _kind_label(row["kind"])),
    Field(Column("Inside", width=2), lambda row: row["parent"]["name"] if row["parent"] else ""),
    Field(Column("Id", "code", 4), lambda row: str(row["uid"])),
    Field(Column("File", "code", 3), lambda row: str(row["file"])),
    Field(Column("Line", "number", 0.6), lambda row: row["line"] or None),
)
_FLOW: Final = (
    Field(Column("Source", width=2.5), lambda row: str(row["source"]["name"])),
    Field(Column("Destination", width=2.5), lambda row: str(row["destination"]["name"])),
    Field(Column("Name", width=2), lambda row: str(row["name"])),
    Field(Column("Protocol"), lambda row: str(row["protocol"] or "")),
    Field(Column("Port", "number", 0.7), lambda row: row["port"]),
    Field(Column("Encrypted"), lambda row: yes_no(row["encrypted"])),
    Field(Column("Authenticated"), lambda row: yes_no(row["authenticated"])),
    Field(Column("Origin"), lambda row: str(row["origin"])),
    Field(Column("Id", "code", 5), lambda row: str(row["uid"])),
)
