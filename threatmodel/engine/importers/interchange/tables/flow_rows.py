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
_LISTED: Final = 10  # names that mean no element, or several
_NAME_SHOWN: Final = 60


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
        """The uid and kind of the only element that a text names, by id or name."""
        key = text.casefold()
        for found in (self._by_id.get(text), self._by_name.get(key), self._elsewhere.get(key)):
            if found and (uid := _outermost(found)):
                return uid, self._kinds[uid]
        return None


def _outermost(found: Mapping[str, str | None]) -> str:
    outer = [uid for uid, parent in found.items() if parent not in found]
    return outer[0] if len(outer) == 1 else ""


def add_flows(drawing: Drawing, table: Table, ends: FlowEnds) -> None:
    """Add the flows of a table; those whose ends are not known are left out, and their names listed."""
    unknown: dict[str, None] = {}
    left_out = 0
    for line, cells in table.rows:
        row = table.row(cells)
        if not any(row.values()):
            continue
        names = [id_of(row.get(field, "")) for field in ("source", "target")]
        found = {name: end for name in names if name and (end := ends.named(name))}
        drawing.outside.update(found)
        if all(name in found for name in names):
            _add_flow(drawing, row, line, *names)
        else:
            left_out += 1
            unknown.update(dict.fromkeys(name or "(empty)" for name in names if name not in found))
    if left_out:
        drawing.fault(_unknown_message(left_out, [*unknown]), 0)


def _unknown_message(left_out: int, names: list[str]) -> str:
    shown = ", ".join(name[:_NAME_SHOWN] for name in names[:_LISTED])
    more = f", and {len(names) - _LISTED:,} more" if len(names) > _LISTED else ""
    flows_are = "1 flow is" if left_out == 1 else f"{left_out:,} flows are"
    return (
        f"{flows_are} left out, as no element of this import or several are called so: {shown}{more}. "
        "Import the table or file that names these elements together with this one."
    )


def _add_flow(drawing: Drawing, row: Row, line: int, source: str, target: str) -> None:
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
    drawing.add_flow(flow)
