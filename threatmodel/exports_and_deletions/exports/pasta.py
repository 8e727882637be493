"""What people wrote in the stages of PASTA, in exports of teams."""

from collections.abc import Iterator
from typing import Any, Final

from threatmodel.api.streaming import rows_in_parts
from threatmodel.architecture.models import ThreatModel
from threatmodel.pasta.choices import PROPERTIES

# By their relation to the model.
_TABLES: Final[dict[str, tuple[str, ...]]] = {
    "objectives": ("title", "description", "criticality", *PROPERTIES, "owner__email", "depends_on"),
    "impact_criteria": ("title", "objective__title", "levels"),
    "compliance_requirements": ("framework", "clause", "note"),
    "risk_appetites": ("scope", "level", "statement", "next_review"),
    "scope_exclusions": ("elements", "reason"),
    "countermeasure_sets": ("title", "mitigations", "cost", "cost_unit", "chosen", "note"),
    "intelligence_items": (
        *("title", "publisher", "published", "link"),
        *("relevance", "note", "concerns", "rules"),
    ),
    "stage_reviews": (
        *("stage", "owner__email", "note"),
        *("approved_by__email", "approved_at", "approval_note", "approved_hash"),
    ),
}


def pasta_of(model: ThreatModel) -> Iterator[tuple[str, Iterator[dict[str, Any]]]]:
    """The rows of each kind of a model."""
    for relation, fields in _TABLES.items():
        yield relation, rows_in_parts(getattr(model, relation).all(), *fields)
