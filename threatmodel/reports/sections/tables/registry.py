"""The tables of a model, in the order of their sheets. Another one is its file and its line here."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from threatmodel.architecture.models import ThreatModel
from threatmodel.reports.document import Document, Section, Stamp
from threatmodel.reports.sections.tables.acceptances import acceptances_section
from threatmodel.reports.sections.tables.data_sets import data_sets_section
from threatmodel.reports.sections.tables.elements import elements_section, flows_section
from threatmodel.reports.sections.tables.mitigations import mitigations_section
from threatmodel.reports.sections.tables.questions import questions_section
from threatmodel.reports.sections.tables.threats import threats_section

# By the id of its section: a function of the model and of the address of this server.
TABLES: Final[Mapping[str, Callable[..., Section]]] = {
    "threats": threats_section,
    "mitigations": mitigations_section,
    "acceptances": acceptances_section,
    "questions": questions_section,
    "elements": elements_section,
    "flows": flows_section,
    "data-sets": data_sets_section,
}


def tables_document(
    *, model: ThreatModel, stamp: Stamp, classification: str, site: str, tables: Sequence[str] = tuple(TABLES)
) -> Document:
    """Return a report that is these tables, as formats for tables alone show it."""
    return Document(
        title=model.name,
        team=model.team.name,
        stamp=stamp,
        classification=classification,
        site=site,
        facts=(
            ("Model", model.name),
            ("Team", model.team.name),
            ("State", stamp.label),
            ("Saved", stamp.at),
            ("Rule library", stamp.library_version or "Not analyzed yet"),
        ),
        sections=tuple(TABLES[one](model=model, site=site) for one in tables),
    )
