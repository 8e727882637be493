"""What a change did, in the words of the people who made it: told once, when it is recorded.

Names are those of that moment; nothing here is read back to find out what a change did.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final, NamedTuple

from threatmodel.architecture.models import Change
from threatmodel.architecture.operations.batch import Json, Origin
from threatmodel.architecture.operations.working_copy import GEOMETRY, Overlay
from threatmodel.engine.model import CATALOGUE

WHAT_LENGTH: Final = 500
_NAME: Final = 60  # characters
_VALUE: Final = 60
_NAMED: Final = 3  # the rest is counted
_PHRASES: Final = 3
# Where something is known from, not what it is; facts are looked at one by one. A flow never changes its
# source alone: both ends are noted.
_SILENT: Final = frozenset({"source", "provenance", "why", "origin", "facts"})
_LEADS: Final[Mapping[Origin, str]] = {"layout": "arranged the drawing: "}
# Of changes whose sentence is figures, for those who read it elsewhere than beside their origin.
_SOURCES: Final[Mapping[str, str]] = {
    "import": "imported files: ",
    "restore": "restored an earlier state: ",
}
_UNDONE: Final = re.compile(r"(undid|redid) “(.*)”", re.DOTALL)


class Told(NamedTuple):
    """The sentence, how many elements and flows of each sort, and subject_key of those that were touched."""

    what: str
    counts: dict[str, int]
    touched: frozenset[int]


def tell(overlay: Overlay, *, origin: Origin, undoes: str = "") -> Told:
    """Tell what the batch that ran on the overlay did.

    `undoes` is how the change is told that the batch takes back, if any.
    """
    acts = _Acts(overlay)
    for op, was in zip(overlay.ops, overlay.before, strict=True):
        acts.note(op, was)
    touched = frozenset(subject_key(uid) for uid in acts.touched)
    what = _undone(undoes) if undoes else _sentence(acts, origin)[:WHAT_LENGTH]
    return Told(what, acts.counts(), touched)


def told_of(change: Change) -> str:
    """Return the sentence of a change, with where it came from when it is only figures."""
    return f"{_SOURCES.get(change.origin, '')}{change.what}"


def _undone(what: str) -> str:
    """Say that a change was undone; what undoes an undo does it again."""
    before = _UNDONE.fullmatch(what)
    done, step = before.groups() if before else ("redid", what)
    verb = "redid" if done == "undid" else "undid"
    return f"{verb} “{step[: WHAT_LENGTH - len(verb) - 3]}”"


def subject_key(uid: str) -> int:
    """Return the number under which Touch keeps an element or flow."""
    return int.from_bytes(blake2b(uid.encode(), digest_size=8).digest(), signed=True)


@dataclass(slots=True)
class _Acts:
    """What a change did, by sort; everything is named as it was called then."""

    overlay: Overlay
    added: dict[str, str] = field(default_factory=dict)  # uid: as it is called
    removed: dict[str, str] = field(default_factory=dict)
    called: dict[str, str] = field(default_factory=dict)  # those that were removed
    gone: dict[str, str] = field(default_factory=dict)
    back: dict[str, str] = field(default_factory=dict)
    renamed: dict[str, tuple[str, str]] = field(default_factory=dict)
    entered: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)  # uid: from, into
    recast: dict[str, str] = field(default_factory=dict)
    stated: dict[str, dict[str, Json | None]] = field(default_factory=lambda: defaultdict(dict))
    connected: dict[str, str] = field(default_factory=dict)
    disconnected: dict[str, str] = field(default_factory=dict)
    redirected: dict[str, str] = field(default_factory=dict)
    linked: list[str] = field(default_factory=list)
    unlinked: list[str] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)

    def counts(self) -> dict[str, int]:
        """Count elements and flows once each; what was added has not changed as well."""
        added = {*self.added, *self.back, *self.connected}
        removed = {*self.removed, *self.gone, *self.disconnected}
        changed = {*self.renamed, *self.entered, *self.recast, *self.stated, *self.redirected}
        moved = self.moved.keys() - added - removed - changed
        counts = {"added": len(added), "changed": len(changed - added - removed), "removed": len(removed)}
        counts |= {"moved": len(moved), "links": len(self.linked) + len(self.unlinked)}
        return {name: number for name, number in counts.items() if number}

    def note(self, op: Json, was: Json | None) -> None:
        """Sort one operation that changed something."""
        if op["on"] == "relation":
            self._note_relation(op)
        elif op["op"] == "del":
            self._note_removal(op, was or {})
        elif op["op"] == "set":
            self._note_set(op, was)
        else:  # positions only
            self.moved[op["uid"]] = self._element(op["uid"])

    def _note_relation(self, op: Json) -> None:
        known = CATALOGUE.relations.get(op["type"])
        label = known.label if known else op["type"]
        said = f"{self._element(op['source'])} {label} {self._element(op['target'])}"
        (self.linked if op["op"] == "set" else self.unlinked).append(said)
        self.touched |= {op["source"], op["target"]}

    def _note_removal(self, op: Json, was: Json) -> None:
        uid = op["uid"]
        self.touched.add(uid)
        if op["on"] == "flow":
            self.disconnected[uid] = self._ends(was)
            self.touched |= {was.get("source", ""), was.get("destination", "")} - {""}
            return
        flows = was.get("flows", ())
        with_flows = f" with {_counted(len(flows), 'flow')}" if flows else ""
        self.called[uid] = _cut(was.get("name") or _tail(uid))
        self.removed[uid] = f"{self.called[uid]}{with_flows}"
        self.touched |= {*was.get("children", ()), *(flow["uid"] for flow in flows)}
        self.touched |= {flow[end] for flow in flows for end in ("source", "destination")}
        self.touched |= {end for _, *ends, _ in was.get("relations", ()) for end in ends}

    def _note_set(self, op: Json, was: Json | None) -> None:
        uid, props = op["uid"], op["props"]
        on_flow = op["on"] == "flow"
        if was is None:
            self._note_addition(uid, props, on_flow=on_flow)
            return
        differing = was.keys() - GEOMETRY
        if not differing:
            self.moved[uid] = self._element(uid)
            return
        facts = _meant(was.get("facts", {}), props.get("facts", {}))
        if not facts and differing <= _SILENT:
            return
        self.touched.add(uid)
        if "gone" in differing:
            (self.gone if props["gone"] else self.back)[uid] = self._called(uid, on_flow=on_flow)
        if facts:
            self.stated[uid] |= facts
        if "name" in differing:
            self.renamed[uid] = (was["name"], props["name"])
        if "kind" in differing:
            self.recast[uid] = props["kind"]
        if "parent" in differing:
            self.entered[uid] = (was["parent"], props["parent"])
        if on_flow and "destination" in differing:
            self.redirected[uid] = self._ends(was)
            self.touched |= {was["source"], was["destination"], *self.overlay.ends.get(uid, ())}

    def _note_addition(self, uid: str, props: Json, *, on_flow: bool) -> None:
        self.touched.add(uid)
        if on_flow:
            self.connected[uid] = self._ends(props, joint=" to ")
            self.touched |= {props["source"], props["destination"]}
        else:
            self.added[uid] = self._element(uid)

    # --- names -------------------------------------------------------------------------------------

    def _called(self, uid: str, *, on_flow: bool) -> str:
        if not on_flow:
            return self._element(uid)
        source, destination = self.overlay.ends.get(uid, ("", ""))
        return f"the flow {self._ends({'source': source, 'destination': destination})}"

    def subject(self, uid: str) -> str:
        """What an element or flow that was touched is called."""
        return self._called(uid, on_flow=uid in self.overlay.flows)

    def place(self, uid: str) -> str:
        """What an element is called with its kind, as something that others sit in."""
        node = self.overlay.nodes.get(uid)
        kind = CATALOGUE.kinds.get(node.kind) if node else None
        return f"{kind.label.lower()} {self._element(uid)}" if kind else self._element(uid)

    def _element(self, uid: str) -> str:
        row = self.overlay.elements.get(uid)
        if row is not None:
            return _cut(row.name)
        return self.called.get(uid) or _cut(self.overlay.names.get(uid) or _tail(uid))

    def _ends(self, flow: Json, *, joint: str = " → ") -> str:
        return joint.join(self._element(flow.get(end, "")) for end in ("source", "destination"))

    def kind_of(self, uid: str) -> str:
        """The label of an element's kind, as it stands inside a sentence."""
        node = self.overlay.nodes.get(uid)
        kind = CATALOGUE.kinds.get(node.kind) if node else None
        return kind.label.lower() if kind else "element"

    def fact_label(self, uid: str, name: str) -> str:
        """What the catalogue calls a fact of this subject."""
        node = self.overlay.nodes.get(uid)
        known = CATALOGUE.fact(node.kind if node else "flow", name)
        return known.label if known else name.replace("_", " ").capitalize()


def _meant(was: Json, facts: Json) -> Json:
    """Leave out the facts that an import read on another line, with the value they had."""
    return {
        name: fact
        for name, fact in facts.items()
        if fact is None
        or "origin" not in fact
        or was.get(name) is None
        or was[name]["value"] != fact["value"]
    }


# --- sentences -------------------------------------------------------------------------------------


def _sentence(acts: _Acts, origin: Origin) -> str:
    if origin in ("import", "restore"):
        return _figures(acts.counts())
    phrases = [phrase for say in _SAYINGS if (phrase := say(acts))]
    if not phrases:
        phrases = ["updated sources"]
    said = "; ".join(phrases[:_PHRASES])
    more = f"; and {_counted(len(phrases) - _PHRASES, 'more thing')}" if len(phrases) > _PHRASES else ""
    return f"{_LEADS.get(origin, '')}{said}{more}"


def _figures(counts: Mapping[str, int]) -> str:
    """Say how many of each, for what is too much to name."""
    words = ("added", "changed", "removed", "moved")
    said = [f"{counts[word]} {word}" for word in words if word in counts]
    if "links" in counts:
        said.append(_counted(counts["links"], "relation"))
    return ", ".join(said) or "source lines only"


def _say_added(acts: _Acts) -> str:
    if len(acts.added) == 1:
        ((uid, name),) = acts.added.items()
        return f"added {acts.kind_of(uid)} {name}"
    return f"added {_listed(acts.added.values())}" if acts.added else ""


def _say_removed(acts: _Acts) -> str:
    return f"removed {_listed(acts.removed.values())}" if acts.removed else ""


def _say_renamed(acts: _Acts) -> str:
    if len(acts.renamed) == 1:
        ((uid, (before, after)),) = acts.renamed.items()
        called = _cut(before) or acts.subject(uid)
        return f"renamed {called} to {_cut(after)}" if after else f"removed the name of {called}"
    return f"renamed {_counted(len(acts.renamed), 'element')}" if acts.renamed else ""


def _say_recast(acts: _Acts) -> str:
    if not acts.recast:
        return ""
    kinds = {acts.kind_of(uid) for uid in acts.recast}
    made = f" to {kinds.pop()}" if len(kinds) == 1 else ""
    return f"changed the kind of {_listed(acts.subject(uid) for uid in acts.recast)}{made}"


def _say_entered(acts: _Acts) -> str:
    if not acts.entered:
        return ""
    moved = _listed(acts.subject(uid) for uid in acts.entered)
    into = {after for _, after in acts.entered.values()}
    out_of = {before for before, _ in acts.entered.values()}
    if len(into) > 1:
        return f"moved {moved}"
    (place,) = into
    if place is not None:
        return f"moved {moved} into {acts.place(place)}"
    left = next(iter(out_of)) if len(out_of) == 1 else None
    return f"moved {moved} out of {acts.place(left) if left else 'their parent'}"


def _say_stated(acts: _Acts) -> str:
    if not acts.stated:
        return ""
    if len(acts.stated) > 1:
        names = {name for facts in acts.stated.values() for name in facts}
        what = acts.fact_label(next(iter(acts.stated)), names.pop()) if len(names) == 1 else "facts"
        return f"set {what} of {_listed(acts.subject(uid) for uid in acts.stated)}"
    ((uid, facts),) = acts.stated.items()
    if len(facts) > 1:
        labels = _listed(acts.fact_label(uid, name) for name in facts)
        return f"set {labels} of {acts.subject(uid)}"
    ((name, fact),) = facts.items()
    label, subject = acts.fact_label(uid, name), acts.subject(uid)
    if fact is None:
        return f"reverted {label} of {subject}"
    return f"set {label} of {subject} to {_value(fact['value'])}"


def _say_connected(acts: _Acts) -> str:
    return _about_flows("connected", acts.connected)


def _say_disconnected(acts: _Acts) -> str:
    return _about_flows("removed the flow", acts.disconnected, many="removed")


def _say_redirected(acts: _Acts) -> str:
    return _about_flows("changed the ends of the flow", acts.redirected, many="changed the ends of")


def _about_flows(done: str, flows: Mapping[str, str], *, many: str = "drew") -> str:
    if len(flows) == 1:
        return f"{done} {next(iter(flows.values()))}"
    return f"{many} {_counted(len(flows), 'flow')}" if flows else ""


def _say_gone(acts: _Acts) -> str:
    return f"marked {_listed(acts.gone.values())} as removed" if acts.gone else ""


def _say_back(acts: _Acts) -> str:
    return f"restored {_listed(acts.back.values())}" if acts.back else ""


def _say_linked(acts: _Acts) -> str:
    return f"noted that {_listed(acts.linked)}" if acts.linked else ""


def _say_unlinked(acts: _Acts) -> str:
    return f"no longer {_listed(acts.unlinked)}" if acts.unlinked else ""


def _say_moved(acts: _Acts) -> str:
    moved = {uid: name for uid, name in acts.moved.items() if uid not in acts.added}
    return f"moved {_listed(moved.values())}" if moved else ""


_SAYINGS: Final[Sequence[Callable[[_Acts], str]]] = (
    _say_added, _say_removed, _say_gone, _say_back, _say_renamed, _say_recast, _say_entered, _say_stated,
    _say_connected, _say_disconnected, _say_redirected, _say_linked, _say_unlinked, _say_moved,
)  # fmt: skip


# --- words -----------------------------------------------------------------------------------------


def _listed(names: Iterable[str]) -> str:
    """Join names as people do; beyond a few the rest is counted. The same name twice is said once."""
    counted = Counter(names)
    said = [name if number == 1 else f"{name} (×{number})" for name, number in counted.items()]
    if len(said) > _NAMED:
        said = [*said[: _NAMED - 1], f"{len(said) - _NAMED + 1} more"]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return _listed(value) if value else "none"
    return _cut(str(value), _VALUE) if isinstance(value, str | int | float) else "another list"


def _cut(text: str, longest: int = _NAME) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _tail(uid: str) -> str:
    """The part of a uid that people know, for what is there no more."""
    return "a deleted object" if uid.startswith("new:") else uid.rpartition("/")[2] or uid
