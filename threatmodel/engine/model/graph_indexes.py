"""The indexes of a model: which uids a key leads to, and the same after one edit.

An index is never changed: each of these functions returns another one.
"""

from bisect import bisect
from collections.abc import Iterable, Mapping
from typing import Any

from threatmodel.engine.model.elements import Element, Flow

Index = dict[Any, tuple[str, ...]]
"""Uids by a key, in their order."""


def by_parent(elements: Mapping[str, Element]) -> Index:
    """What sits directly inside each element."""
    return index_of((e.parent, e.uid) for e in elements.values() if e.parent is not None)


def by_kind(elements: Mapping[str, Element]) -> Index:
    """The elements of each kind."""
    return index_of((e.kind, e.uid) for e in elements.values())


def by_destination(flows: Mapping[str, Flow]) -> Index:
    """The flows that end at each element."""
    return index_of((flow.destination, flow.uid) for flow in flows.values())


def by_source(flows: Mapping[str, Flow]) -> Index:
    """The flows that start at each element."""
    return index_of((flow.source, flow.uid) for flow in flows.values())


def data_sets_of(subject: Element | Flow | None) -> tuple[str, ...]:
    """Uids of the data sets that an element or flow names, each once, in its order."""
    fact = None if subject is None else subject.facts.get("data_sets")
    return () if fact is None or not isinstance(fact.value, list) else tuple(dict.fromkeys(fact.value))


def by_data_set(subjects: Mapping[str, Element] | Mapping[str, Flow]) -> Index:
    """What names each data set."""
    holding = [one for one in subjects.values() if "data_sets" in one.facts]
    return index_of((data_set, one.uid) for one in holding for data_set in data_sets_of(one))


def reindexed(
    index: Index,
    before: Element | Flow | None,
    after: Element | Flow,
    subjects: Mapping[str, Element] | Mapping[str, Flow],
) -> Index:
    """The index by data set when `after` comes in the place of `before`, or at the end of the subjects."""
    if data_sets_of(before) == data_sets_of(after):
        return index
    if before is not None:
        return by_data_set(subjects)
    for data_set in data_sets_of(after):
        index = with_uid(index, data_set, after.uid)
    return index


def unindexed(index: Index, before: Element | Flow) -> Index:
    """The index by data set without `before`."""
    for data_set in data_sets_of(before):
        index = without_uid(index, data_set, before.uid)
    return index


def index_of(pairs: Iterable[tuple[Any, str]]) -> Index:
    """The uids of each key, sorted; each pair is one of both."""
    index: dict[Any, Any] = {}
    several: list[Any] = []
    for key, uid in pairs:
        known = index.get(key)
        if known is None:
            index[key] = (uid,)  # and that is all for most keys
        elif type(known) is list:
            known.append(uid)
        else:
            index[key] = [*known, uid]
            several.append(key)
    for key in several:
        index[key] = tuple(sorted(index[key]))
    return index


def with_uid(index: Index, key: Any, uid: str) -> Index:
    """A copy of the index in which the key leads to the uid as well; without a key, the index itself."""
    if key is None:
        return index
    uids = index.get(key, ())
    place = bisect(uids, uid)
    return {**index, key: (*uids[:place], uid, *uids[place:])}


def without_uid(index: Index, key: Any, uid: str) -> Index:
    """A copy of the index in which the key does not lead to the uid."""
    left = tuple([known for known in index.get(key, ()) if known != uid])
    edited = dict(index)
    edited.pop(key, None)
    if left:
        edited[key] = left
    return edited
