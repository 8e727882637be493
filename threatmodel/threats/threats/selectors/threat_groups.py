"""Threats with the same element, owner, mitigation or component with hardening gaps, as one row each."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db.models import BigIntegerField, Count, F, Max, Q, QuerySet
from django.db.models.functions import Cast

from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.selectors.shared_causes import has_cause
from threatmodel.threats.threats.selectors.threat_rows import threat_rows

Row = dict[str, Any]
_COLUMNS: Final = {
    "element": "subject_uid",
    "owner": "owner",
    "mitigation": "treatments__mitigation__number",
    "hardening": "hardening_of",
}
_WITHOUT: Final = {"owner": "No owner", "mitigation": "No mitigation", "hardening": "Other threats"}
_NUMBERS: Final = 2**31  # there are fewer


def threat_groups(found: QuerySet[Threat], by: str) -> QuerySet[Threat, Any]:
    """The groups of threats, that with the worst first: `key`, `count`, and `worst` for group_rows.

    Score and number of the worst are one value, so that the database finds them while it counts. Read all at
    once: they are fewer than elements, and their number and one page of them would be two passes.
    """
    worst = Max(Cast("score", BigIntegerField()) * _NUMBERS - F("number"))
    # All have a number; asked for it, SQLite reads them in the order in which they are stored: a third.
    in_order = found.filter(number__gte=1).order_by()
    groups = in_order.values(key=F(_COLUMNS[by])).annotate(count=Count("*"), worst=worst)
    return groups.order_by("-worst", "key")


def group_condition(by: str, key: str, severity: str) -> Q:
    """The condition of the threats of a row: those of a group, or those of a cause and severity."""
    if by == "cause":
        return has_cause(key) & Q(severity=severity, certainty="found")
    column = _COLUMNS[by]
    if key == "" and by in ("owner", "mitigation"):
        return Q(**{f"{column}__isnull": True})
    return Q(**{column: key})


def group_rows(groups: Iterable[Row], *, model: ThreatModel, by: str) -> list[Row]:
    """One page of groups, each shown by its worst threat. Four queries at most."""
    read = list(groups)
    numbers = [-row["worst"] % _NUMBERS for row in read]
    threats = Threat.with_possible.filter(model=model, number__in=numbers)
    worst = {row["number"]: row for row in threat_rows(threats)}
    titles = _titles(model, by, [row["key"] for row in read])
    rows = []
    for group, number in zip(read, numbers, strict=True):
        threat, key = worst[number], "" if group["key"] is None else str(group["key"])
        shown = {"by": by, "key": key, "title": _title(by, key, threat, titles), "count": group["count"]}
        rows.append({**threat, "group": shown})
    return rows


def _title(by: str, key: str, threat: Row, titles: Mapping[str, str]) -> str:
    if by == "element":
        return str(threat["subject"]["name"])
    if by == "owner" and key:
        return str(threat["owner"]["name"])
    return titles.get(key, key) if key else _WITHOUT[by]


def _titles(model: ThreatModel, by: str, keys: Sequence[str | int | uuid.UUID | None]) -> dict[str, str]:
    """The names of mitigations and components; of others the threat has them. One query, or none."""
    if by == "mitigation":
        named = Mitigation.objects.filter(model=model, number__in=[key for key in keys if key])
        return {str(number): f"M{number} {title}" for number, title in named.values_list("number", "title")}
    if by == "hardening":
        return dict(Element.objects.filter(model=model, uid__in=keys).values_list("uid", "name"))
    return {}
