"""A one-sentence summary and the counts of each change, written when the change is recorded.

Names are those at that time. The sentence is for people; no code parses it, except to undo an undo.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final, NamedTuple

from threatmodel.architecture.models import Change
from threatmodel.architecture.operations.batch import Json, Origin
from threatmodel.architecture.operations.working_copy import GEOMETRY, WorkingCopy
from threatmodel.engine.model import CATALOGUE

SENTENCE_LENGTH: Final = 500
_NAME: Final = 60  # characters
_VALUE: Final = 60
_NAMED: Final = 3  # the rest is counted
_PHRASES: Final = 3
# Properties that a summary does not mention; facts are compared one by one. A flow never changes its source
# alone: both ends are recorded.
_UNMENTIONED: Final = frozenset({"source", "provenance", "why", "origin", "facts"})
_LEADS: Final[Mapping[Origin, str]] = {"layout": "arranged the drawing: "}
# Prefixes of sentences that are only counts, where they are shown without their origin.
_PREFIXES: Final[Mapping[str, str]] = {
    "import": "imported files: ",
    "restore": "restored an earlier state: ",
}
_UNDONE: Final = re.compile(r"(undid|redid) “(.*)”", re.DOTALL)


class ChangeSummary(NamedTuple):
    """The sentence, the counts by sort of change, and subject_key of each changed element and flow."""

    sentence: str
    counts: dict[str, int]
    subjects: frozenset[int]


def summarize(working_copy: WorkingCopy, *, origin: Origin, undoes: str = "") -> ChangeSummary:
    """Summarize what the batch that ran on the working copy did.

    `undoes` is the sentence of the change that the batch undoes, if any.
    """
    effects = _Effects(working_copy)
    for op, was in zip(working_copy.ops, working_copy.before, strict=True):
        effects.add(op, was)
    subjects = frozenset(subject_key(uid) for uid in effects.subjects)
    sentence = _undone(undoes) if undoes else _sentence(effects, origin)[:SENTENCE_LENGTH]
    return ChangeSummary(sentence, effects.counts(), subjects)


def summary_of(change: Change) -> str:
    """Return the sentence of a change, with its origin when it is only counts."""
    return f"{_PREFIXES.get(change.origin, '')}{change.what}"


def _undone(sentence: str) -> str:
    """Return the sentence of an undo; the undo of an undo is a redo."""
    earlier = _UNDONE.fullmatch(sentence)
    done, step = earlier.groups() if earlier else ("redid", sentence)
    verb = "redid" if done == "undid" else "undid"
    return f"{verb} “{step[: SENTENCE_LENGTH - len(verb) - 3]}”"


def subject_key(uid: str) -> int:
    """Return the number under which ChangedSubject keeps an element or flow."""
    return int.from_bytes(blake2b(uid.encode(), digest_size=8).digest(), signed=True)


@dataclass(slots=True)
class _Effects:
    """What a change did, by sort, with the names at that time."""

    working_copy: WorkingCopy
    added: dict[str, str] = field(default_factory=dict)  # uid: name
    removed: dict[str, str] = field(default_factory=dict)
    removed_names: dict[str, str] = field(default_factory=dict)
    gone: dict[str, str] = field(default_factory=dict)
    back: dict[str, str] = field(default_factory=dict)
    renamed: dict[str, tuple[str, str]] = field(default_factory=dict)
    reparented: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)  # uid: from, into
    kinds_changed: dict[str, str] = field(default_factory=dict)
    facts_set: dict[str, dict[str, Json | None]] = field(default_factory=lambda: defaultdict(dict))
    connected: dict[str, str] = field(default_factory=dict)
    disconnected: dict[str, str] = field(default_factory=dict)
    ends_changed: dict[str, str] = field(default_factory=dict)
    linked: list[str] = field(default_factory=list)
    unlinked: list[str] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    subjects: set[str] = field(default_factory=set)

    def counts(self) -> dict[str, int]:
        """Count elements and flows once each: an added one does not count as changed."""
        added = {*self.added, *self.back, *self.connected}
        removed = {*self.removed, *self.gone, *self.disconnected}
        changed = {*self.renamed, *self.reparented, *self.kinds_changed, *self.facts_set, *self.ends_changed}
        moved = self.moved.keys() - added - removed - changed
        counts = {"added": len(added), "changed": len(changed - added - removed), "removed": len(removed)}
        counts |= {"moved": len(moved), "links": len(self.linked) + len(self.unlinked)}
        return {name: number for name, number in counts.items() if number}

    def add(self, op: Json, was: Json | None) -> None:
        """Add one operation that changed something."""
        if op["on"] == "relation":
            self._add_relation(op)
        elif op["op"] == "del":
            self._add_removal(op, was or {})
        elif op["op"] == "set":
            self._add_set(op, was)
        else:  # positions only
            self.moved[op["uid"]] = self._element(op["uid"])

    def _add_relation(self, op: Json) -> None:
        known = CATALOGUE.relations.get(op["type"])
        label = known.label if known else op["type"]
        sentence = f"{self._element(op['source'])} {label} {self._element(op['target'])}"
        (self.linked if op["op"] == "set" else self.unlinked).append(sentence)
        self.subjects |= {op["source"], op["target"]}

    def _add_removal(self, op: Json, was: Json) -> None:
        uid = op["uid"]
        self.subjects.add(uid)
        if op["on"] == "flow":
            self.disconnected[uid] = self._ends(was)
            self.subjects |= {was.get("source", ""), was.get("destination", "")} - {""}
            return
        flows = was.get("flows", ())
        with_flows = f" with {_counted(len(flows), 'flow')}" if flows else ""
        self.removed_names[uid] = _cut(was.get("name") or _tail(uid))
        self.removed[uid] = f"{self.removed_names[uid]}{with_flows}"
        self.subjects |= {*was.get("children", ()), *(flow["uid"] for flow in flows)}
        self.subjects |= {flow[end] for flow in flows for end in ("source", "destination")}
        self.subjects |= {end for _, *ends, _ in was.get("relations", ()) for end in ends}

    def _add_set(self, op: Json, was: Json | None) -> None:
        uid, props = op["uid"], op["props"]
        on_flow = op["on"] == "flow"
        if was is None:
            self._add_addition(uid, props, on_flow=on_flow)
            return
        differing = was.keys() - GEOMETRY
        if not differing:
            self.moved[uid] = self._element(uid)
            return
        facts = _meaningful(was.get("facts", {}), props.get("facts", {}))
        if not facts and differing <= _UNMENTIONED:
            return
        self.subjects.add(uid)
        if "gone" in differing:
            (self.gone if props["gone"] else self.back)[uid] = self._name_of(uid, on_flow=on_flow)
        if facts:
            self.facts_set[uid] |= facts
        if "name" in differing:
            self.renamed[uid] = (was["name"], props["name"])
        if "kind" in differing:
            self.kinds_changed[uid] = props["kind"]
        if "parent" in differing:
            self.reparented[uid] = (was["parent"], props["parent"])
        if on_flow and "destination" in differing:
            self.ends_changed[uid] = self._ends(was)
            self.subjects |= {was["source"], was["destination"], *self.working_copy.ends.get(uid, ())}

    def _add_addition(self, uid: str, props: Json, *, on_flow: bool) -> None:
        self.subjects.add(uid)
        if on_flow:
            self.connected[uid] = self._ends(props, joint=" to ")
            self.subjects |= {props["source"], props["destination"]}
        else:
            self.added[uid] = self._element(uid)

    # --- names -------------------------------------------------------------------------------------

    def _name_of(self, uid: str, *, on_flow: bool) -> str:
        if not on_flow:
            return self._element(uid)
        source, destination = self.working_copy.ends.get(uid, ("", ""))
        return f"the flow {self._ends({'source': source, 'destination': destination})}"

    def subject(self, uid: str) -> str:
        """Return the name of a changed element or flow."""
        return self._name_of(uid, on_flow=uid in self.working_copy.flows)

    def place(self, uid: str) -> str:
        """Return the name of an element with its kind, as the parent of others."""
        node = self.working_copy.nodes.get(uid)
        kind = CATALOGUE.kinds.get(node.kind) if node else None
        return f"{kind.label.lower()} {self._element(uid)}" if kind else self._element(uid)

    def _element(self, uid: str) -> str:
        row = self.working_copy.elements.get(uid)
        if row is not None:
            return _cut(row.name)
        return self.removed_names.get(uid) or _cut(self.working_copy.names.get(uid) or _tail(uid))

    def _ends(self, flow: Json, *, joint: str = " → ") -> str:
        return joint.join(self._element(flow.get(end, "")) for end in ("source", "destination"))

    def kind_of(self, uid: str) -> str:
        """Return the label of an element's kind, in lower case."""
        node = self.working_copy.nodes.get(uid)
        kind = CATALOGUE.kinds.get(node.kind) if node else None
        return kind.label.lower() if kind else "element"

    def fact_label(self, uid: str, name: str) -> str:
        """Return the label of a fact of this subject."""
        node = self.working_copy.nodes.get(uid)
        known = CATALOGUE.fact(node.kind if node else "flow", name)
        return known.label if known else name.replace("_", " ").capitalize()


def _meaningful(was: Json, facts: Json) -> Json:
    """Leave out facts whose value is unchanged and that an import only found on another line."""
    return {
        name: fact
        for name, fact in facts.items()
        if fact is None
        or "origin" not in fact
        or was.get(name) is None
        or was[name]["value"] != fact["value"]
    }


# --- sentences -------------------------------------------------------------------------------------


def _sentence(effects: _Effects, origin: Origin) -> str:
    if origin in ("import", "restore"):
        return _counts_text(effects.counts())
    phrases = [phrase for phrase_of in _PHRASES_IN_ORDER if (phrase := phrase_of(effects))]
    if not phrases:
        phrases = ["latest where things come from"]
    parts = "; ".join(phrases[:_PHRASES])
    more = f"; and {_counted(len(phrases) - _PHRASES, 'more thing')}" if len(phrases) > _PHRASES else ""
    return f"{_LEADS.get(origin, '')}{parts}{more}"


def _counts_text(counts: Mapping[str, int]) -> str:
    """Return the counts as text, for changes too large to name each part."""
    words = ("added", "changed", "removed", "moved")
    parts = [f"{counts[word]} {word}" for word in words if word in counts]
    if "links" in counts:
        parts.append(_counted(counts["links"], "relation"))
    return ", ".join(parts) or "source lines only"


def _added_phrase(effects: _Effects) -> str:
    if len(effects.added) == 1:
        ((uid, name),) = effects.added.items()
        return f"added {effects.kind_of(uid)} {name}"
    return f"added {_listed(effects.added.values())}" if effects.added else ""


def _removed_phrase(effects: _Effects) -> str:
    return f"removed {_listed(effects.removed.values())}" if effects.removed else ""


def _renamed_phrase(effects: _Effects) -> str:
    if len(effects.renamed) == 1:
        ((uid, (before, after)),) = effects.renamed.items()
        called = _cut(before) or effects.subject(uid)
        return f"renamed {called} to {_cut(after)}" if after else f"removed the name of {called}"
    return f"renamed {_counted(len(effects.renamed), 'element')}" if effects.renamed else ""


def _kinds_phrase(effects: _Effects) -> str:
    if not effects.kinds_changed:
        return ""
    kinds = {effects.kind_of(uid) for uid in effects.kinds_changed}
    made = f" to {kinds.pop()}" if len(kinds) == 1 else ""
    return f"changed the kind of {_listed(effects.subject(uid) for uid in effects.kinds_changed)}{made}"


def _reparented_phrase(effects: _Effects) -> str:
    if not effects.reparented:
        return ""
    moved = _listed(effects.subject(uid) for uid in effects.reparented)
    into = {after for _, after in effects.reparented.values()}
    out_of = {before for before, _ in effects.reparented.values()}
    if len(into) > 1:
        return f"moved {moved}"
    (place,) = into
    if place is not None:
        return f"moved {moved} into {effects.place(place)}"
    left = next(iter(out_of)) if len(out_of) == 1 else None
    return f"moved {moved} out of {effects.place(left) if left else 'what held them'}"


def _facts_phrase(effects: _Effects) -> str:
    if not effects.facts_set:
        return ""
    if len(effects.facts_set) > 1:
        names = {name for facts in effects.facts_set.values() for name in facts}
        what = effects.fact_label(next(iter(effects.facts_set)), names.pop()) if len(names) == 1 else "facts"
        return f"set {what} of {_listed(effects.subject(uid) for uid in effects.facts_set)}"
    ((uid, facts),) = effects.facts_set.items()
    if len(facts) > 1:
        labels = _listed(effects.fact_label(uid, name) for name in facts)
        return f"set {labels} of {effects.subject(uid)}"
    ((name, fact),) = facts.items()
    label, subject = effects.fact_label(uid, name), effects.subject(uid)
    if fact is None:
        return f"reverted {label} of {subject}"
    return f"set {label} of {subject} to {_value(fact['value'])}"


def _added_flows_phrase(effects: _Effects) -> str:
    return _about_flows("connected", effects.connected)


def _removed_flows_phrase(effects: _Effects) -> str:
    return _about_flows("removed the flow", effects.disconnected, many="removed")


def _ends_phrase(effects: _Effects) -> str:
    return _about_flows("changed the ends of the flow", effects.ends_changed, many="changed the ends of")


def _about_flows(done: str, flows: Mapping[str, str], *, many: str = "drew") -> str:
    if len(flows) == 1:
        return f"{done} {next(iter(flows.values()))}"
    return f"{many} {_counted(len(flows), 'flow')}" if flows else ""


def _gone_phrase(effects: _Effects) -> str:
    return f"marked {_listed(effects.gone.values())} as removed" if effects.gone else ""


def _back_phrase(effects: _Effects) -> str:
    return f"restored {_listed(effects.back.values())} back" if effects.back else ""


def _linked_phrase(effects: _Effects) -> str:
    return f"recorded that {_listed(effects.linked)}" if effects.linked else ""


def _unlinked_phrase(effects: _Effects) -> str:
    return f"no longer {_listed(effects.unlinked)}" if effects.unlinked else ""


def _moved_phrase(effects: _Effects) -> str:
    moved = {uid: name for uid, name in effects.moved.items() if uid not in effects.added}
    return f"moved {_listed(moved.values())}" if moved else ""


_PHRASES_IN_ORDER: Final[Sequence[Callable[[_Effects], str]]] = (
    _added_phrase, _removed_phrase, _gone_phrase, _back_phrase, _renamed_phrase, _kinds_phrase,
    _reparented_phrase, _facts_phrase, _added_flows_phrase, _removed_flows_phrase, _ends_phrase,
    _linked_phrase, _unlinked_phrase, _moved_phrase,
)  # fmt: skip


# --- text ------------------------------------------------------------------------------------------


def _listed(names: Iterable[str]) -> str:
    """Join names in prose; beyond a few the rest is counted, and equal names are merged."""
    counted = Counter(names)
    parts = [name if number == 1 else f"{name} (×{number})" for name, number in counted.items()]
    if len(parts) > _NAMED:
        parts = [*parts[: _NAMED - 1], f"{len(parts) - _NAMED + 1} more"]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


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
    """Return the readable part of a uid, for what no longer exists."""
    return "a deleted object" if uid.startswith("new:") else uid.rpartition("/")[2] or uid
