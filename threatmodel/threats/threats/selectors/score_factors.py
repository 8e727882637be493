"""Why a threat has its score: its factors with their facts, and the severity that a person gave it."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.threats.threats.models import SeverityOverride

Row = dict[str, Any]
_SHOWN: Final = (
    "factor", "points", "element", "element_name", "element_kind", "fact", "label", "value", "file", "line",
)  # fmt: skip
_NO_PLACE: Final[Row] = {"label": "", "element_name": "", "element_kind": "", "file": "", "line": 0}


def factor_rows(factors: Sequence[Mapping[str, Any]], named: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The factors of a score; `named` are those with facts, as evidence_rows names them."""
    shown = iter(named)
    rows = [{**next(shown)} if one["fact"] else {**_NO_PLACE, **one} for one in factors]
    return [{key: row[key] for key in _SHOWN} for row in rows]


def override_row(threat: Mapping[str, Any]) -> Row | None:
    """The severity that a person gave a threat, beside the computed one. One query where there is any."""
    if not threat["computed_severity"]:
        return None
    override = SeverityOverride.objects.select_related("by").get(threat_id=threat["id"])
    return {
        "computed_severity": threat["computed_severity"],
        "computed_score": threat["computed_score"],
        "reason": override.reason,
        "by": person_row(override.by),
        "at": override.at,
    }
