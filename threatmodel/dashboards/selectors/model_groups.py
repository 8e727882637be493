"""Models by tag, owner or folder, with the sums of their newest figures."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from django.db.models import QuerySet

from threatmodel.accounts.models import User
from threatmodel.architecture.api.selectors.organization import tags_of
from threatmodel.architecture.models import ModelFolder, ThreatModel
from threatmodel.dashboards.selectors.portfolio import newest_figures
from threatmodel.dashboards.selectors.posture import SHOWN
from threatmodel.library.choices import SEVERITIES

Row = dict[str, Any]
Keys = Mapping[uuid.UUID, Sequence[str]]
"""By model: the values under which it counts; it counts as without one where there are none."""


def models_grouped(*, models: QuerySet[ThreatModel], by: str) -> list[Row]:
    """The values of `by` with their models, most threats at risk first; those without a value last.

    A model counts under each of its tags. Four queries at most.
    """
    keys, names = _GROUPINGS[by](models)
    figures = newest_figures(list(keys))
    grouped: dict[str, list[uuid.UUID]] = defaultdict(list)
    for model_id, values in keys.items():
        for value in values or ("",):
            grouped[value].append(model_id)
    rows = [
        {
            "key": value or None,
            "name": names.get(value, value),
            "models": len(ids),
            "figures": _summed([figures[one] for one in ids if one in figures]),
        }
        for value, ids in grouped.items()
    ]
    return sorted(rows, key=lambda row: (row["key"] is None, -_at_risk(row), row["name"].lower()))


def _by_tag(models: QuerySet[ThreatModel]) -> tuple[Keys, dict[str, str]]:
    ids = list(models.order_by().values_list("pk", flat=True))
    tags = tags_of(ids)
    return {one: tags.get(one, []) for one in ids}, {}


def _by_owner(models: QuerySet[ThreatModel]) -> tuple[Keys, dict[str, str]]:
    keys = _by_column(models, "owner_id")
    people = User.objects.filter(pk__in=_values(keys))
    return keys, {str(one.pk): one.get_full_name() for one in people}


def _by_folder(models: QuerySet[ThreatModel]) -> tuple[Keys, dict[str, str]]:
    keys = _by_column(models, "folder_id")
    folders = ModelFolder.objects.filter(pk__in=_values(keys))
    return keys, {str(one.pk): one.name for one in folders}


def _by_column(models: QuerySet[ThreatModel], column: str) -> dict[uuid.UUID, Sequence[str]]:
    rows = models.order_by().values_list("pk", column)
    return {model_id: [str(value)] if value else [] for model_id, value in rows}


def _values(keys: Keys) -> set[str]:
    return {value for values in keys.values() for value in values}


_GROUPINGS: Final[Mapping[str, Callable[[QuerySet[ThreatModel]], tuple[Keys, dict[str, str]]]]] = {
    "tag": _by_tag,
    "owner": _by_owner,
    "folder": _by_folder,
}
MODEL_GROUPINGS: Final = tuple(_GROUPINGS)


def _summed(figures: Sequence[Row]) -> Row | None:
    """The figures of several models as those of one; None where no model has any."""
    if not figures:
        return None
    return {
        "day": max(one["day"] for one in figures),
        "taken_at": min(one["taken_at"] for one in figures),
        "models": len(figures),
        "open": _counts(one["open"] for one in figures),
        "accepted": _counts(one["accepted"] for one in figures),
        "jewel_score": max(one["jewel_score"] for one in figures),
        **{name: sum(one[name] for one in figures) for name in SHOWN},
    }


def _counts(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    some = list(counts)
    return {severity: sum(one[severity] for one in some) for severity in SEVERITIES}


def _at_risk(row: Row) -> int:
    figures = row["figures"]
    return sum(figures["open"].values()) + sum(figures["accepted"].values()) if figures else 0
