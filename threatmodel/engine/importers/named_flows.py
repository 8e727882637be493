"""Flows of tables whose ends are named, and are found in the model that the table is imported into."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from threatmodel.engine.model import CATALOGUE, Flow
from threatmodel.engine.model.struct_base import Record

_LISTED: Final = 10  # names
_NAME_SHOWN: Final = 60
_ADDRESSES_SHOWN: Final = 3
_ADDRESS_SHOWN: Final = 200
Named = Iterable[tuple[str, str, str, str | None]]
"""Elements by uid, kind, name, and the uid of what each is in."""


class NamedFlow(Record, frozen=True):
    """A flow of a table with at least one end that is no element of the import.

    `source` and `destination` are what the table calls its ends; the ends of `flow` are uids where the
    elements are in the same file, else empty.
    """

    flow: Flow
    source: str
    destination: str


class UnknownEnds(Record, frozen=True):
    """Names that no element has, or several: of these the addresses.

    `kept` are names that no element has any more, of flows that go on as they are in the model.
    """

    flows: int
    missing: tuple[str, ...]
    ambiguous: Mapping[str, tuple[str, ...]]
    unusable: tuple[str, ...]  # what can begin or end no flow
    kept: tuple[str, ...] = ()


class ElementNames:
    """Elements by address and name."""

    def __init__(self, elements: Named) -> None:
        self._kinds: dict[str, str] = {}
        self._by_name: dict[str, dict[str, str | None]] = defaultdict(dict)
        for uid, kind, name, parent in elements:
            self._kinds[uid] = kind
            self._by_name[name.casefold()][uid] = parent

    def found(self, text: str) -> tuple[str, ...]:
        """The uids that a text may mean: one by address, else by name those that are around all others.

        A container is often called like its workload: of those in each other, the outer one is meant.
        """
        if text in self._kinds:
            return (text,)
        found = self._by_name.get(text.casefold(), {})
        return tuple(sorted(uid for uid, parent in found.items() if parent not in found))

    def is_end(self, uid: str) -> bool:
        """Whether a flow can begin or end there."""
        return self._kinds.get(uid) in CATALOGUE.flow_ends


def with_found_ends(
    flows: Iterable[NamedFlow],
    imported: ElementNames,
    present: ElementNames,
    known_ends: Mapping[str, tuple[str, str]],
) -> tuple[tuple[Flow, ...], UnknownEnds]:
    """Return the flows whose ends are found, and what the names of the others mean.

    Elements of the import count before others of the model. `known_ends`: those of flows that are in the
    model already, by uid; they stay where a name means several elements now, or none as the element was
    renamed.
    """
    found: list[Flow] = []
    missing: dict[str, None] = {}
    ambiguous: dict[str, tuple[str, ...]] = {}
    unusable: dict[str, None] = {}
    kept: dict[str, None] = {}
    left_out = 0
    for one in flows:
        before = known_ends.get(one.flow.uid, ("", ""))
        ends: list[str] = []
        renamed: list[str] = []
        for own, text, known in _ends(one, before):
            uids = (own,) if own else imported.found(text) or present.found(text)
            if len(uids) > 1 and known in uids:
                uids = (known,)
            elif not uids and present.is_end(known):
                uids = (known,)
                renamed.append(text)
            if len(uids) > 1:
                ambiguous[text] = uids
            elif not uids:
                missing[text] = None
            elif not (imported.is_end(uids[0]) or present.is_end(uids[0])):
                unusable[text] = None
            else:
                ends.append(uids[0])
        if len(ends) == 2 and ends[0] != ends[1]:
            found.append(replace(one.flow, source=ends[0], destination=ends[1]))
            kept.update(dict.fromkeys(renamed))
        else:
            left_out += 1
    return tuple(found), UnknownEnds(left_out, tuple(missing), ambiguous, tuple(unusable), tuple(kept))


def _ends(one: NamedFlow, before: tuple[str, str]) -> Iterator[tuple[str, str, str]]:
    yield one.flow.source, one.source, before[0]
    yield one.flow.destination, one.destination, before[1]


def unknown_ends_message(unknown: UnknownEnds) -> str:
    """Which flows are left out or kept by what they were, why, and what to do; empty when there are none."""
    kept = _kept_message(unknown)
    if not unknown.flows:
        return kept
    flows_are = "1 flow is" if unknown.flows == 1 else f"{unknown.flows:,} flows are"
    reasons = []
    if unknown.missing:
        reasons.append(
            f"No element is called {_listed(unknown.missing)}: correct the name, or import what it names."
        )
    if unknown.ambiguous:
        named = [
            f"{text[:_NAME_SHOWN]} ({', '.join(uid[:_ADDRESS_SHOWN] for uid in uids[:_ADDRESSES_SHOWN])}"
            f"{', and more' if len(uids) > _ADDRESSES_SHOWN else ''})"
            for text, uids in unknown.ambiguous.items()
        ]
        reasons.append(
            f"Several elements are called {_listed(named, None)}: write the address of one instead."
        )
    if unknown.unusable:
        reasons.append(f"No flow can begin or end at {_listed(unknown.unusable)}.")
    if not reasons:
        reasons.append("Both ends are the same element.")
    return f"{flows_are} left out. {' '.join([*reasons, kept])}".rstrip()


def _kept_message(unknown: UnknownEnds) -> str:
    if not unknown.kept:
        return ""
    return (
        f"No element is called {_listed(unknown.kept)} any more: flows of it that the model has stay as they "
        "are. Write its present name."
    )


def _listed(names: Iterable[str], most: int | None = _NAME_SHOWN) -> str:
    every = list(names)
    shown = ", ".join((name or "(empty)")[:most] for name in every[:_LISTED])
    return f"{shown}, and {len(every) - _LISTED:,} more" if len(every) > _LISTED else shown
