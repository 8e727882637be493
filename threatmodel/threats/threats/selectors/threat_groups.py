"""Threats with the same element, owner, mitigation or component with hardening gaps, as one row each."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet, Window

from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.threats.models import Threat
from threatmodel.threats.threats.selectors.shared_causes import has_cause
from threatmodel.threats.threats.selectors.threat_rows import threat_rows
from threatmodel.threats.threats.selectors.worst_place import number_at, worst_place

Row = dict[str, Any]
# What threats are grouped by, and where a long text is grouped by its key, the column of the text.
_COLUMNS: Final = {
    "element": "subject_key",
    "owner": "owner",
    "mitigation": "treatments__mitigation__number",
    "hardening": "hardening_key",
}
_TEXTS: Final = {"element": "subject_uid", "hardening": "hardening_of"}
_FARTHEST: Final = 2**31  # no model has as many groups; databases take no offset of more than 64 bits
_WITHOUT: Final = {"owner": "No owner", "mitigation": "No mitigation", "hardening": "Other threats"}


def groups_page(found: QuerySet[Threat], by: str, *, page: int, size: int) -> tuple[list[Row], int]:
    """One page of the groups of threats, that with the worst first, and how many groups there are. One query.

    Each has `key`, `count`, and `worst` for group_rows. Beyond the last page there are none, of 0.
    """
    groups = _groups(found, by).annotate(groups_count=Window(Count("*")))
    start = min((page - 1) * size, _FARTHEST)
    rows = list(groups[start : start + size])
    return rows, rows[0]["groups_count"] if rows else 0


def _groups(found: QuerySet[Threat], by: str) -> QuerySet[Threat, Any]:
    groups = found.order_by().values(key=F(_COLUMNS[by])).annotate(count=Count("*"), worst=worst_place())
    return groups.order_by("-worst", "key")


def group_condition(by: str, key: str, severity: str) -> Q:
    """The condition of the threats of a row: those of a group, or those of a cause and severity."""
    if by == "cause":
        return has_cause(key) & Q(severity=severity, certainty="found")
    column = _TEXTS.get(by) or _COLUMNS[by]
    if key == "" and by in ("owner", "mitigation"):
        return Q(**{f"{column}__isnull": True})
    return Q(**{column: key})


def group_rows(groups: Iterable[Row], *, model: ThreatModel, by: str) -> list[Row]:
    """One page of groups, each shown by its worst threat. Four queries at most."""
    read = list(groups)
    numbers = [number_at(row["worst"]) for row in read]
    threats = Threat.with_possible.filter(model=model, number__in=numbers)
    worst = {row["number"]: row for row in threat_rows(threats)}
    keys = [_key(by, group["key"], worst[number]) for group, number in zip(read, numbers, strict=True)]
    titles = _titles(model, by, keys)
    rows = []
    for group, number, key in zip(read, numbers, keys, strict=True):
        title = _title(by, key, worst[number], titles)
        shown = {"by": by, "key": key, "title": title, "count": group["count"]}
        rows.append({**worst[number], "group": shown})
    return rows


def _key(by: str, key: Any, worst: Row) -> str:
    """What a group is known by: a text that was grouped by its key is read from one of its threats."""
    if by == "element":
        return str(worst["subject"]["uid"])
    if by == "hardening":
        return str(worst["hardening_of"])
    return "" if key is None else str(key)


def _title(by: str, key: str, threat: Row, titles: Mapping[str, str]) -> str:
    if by == "element":
        return str(threat["subject"]["name"])
    if by == "owner" and key:
        return str(threat["owner"]["name"])
    return titles.get(key, key) if key else _WITHOUT[by]


def _titles(model: ThreatModel, by: str, keys: Sequence[str]) -> dict[str, str]:
    """The names of mitigations and components; of others the threat has them. One query, or none."""
    if by == "mitigation":
        named = Mitigation.objects.filter(model=model, number__in=[key for key in keys if key])
        return {str(number): f"M{number} {title}" for number, title in named.values_list("number", "title")}
    if by == "hardening":
        return dict(Element.objects.filter(model=model, uid__in=keys).values_list("uid", "name"))
    return {}
