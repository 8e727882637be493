"""Elements with their ancestors and descendants, read by one recursive query whatever the depth."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

from django.db import connections

from threatmodel.architecture.models import Element, ThreatModel

# UNION drops duplicates, so a cycle, should one ever be stored, ends.
# Every step names the model, and the first limits its rows: where one model holds most rows of the table,
# PostgreSQL would else expect a thousand rows and join each step with the elements of all models.
_ANCESTORS: Final = """
WITH RECURSIVE
  named(id, uid, kind, name, parent_id) AS (
    SELECT id, uid, kind, name, parent_id FROM architecture_element
    WHERE model_id = %s AND uid IN ({uids}) LIMIT %s
  ),{inside}
  above(id, uid, kind, name, parent_id) AS (
    SELECT id, uid, kind, name, parent_id FROM named
    UNION
    SELECT e.id, e.uid, e.kind, e.name, e.parent_id
    FROM architecture_element e JOIN above ON e.id = above.parent_id AND e.model_id = %s
  )
SELECT id, uid, kind, name, parent_id FROM above {both}
"""
_DESCENDANTS: Final = """
  inside(id, uid, kind, name, parent_id) AS (
    SELECT id, uid, kind, name, parent_id FROM named WHERE uid IN ({uids})
    UNION
    SELECT e.id, e.uid, e.kind, e.name, e.parent_id
    FROM architecture_element e JOIN inside ON e.parent_id = inside.id AND e.model_id = %s
  ),"""
_AND_DESCENDANTS: Final = "UNION SELECT id, uid, kind, name, parent_id FROM inside"


class NodeRow(NamedTuple):
    """The columns that are read of an element that a batch does not change."""

    uid: str
    id: uuid.UUID
    kind: str
    name: str
    parent_id: uuid.UUID | None

    @classmethod
    def of(cls, row: Element) -> "NodeRow":
        """Return the columns of a row."""
        return cls(row.uid, row.id, row.kind, row.name, row.parent_id)


def nodes_with_ancestors(
    *, model_id: uuid.UUID, uids: Collection[str], containers: Collection[str] = ()
) -> list[NodeRow]:
    """Return the elements of these uids, their ancestors, and the descendants of those in `containers`.

    One query.
    """
    if not uids:
        return []
    connection = connections["default"]
    key = ThreatModel._meta.pk.get_db_prep_value(model_id, connection)  # noqa: SLF001
    inside = _DESCENDANTS.format(uids=_placeholders(containers)) if containers else ""
    statement = _ANCESTORS.format(
        uids=_placeholders(uids), inside=inside, both=_AND_DESCENDANTS if containers else ""
    )
    values = [key, *sorted(uids), len(uids), *((*sorted(containers), key) if containers else ()), key]
    return [NodeRow.of(row) for row in Element.objects.raw(statement, values)]


def nodes_of(*, model_id: uuid.UUID, keys: Collection[uuid.UUID]) -> list[NodeRow]:
    """Return the elements of these keys."""
    rows = Element.objects.filter(model_id=model_id, pk__in=keys).values_list(
        "uid", "id", "kind", "name", "parent_id"
    )
    return [NodeRow(*row) for row in rows]


def descendant_keys(nodes: Iterable[NodeRow], uids: Collection[str]) -> set[uuid.UUID]:
    """Return the keys of the descendants of these elements; the elements are among the nodes."""
    children = defaultdict(list)
    found = []
    for node in nodes:
        children[node.parent_id].append(node.id)
        if node.uid in uids:
            found.append(node.id)
    seen = set(found)
    while found:
        inside = [key for key in children[found.pop()] if key not in seen]
        seen.update(inside)
        found += inside
    return seen


def _placeholders(values: Collection[str]) -> str:
    return ", ".join(["%s"] * len(values))
