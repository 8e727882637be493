"""The data sets of a model: what it processes and where."""

from typing import Any, Final

from threatmodel.architecture.models import ThreatModel
from threatmodel.reports.document import Column, Section
from threatmodel.reports.sections.labels import words, yes_no
from threatmodel.reports.sections.tables.cells import Field, Row, link, table_section
from threatmodel.threats.overview.selectors.data_sets import data_sets_of

_EVERYTHING: Final[Row] = {"search": "", "classification": [], "personal_data": None, "ordering": "name"}


def data_sets_section(*, model: ThreatModel, site: str) -> Section:
    """Return all data sets by name. Four queries."""
    rows = data_sets_of(model=model, query=_EVERYTHING)
    opened = Field(Column("Link"), lambda row: link(f"{site}/m/{model.pk}/data?open={row['id']}", "Open"))
    return table_section("data-sets", "Data sets", (*_FIELDS, opened), rows)


def _list(value: Any) -> str:
    return ", ".join(map(str, value or ()))


def _places(row: Row) -> str:
    names = [str(place["name"]) for place in row["places"]]
    more = row["element_count"] + row["flow_count"] - len(names)
    return ", ".join([*names, *([f"and {more} more"] if more else [])])


_FIELDS: Final = (
    Field(Column("Data set", width=3), lambda row: str(row["name"])),
    Field(Column("Classification"), lambda row: words(row["classification"])),
    Field(Column("Personal data"), lambda row: yes_no(row["personal_data"])),
    Field(Column("Personal data categories", width=2.5), lambda row: _list(row["personal_data_categories"])),
    Field(Column("Special categories"), lambda row: "Yes" if row["special"] else "No"),
    Field(Column("Data subjects", width=2), lambda row: _list(row["data_subjects"])),
    Field(Column("Purposes", width=2.5), lambda row: _list(row["purposes"])),
    Field(Column("Retention (days)", "number"), lambda row: row["retention_days"]),
    Field(Column("Elements", "number", 0.8), lambda row: int(row["element_count"])),
    Field(Column("Flows", "number", 0.7), lambda row: int(row["flow_count"])),
    Field(Column("Where", width=5), _places),
    Field(Column("Threats", "number", 0.8), lambda row: sum(row["threats"].values())),
)
