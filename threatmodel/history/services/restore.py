"""Restores an earlier state of the architecture by one batch of ordinary operations.

Uids are reused, so decisions about the threats of a restored element apply again. What had no position on the
canvas at that time keeps the present one.
"""

import uuid
from collections.abc import Iterable, Mapping

from django.db import transaction

from threatmodel.accounts.models import User
from threatmodel.architecture.models import ThreatModel
from threatmodel.architecture.operations.apply import Applied, apply
from threatmodel.architecture.operations.batch import Batch, Json
from threatmodel.architecture.operations.working_copy import GEOMETRY
from threatmodel.history.architecture_state import ELEMENT_PROPS, FLOW_PROPS, Relation, State
from threatmodel.history.selectors.history_reader import states_at


@transaction.atomic
def restore(*, model_id: uuid.UUID, actor: User, seq: int, batch_id: str) -> Applied:
    """Bring the model back to what the change `seq` left; nothing is written when it is so already.

    Raises NoSuchState, ThreatModel.DoesNotExist; InvalidBatch when that state breaks a rule of today.
    """
    model = ThreatModel.objects.select_for_update(no_key=True).only("id", "seq").get(pk=model_id)
    states = states_at(model_id=model_id, seqs=[model.seq, seq], newest=model.seq)
    ops = tuple(restore_ops(states[model.seq], states[seq]))
    if not ops:
        return Applied(model.seq, changed=False)
    return apply(model_id=model_id, actor=actor, batch=Batch(batch_id, ops, "restore"))


def restore_ops(now: State, then: State) -> Iterable[Json]:
    """Yield the operations that lead from one state to the other.

    What is to stay is put in place before anything is deleted: a deletion takes along what hangs on it.
    """
    yield from _sets("element", ELEMENT_PROPS, now.elements, then.elements)
    yield from _sets("flow", FLOW_PROPS, now.flows, then.flows)
    staying = then.elements.keys()
    for key in sorted(now.relations.keys()):
        if then.relations.get(key) != now.relations[key] and staying >= {*key[1:]}:
            yield _relation("del", key)
    for key, origin in sorted(then.relations.items()):
        if now.relations.get(key) != origin:
            yield {**_relation("set", key), "origin": origin}
    for uid in sorted(now.flows.keys() - then.flows.keys()):
        if staying >= {now.flows[uid]["source"], now.flows[uid]["destination"]}:
            yield {"op": "del", "on": "flow", "uid": uid}
    for uid in _innermost_first(now.elements, now.elements.keys() - staying):
        yield {"op": "del", "on": "element", "uid": uid}


def _sets(on: str, names: Iterable[str], now: Mapping[str, Json], then: Mapping[str, Json]) -> Iterable[Json]:
    for uid, wanted in then.items():
        present = now.get(uid)
        if wanted is present:
            continue
        props = {name: wanted[name] for name in names if present is None or present[name] != wanted[name]}
        props = {key: value for key, value in props.items() if not (key in GEOMETRY and value is None)}
        if present is None:
            props = {key: value for key, value in props.items() if key != "gone" or value}
        elif "facts" in props:
            props["facts"] = _facts(present["facts"], wanted["facts"])
        if props:
            yield {"op": "set", "on": on, "uid": uid, "props": props}


def _facts(present: Json, wanted: Json) -> Json:
    """Return the facts that differ; None for those that were not known."""
    names = [name for name in present.keys() | wanted.keys() if present.get(name) != wanted.get(name)]
    return {name: wanted.get(name) for name in sorted(names)}


def _relation(op: str, key: Relation) -> Json:
    return {"op": op, "on": "relation", "type": key[0], "source": key[1], "target": key[2]}


def _innermost_first(elements: Mapping[str, Json], uids: Iterable[str]) -> list[str]:
    """Sort so that nothing is deleted before what is inside it, which would be lifted out first."""

    def depth(uid: str | None) -> int:
        found = 0
        while uid is not None:
            found, uid = found + 1, elements[uid]["parent"]
        return found

    return sorted(uids, key=lambda uid: (-depth(uid), uid))
