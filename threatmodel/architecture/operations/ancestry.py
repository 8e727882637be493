"""What operations need to see of a model: the elements they name, what these sit in, and what sits in them.

Chains of parents are followed by the database, in one statement whatever their length.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from django.db import connections

from threatmodel.architecture.models import Element, ThreatModel
from threatmodel.architecture.operations.batch import Json

# A chain that bites its own tail, should one ever be stored, ends: UNION drops what was found before.
# Every step names the model, and the first how many rows it can have at most: where one model holds most rows
# of the table PostgreSQL else expects a thousand, and joins each step with the elements of everybody.
_AROUND: Final = """
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
_INSIDE: Final = """
  inside(id, uid, kind, name, parent_id) AS (
    SELECT id, uid, kind, name, parent_id FROM named WHERE uid IN ({uids})
    UNION
    SELECT e.id, e.uid, e.kind, e.name, e.parent_id
    FROM architecture_element e JOIN inside ON e.parent_id = inside.id AND e.model_id = %s
  ),"""
_BOTH: Final = "UNION SELECT id, uid, kind, name, parent_id FROM inside"


class NodeRow(NamedTuple):
    """What must be read of an element that is not touched itself."""

    uid: str
    id: uuid.UUID
    kind: str
    name: str
    parent_id: uuid.UUID | None

    @classmethod
    def of(cls, row: Element) -> "NodeRow":
        """Return what matters of a row."""
        return cls(row.uid, row.id, row.kind, row.name, row.parent_id)


@dataclass(slots=True)
class Needed:
    """What a list of operations touches and refers to, by uid."""

    elements: set[str] = field(default_factory=set)  # touched
    flows: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)  # of relations that are touched
    deleted: set[str] = field(default_factory=set)  # elements whose children, flows and relations are touched
    moved: set[str] = field(default_factory=set)  # elements that may get another parent
    turned: set[str] = field(
        default_factory=set
    )  # those that may get another kind, which their flows must fit
    others: set[str] = field(default_factory=set)  # elements that are only referred to
    shifts: bool = False  # what is inside moves along
    adds: bool = False

    @classmethod
    def by(cls, ops: Iterable[Json]) -> "Needed":
        """Return what these operations need; each is well formed."""
        needed = cls()
        for op in ops:
            needed._note(op)
        return needed

    @property
    def is_plain(self) -> bool:
        """Whether elements are touched and nothing else matters, not even what they sit in."""
        more = (self.flows, self.sources, self.deleted, self.moved, self.others)
        return not any(more)

    @property
    def uids(self) -> set[str]:
        """Every element that must be known."""
        return self.elements | self.sources | self.others

    @property
    def holding(self) -> set[str]:
        """The elements of which everything inside must be known."""
        return self.deleted | self.moved

    def _note(self, op: Json) -> None:
        if op["on"] == "relation":
            self.sources.add(op["source"])
            self.others.add(op["target"])
        elif op["on"] == "flow":
            self._note_flow(op)
        else:
            self._note_element(op)

    def _note_flow(self, op: Json) -> None:
        self.flows.add(op["uid"])
        props = op.get("props", {})
        self.others.update(props[end] for end in ("source", "destination") if end in props)
        self._note_data_sets(props)

    def _note_element(self, op: Json) -> None:
        self.elements.add(op["uid"])
        props = op.get("props", {})
        if op["op"] == "del":
            self.deleted.add(op["uid"])
        if op["op"] == "shift":
            self.shifts = True
        if op["op"] == "shift" or "parent" in props or "kind" in props:
            self.moved.add(op["uid"])
        if "kind" in props:
            self.adds = True
            self.turned.add(op["uid"])
        if props.get("parent") is not None:
            self.others.add(props["parent"])
        self._note_data_sets(props)

    def _note_data_sets(self, props: Json) -> None:
        fact = (props.get("facts") or {}).get("data_sets")
        names = fact.get("value") if fact else None
        if isinstance(names, list):
            self.others.update(name for name in names if isinstance(name, str) and "\x00" not in name)


def nodes_around(
    *, model_id: uuid.UUID, uids: Collection[str], holding: Collection[str] = ()
) -> list[NodeRow]:
    """Return the elements of these uids, all they sit in, and all that is inside those of `holding`.

    One query.
    """
    if not uids:
        return []
    connection = connections["default"]
    key = ThreatModel._meta.pk.get_db_prep_value(model_id, connection)  # noqa: SLF001
    inside = _INSIDE.format(uids=_places(holding)) if holding else ""
    statement = _AROUND.format(uids=_places(uids), inside=inside, both=_BOTH if holding else "")
    values = [key, *sorted(uids), len(uids), *((*sorted(holding), key) if holding else ()), key]
    return [NodeRow.of(row) for row in Element.objects.raw(statement, values)]


def nodes_of(*, model_id: uuid.UUID, keys: Collection[uuid.UUID]) -> list[NodeRow]:
    """Return the elements of these keys."""
    rows = Element.objects.filter(model_id=model_id, pk__in=keys).values_list(
        "uid", "id", "kind", "name", "parent_id"
    )
    return [NodeRow(*row) for row in rows]


def keys_inside(nodes: Iterable[NodeRow], uids: Collection[str]) -> set[uuid.UUID]:
    """Return the keys of what sits in these elements at any depth; the elements are among the nodes."""
    held = defaultdict(list)
    found = []
    for node in nodes:
        held[node.parent_id].append(node.id)
        if node.uid in uids:
            found.append(node.id)
    seen = set(found)
    while found:
        inside = [key for key in held[found.pop()] if key not in seen]
        seen.update(inside)
        found += inside
    return seen


def _places(values: Collection[str]) -> str:
    return ", ".join(["%s"] * len(values))
