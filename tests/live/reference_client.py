"""What a browser knows of a model, by the rules of docs/live.md: a small second implementation.

No socket here: `hear` takes what the server says and returns what is to be said to it.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
RelationKey = tuple[str, str, str]
_GEOMETRY = ("x", "y", "width", "height")


@dataclass
class Drawing:
    """The architecture as operations make it."""

    elements: dict[str, Json] = field(default_factory=dict)
    flows: dict[str, Json] = field(default_factory=dict)
    relations: set[RelationKey] = field(default_factory=set)

    def apply(self, ops: Iterable[Json]) -> None:
        for op in ops:
            getattr(self, f"_{op['op']}_{op['on']}")(op)

    def inside(self, uid: str) -> list[str]:
        held = defaultdict(list)
        for child, element in self.elements.items():
            held[element["parent"]].append(child)
        found = [uid] if uid in self.elements else []
        for one in found:
            found += held[one]
        return found

    def _set_element(self, op: Json) -> None:
        uid, props = op["uid"], op["props"]
        if uid not in self.elements:
            if "kind" not in props:
                return
            self.elements[uid] = {"name": uid, "parent": None, "facts": {}, **dict.fromkeys(_GEOMETRY)}
        element = self.elements[uid]
        element.update({key: props[key] for key in ("kind", "name", "parent", *_GEOMETRY) if key in props})
        _state(element["facts"], props)

    def _set_flow(self, op: Json) -> None:
        uid, props = op["uid"], op["props"]
        if uid not in self.flows:
            if "source" not in props or "destination" not in props:
                return
            self.flows[uid] = {"name": "", "facts": {}}
        flow = self.flows[uid]
        flow.update({key: props[key] for key in ("source", "destination", "name") if key in props})
        _state(flow["facts"], props)

    def _set_relation(self, op: Json) -> None:
        self.relations.add((op["type"], op["source"], op["target"]))

    def _del_element(self, op: Json) -> None:
        gone = self.elements.pop(op["uid"], None)
        if gone is None:
            return
        for element in self.elements.values():
            if element["parent"] == op["uid"]:
                element["parent"] = gone["parent"]
        self.flows = {
            uid: flow
            for uid, flow in self.flows.items()
            if op["uid"] not in (flow["source"], flow["destination"])
        }
        self.relations = {key for key in self.relations if op["uid"] not in key[1:]}

    def _del_flow(self, op: Json) -> None:
        self.flows.pop(op["uid"], None)

    def _del_relation(self, op: Json) -> None:
        self.relations.discard((op["type"], op["source"], op["target"]))

    def _shift_element(self, op: Json) -> None:
        for uid in self.inside(op["uid"]):
            element = self.elements[uid]
            if element["x"] is not None:
                element["x"] += op["by"][0]
                element["y"] += op["by"][1]


def _state(facts: Json, props: Json) -> None:
    for name, fact in props.get("facts", {}).items():
        if fact is None:
            facts.pop(name, None)
        else:
            facts[name] = fact["value"]


class ReferenceClient:
    """One browser: what is confirmed, and what it has sent and nobody has confirmed yet."""

    def __init__(self, read: Callable[[], tuple[int, Drawing]] | None = None) -> None:
        self.drawing = Drawing()
        self.seq = 0
        self.pending: dict[str, Json] = {}  # frames by batch, in order
        self.acked: dict[str, Json] = {}
        self.refused: dict[str, Json] = {}
        self.told: list[int] = []  # seqs of the changes that were applied
        self._ahead: dict[int, Json] = {}
        self._read = read

    def edit(self, *ops: Json) -> Json:
        """Return the frame of a new batch."""
        return self._frame({"type": "batch", "ops": list(ops)})

    def undo(self, of: str) -> Json:
        return self._frame({"type": "undo", "of": of})

    def _frame(self, frame: Json) -> Json:
        frame["id"] = uuid.uuid4().hex
        self.pending[frame["id"]] = frame
        return frame

    def receive(self, message: Json) -> list[Json]:
        """Take a message in; return the frames to send because of it."""
        if message["type"] == "welcome":
            return [{"type": "since", "seq": self.seq}, *self.pending.values()]
        if message["type"] == "ack":
            self.pending.pop(message["id"], None)
            self.acked[message["id"]] = message
        elif message["type"] == "refused":
            self.pending.pop(message["id"], None)
            self.refused[message["id"]] = message
        elif message["type"] == "changed":
            self._ahead[message["seq"]] = message
        elif message["type"] == "changes":
            self._ahead.update({change["seq"]: change for change in message["changes"]})
        elif message["type"] == "resync":
            self._take()
        elif message["type"] == "head" and message["seq"] > self.seq:
            return [{"type": "since", "seq": self.seq}]
        return self._advance()

    def _advance(self) -> list[Json]:
        while (change := self._ahead.pop(self.seq + 1, None)) is not None:
            if change["ops"] is None:
                self._take()
                continue
            self.drawing.apply(change["ops"])
            self.seq = change["seq"]
            self.told.append(self.seq)
        self._ahead = {seq: change for seq, change in self._ahead.items() if seq > self.seq}
        return [{"type": "since", "seq": self.seq}] if self._ahead else []

    def _take(self) -> None:
        assert self._read is not None, "told to read the model again"
        self.seq, self.drawing = self._read()
