"""The open questions of a model, the one that decides most first."""

from typing import Any, Final

from threatmodel.architecture.models import ThreatModel
from threatmodel.library.choices import SEVERITIES
from threatmodel.reports.document import Column, Section
from threatmodel.reports.sections.tables.cells import Field, Row, table_section
from threatmodel.threats.questions.models import Question
from threatmodel.threats.questions.selectors.questions import BY_RANK, question_rows


def questions_section(*, model: ThreatModel, site: str) -> Section:  # noqa: ARG001 (they have no page of one)
    """Return the questions that no file and no person has answered. One query."""
    found = Question.objects.filter(model=model, answered=False)
    rows = question_rows(found.order_by(*BY_RANK, "text", "fact", "element__uid", "flow__uid"))
    return table_section("questions", "Open questions", _FIELDS, rows)


def _raises(row: Row) -> str:
    counts: Any = row["could_raise"]
    return ", ".join(f"{counts[one]} {one}" for one in SEVERITIES if counts.get(one))


_FIELDS: Final = (
    Field(Column("Question", width=5), lambda row: str(row["text"])),
    Field(Column("Element", width=2.5), lambda row: str(row["subject"]["name"])),
    Field(Column("Kind"), lambda row: str(row["subject"]["kind"])),
    Field(Column("Fact", width=2), lambda row: str(row["label"])),
    Field(Column("Depends on the answer", width=2), _raises),
    Field(Column("Weight", "number", 0.8), lambda row: int(row["weight"])),
    Field(Column("Rules", "code", 4), lambda row: ", ".join(row["rules"])),
)
