"""Why a threat has its score: its factors with their facts, and the severity that a person gave it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.threats.threats.models import SeverityOverride

Row = dict[str, Any]
_NO_PLACE: Final[Row] = {"label": "", "element_name": "", "element_kind": "", "file": "", "line": 0}


def factor_rows(
    model: ThreatModel, factors: Sequence[Mapping[str, Any]], named: Sequence[Mapping[str, Any]]
) -> list[Row]:
    """The factors of a score with the places of their facts. Two queries at most.

    `named` are those with facts, as evidence_rows names them.
    """
    places = _places(model, named)
    shown = iter(named)
    rows = []
    for one in factors:
        place = places.get((one["element"], one["fact"]), {})
        row = {**next(shown)} if one["fact"] else {**_NO_PLACE, **one}
        row.update(file=place.get("file", ""), line=place.get("line", 0))
        row.pop("why", None)
        rows.append(row)
    return rows


def _places(
    model: ThreatModel, factors: Iterable[Mapping[str, Any]]
) -> dict[tuple[str, str], Mapping[str, Any]]:
    """The facts by uid and name; what follows from the model itself is none."""
    uids = {one["element"] for one in factors}
    if not uids:
        return {}
    known = dict(Element.objects.filter(model=model, uid__in=uids).values_list("uid", "facts"))
    known |= dict(Flow.objects.filter(model=model, uid__in=uids).values_list("uid", "facts"))
    return {(uid, name): fact for uid, facts in known.items() for name, fact in facts.items()}


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
