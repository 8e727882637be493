"""The history of one element or flow: what each change did to it, newest first. Mere moves are left out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from threatmodel.architecture.api.selectors.people import person_row
from threatmodel.architecture.models import Change, ChangedSubject, Element, ThreatModel
from threatmodel.architecture.operations.batch import Json
from threatmodel.architecture.operations.change_summary import subject_key
from threatmodel.architecture.operations.row_values import OVERRULED
from threatmodel.engine.model import CATALOGUE
from threatmodel.history.architecture_diff import Pair
from threatmodel.history.selectors.state_comparison import Names, fact_row, people_named, prop_row

Row = dict[str, Any]
_TRUSTED: Final = frozenset({"import", "undo", "restore"})
_PROPS: Final = ("name", "kind", "parent", "source", "destination")


@dataclass(slots=True)
class _ElementChange:
    """What one change did to the subject."""

    change: Change
    did: str = "changed"  # or added, removed
    props: list[Pair] = field(default_factory=list)
    facts: list[Pair] = field(default_factory=list)
    links: list[tuple[str, str, str]] = field(default_factory=list)  # added or removed, of what type, uid

    @property
    def is_something(self) -> bool:
        return self.did != "changed" or bool(self.props or self.facts or self.links)


def element_history(*, model: ThreatModel, on: str, uid: str, kind: str, query: Mapping[str, Any]) -> Row:
    """Return one page of the history of an element or flow, and the cursor of the next. Four queries."""
    rows = ChangedSubject.objects.filter(model=model, subject=subject_key(uid)).order_by("-seq")
    if query["before"] is not None:
        rows = rows.filter(seq__lt=query["before"])
    size = query["page_size"]
    seqs = list(rows.values_list("seq", flat=True)[: size + 1])
    changes = Change.objects.filter(model=model, seq__in=seqs[:size]).select_related("actor")
    done = [_element_change(change, on, uid) for change in changes.order_by("-seq").iterator(chunk_size=5)]
    done = [one for one in done if one.is_something]
    names = _names(model, done)
    people = people_named(fact for one in done for pair in one.facts for fact in (pair.before, pair.after))
    cursor = seqs[size - 1] if len(seqs) > size else None
    return {"next": cursor, "results": [_row(one, kind=kind, names=names, people=people) for one in done]}


def _element_change(change: Change, on: str, uid: str) -> _ElementChange:
    done = _ElementChange(change)
    for op, was in zip(change.ops, change.before, strict=True):
        if op["on"] == "relation":
            _note_relation(done, op, uid)
        elif op["on"] == "flow" and on == "element":
            _note_flow(done, op, was, uid)
        elif op["on"] == "element" and op["op"] == "del" and op["uid"] != uid:
            _note_deletion_beside(done, op, was or {}, uid)
        elif op.get("uid") == uid and op["on"] == on:
            _note_own(done, op, was)
    return done


def _note_own(done: _ElementChange, op: Json, was: Json | None) -> None:
    if op["op"] == "del":
        done.did = "removed"
        return
    if op["op"] != "set":
        return
    if was is None:
        done.did = "added"
        return
    props = op["props"]
    if "gone" in was:
        done.did = "removed" if props["gone"] else "added"
    done.props += [Pair(name, was[name], props[name]) for name in _PROPS if name in was and name in props]
    done.props = [
        pair for pair in done.props if not isinstance(pair.before, dict)
    ]  # provenance is no property
    for name, before in was.get("facts", {}).items():
        after = _fact_after(done.change, props["facts"][name], before)
        if (before and before["value"]) != (after and after["value"]) or (before is None) != (after is None):
            done.facts.append(Pair(name, before, after))


def _fact_after(change: Change, fact: Json | None, before: Json | None) -> Json | None:
    """Return the fact as the change left it: a person states the value only."""
    if change.origin in _TRUSTED:
        return fact
    if fact is None:
        return (before or {}).get(OVERRULED)
    by = str(change.actor_id) if change.actor_id else ""
    return {**fact, "origin": "person", "by": by, "at": change.created_at.isoformat()}


def _note_relation(done: _ElementChange, op: Json, uid: str) -> None:
    if uid not in (op["source"], op["target"]):
        return
    known = CATALOGUE.relations.get(op["type"])
    label = known.label if known else op["type"]
    what = "added" if op["op"] == "set" else "removed"
    is_out = op["source"] == uid
    done.links.append((what, label if is_out else f"{label} this", op["target"] if is_out else op["source"]))


def _note_flow(done: _ElementChange, op: Json, was: Json | None, uid: str) -> None:
    """A flow that came to the element or left it."""
    props = op.get("props", {})
    if was is None or props.get("gone") is False:
        what, flow = "added", props
    elif op["op"] == "del" or props.get("gone"):
        what, flow = "removed", was
    else:
        return
    _note_ends(done, what, flow, uid)


def _note_ends(done: _ElementChange, what: str, flow: Json, uid: str) -> None:
    source, destination = flow.get("source"), flow.get("destination")
    if source == uid and destination:
        done.links.append((what, "flow to", destination))
    elif destination == uid and source:
        done.links.append((what, "flow from", source))


def _note_deletion_beside(done: _ElementChange, op: Json, was: Json, uid: str) -> None:
    """What the deletion of another element took from this one: its parent, its flows, its relations."""
    if uid in was.get("children", ()):
        done.props.append(Pair("parent", op["uid"], was["parent"]))
    for flow in was.get("flows", ()):
        if flow["uid"] == uid:
            done.did = "removed"
        _note_ends(done, "removed", flow, uid)
    for type_, source, target, _ in was.get("relations", ()):
        _note_relation(done, {"op": "del", "type": type_, "source": source, "target": target}, uid)


def _names(model: ThreatModel, done: Iterable[_ElementChange]) -> Names:
    """Names of what the changes lead to, as it is called now. One query, none without any."""
    wanted = {uid for one in done for _, _, uid in one.links}
    for one in done:
        wanted |= {
            value
            for pair in one.props
            if pair.name in ("parent", "source", "destination")
            for value in (pair.before, pair.after)
            if isinstance(value, str)
        }
    rows = Element.objects.filter(model=model, uid__in=wanted) if wanted else None
    return Names(dict(rows.values_list("uid", "name")) if rows is not None else {})


def _row(one: _ElementChange, *, kind: str, names: Names, people: Mapping[str, str]) -> Row:
    return {
        "seq": one.change.seq,
        "at": one.change.created_at,
        "actor": person_row(one.change.actor),
        "token": one.change.token,
        "origin": one.change.origin,
        "did": one.did,
        "props": [prop_row(pair, names) for pair in one.props],
        "facts": [fact_row(pair, kind=kind, people=people) for pair in one.facts],
        "links": _link_rows(one.links, names),
    }


def _link_rows(links: Sequence[tuple[str, str, str]], names: Names) -> list[Row]:
    return [
        {"what": what, "label": label, "name": names.element(uid)}
        for what, label, uid in dict.fromkeys(links)
    ]
