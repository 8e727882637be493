"""The tables of a model, in the order of their sheets. Another one is its file and its line here."""

from collections.abc import Callable, Mapping
from typing import Final

from threatmodel.reports.document import Section
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
