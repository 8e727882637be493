"""Flows of a table: a row is one, between the elements that it names."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from threatmodel.engine.importers.interchange.drawing import Drawing, DrawnFlow
from threatmodel.engine.importers.interchange.protocols import add_protocol
from threatmodel.engine.importers.interchange.tables.column_recognition import Table
from threatmodel.engine.importers.interchange.value_readers import id_of, line_text, number_of
from threatmodel.engine.library.tool_vocabularies import word
from threatmodel.engine.model import CATALOGUE, FactValue

Row = dict[str, str]
Named = Iterable[tuple[str, str, str, str | None]]
"""Elements by uid, kind, name, and the uid of what each is in."""

_FACT_LENGTH: Final = 2_000
_MOST_PORT: Final = 65_535


class FlowEnds:
    """The elements that the flows of a file may name.

    Ids and names of the components in the same file count before names of other elements of the import. Of
    elements of one name, one must be around all others: a container is often called like its workload.
    """

    def __init__(self, components: Iterable[Drawing], elements: Named) -> None:
        self._kinds: dict[str, str] = {}
        self._by_id: dict[str, dict[str, str | None]] = defaultdict(dict)
        self._by_name: dict[str, dict[str, str | None]] = defaultdict(dict)
        self._elsewhere: dict[str, dict[str, str | None]] = defaultdict(dict)
        for drawing in components:
            for part in drawing.parts.values():
                uid = drawing.uid(part.id)
                parent = drawing.uid(part.parent) if part.parent else None
                self._kinds[uid] = part.kind
                self._by_id[part.id][uid] = None
                self._by_name[part.name.casefold()][uid] = parent
        for uid, kind, name, parent in elements:
            self._kinds[uid] = kind
            self._elsewhere[name.casefold()][uid] = parent

    def named(self, text: str) -> tuple[str, str] | None:
        """The uid and kind of the only element that a text names, by id, name or address."""
        if text in self._kinds:
            return text, self._kinds[text]
        key = text.casefold()
        for found in (self._by_id.get(text), self._by_name.get(key), self._elsewhere.get(key)):
            if found and (uid := _outermost(found)):
                return uid, self._kinds[uid]
        return None

    def own(self, text: str) -> str:
        """The uid of the component of the same file that a text names; else empty."""
        for found in (self._by_id.get(text), self._by_name.get(text.casefold())):
            if found and (uid := _outermost(found)):
                return uid
        return ""


def _outermost(found: Mapping[str, str | None]) -> str:
    outer = [uid for uid, parent in found.items() if parent not in found]
    return outer[0] if len(outer) == 1 else ""


def add_flows(drawing: Drawing, table: Table, ends: FlowEnds) -> None:
    """Add the flows of a table; those with an end that the import does not have are kept by names."""
    for line, cells in table.rows:
        row = table.row(cells)
        if not any(row.values()):
            continue
        names = [id_of(row.get(field, "")) for field in ("source", "target")]
        found = {name: end for name in names if name and (end := ends.named(name))}
        drawing.outside.update(found)
        added = _add_flow(drawing, row, line, *names)
        if added and not all(name in found for name in names):
            drawing.own_ends[added.id] = (ends.own(names[0]), ends.own(names[1]))


def _add_flow(drawing: Drawing, row: Row, line: int, source: str, target: str) -> DrawnFlow | None:
    name, protocol = line_text(row.get("name", "")), row.get("protocol", "")
    stated = id_of(row.get("id", "")) or f"{source}>{target}/{name or protocol}"
    # Elements may have the same ids, and a mapping may give both tables one name.
    flow = DrawnFlow(id_of(f"flow/{stated}"), source, target, name, line)
    if flow.id in drawing.flows and not row.get("id") and row.get("port"):  # the same call to another port
        flow.id = id_of(f"flow/{stated}:{row['port']}")
    add_protocol(drawing, flow, protocol)
    port = number_of(row.get("port", ""))
    level = row.get("data_classification", "").lower()
    known = CATALOGUE.fact("flow", "data_classification")
    facts: dict[str, FactValue | None] = {
        "description": line_text(row.get("description", ""), _FACT_LENGTH),
        "port": int(port) if port is not None and 0 < port <= _MOST_PORT and port == int(port) else None,
        "encrypted": drawing.words.encryption.get(word(row.get("encrypted", ""))),
        "authenticated": drawing.words.authentication.get(word(row.get("authenticated", ""))),
        "data_classification": level if known and level in known.options else None,
    }
    drawing.add_facts(flow.facts, facts)
    unread = sum(bool(row.get(field)) and value in {None, ""} for field, value in facts.items())
    drawing.unread("value of a flow", "values of flows", unread)
    return drawing.add_flow(flow)
