"""Notes what is looked at while something is worked out, so that an edit finds all it can touch.

A `Touch` names one thing that can be looked at and that an edit can change. Work is done inside a frame;
every look-up of `WatchedModel` and `NotedFacts` adds its touches to the frame that is open.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, TypeVar, cast

from threatmodel.engine.analysis.evaluation_context import Facts, Values
from threatmodel.engine.model import Element, Flow, Model, Relation

T = TypeVar("T")
Touch = tuple[Hashable, ...]
Frame = tuple[Hashable, ...]

# First parts of touches. The rest is a uid, and for relations their type before it.
ELEMENT: Final = "element"  # anything of the element
FACT: Final = "fact"  # one of its own facts: (FACT, uid, name)
NAME: Final = "name"
PLACE: Final = "place"  # whether it exists, its kind, and what it sits inside, all the way up
CHILDREN: Final = "children"
KIND: Final = "kind"  # which elements are of this kind
FLOW: Final = "flow"  # anything of the flow
FLOWS_TO: Final = "flows-to"  # which flows end there, and anything of them
FLOWS_FROM: Final = "flows-from"
HOLDING: Final = "holding"  # which elements name this data set
CARRYING: Final = "carrying"  # which flows do
RELATED: Final = "related"
RELATED_TO: Final = "related-to"
EVERYTHING: Final = "everything"  # some look-up went over all elements, flows or relations
VALUES: Final = "values"  # the values of an element, its derived facts among them
KNOWN: Final = "known"  # the answer of Facts.known


class Notes:
    """Which frame looked at what, in both directions."""

    def __init__(self) -> None:
        self._looked: dict[Frame, set[Touch]] = {}
        self._lookers: dict[Touch, set[Frame]] = defaultdict(set)
        self._open: list[set[Touch]] = []

    def note(self, touch: Touch) -> None:
        """Remember that the open frame, if any, depends on this."""
        if self._open:
            self._open[-1].add(touch)

    @contextmanager
    def frame(self, frame: Frame) -> Iterator[None]:
        """Work on one thing; what it depended on before is forgotten."""
        self.forget(frame)
        touched: set[Touch] = set()
        self._open.append(touched)
        try:
            yield
        finally:
            self._open.pop()
            self._looked[frame] = touched
            for touch in touched:
                self._lookers[touch].add(frame)

    def forget(self, frame: Frame) -> None:
        """Let go of a frame whose work is void."""
        for touch in self._looked.pop(frame, ()):
            lookers = self._lookers[touch]
            lookers.discard(frame)
            if not lookers:
                del self._lookers[touch]

    def lookers(self, touch: Touch) -> tuple[Frame, ...]:
        """The frames that depend on this."""
        return tuple(self._lookers.get(touch, ()))


class _Watched(Mapping[str, T]):
    """Elements or flows by uid; each look at one of them is noted, and a walk over them too."""

    def __init__(self, data: Mapping[str, T], kind: str, notes: Notes) -> None:
        self._data = data
        self._kind = kind
        self._notes = notes

    def __getitem__(self, uid: str) -> T:
        self._notes.note((self._kind, uid))
        return self._data[uid]

    def __contains__(self, uid: object) -> bool:
        self._notes.note((self._kind, uid))
        return uid in self._data

    def __iter__(self) -> Iterator[str]:
        self._notes.note((EVERYTHING,))
        return iter(self._data)

    def __len__(self) -> int:
        self._notes.note((EVERYTHING,))
        return len(self._data)


class WatchedModel(Model):
    """A model each of whose look-ups is noted."""

    __slots__ = ("_model", "_notes")

    def __init__(self, model: Model, notes: Notes) -> None:
        self._model = model
        self._notes = notes
        self.elements = _Watched(model.elements, ELEMENT, notes)
        self.flows = _Watched(model.flows, FLOW, notes)

    @property
    def relations(self) -> tuple[Relation, ...]:  # type: ignore[override]  # read-only here
        """All relations."""
        self._notes.note((EVERYTHING,))
        return self._model.relations

    def kind_of(self, uid: str) -> str:
        self._notes.note((PLACE, uid))
        return self._model.kind_of(uid)

    def of_kind(self, kind: str) -> tuple[str, ...]:
        self._notes.note((KIND, kind))
        return self._model.of_kind(kind)

    def children_uids(self, uid: str) -> tuple[str, ...]:
        self._notes.note((CHILDREN, uid))
        return self._model.children_uids(uid)

    def related_uids(self, relation_type: str, uid: str) -> tuple[str, ...]:
        self._notes.note((RELATED, relation_type, uid))
        return self._model.related_uids(relation_type, uid)

    def related_to_uids(self, relation_type: str, uid: str) -> tuple[str, ...]:
        self._notes.note((RELATED_TO, relation_type, uid))
        return self._model.related_to_uids(relation_type, uid)

    def flows_to(self, uid: str) -> tuple[Flow, ...]:
        self._notes.note((FLOWS_TO, uid))
        return self._model.flows_to(uid)

    def flows_from(self, uid: str) -> tuple[Flow, ...]:
        self._notes.note((FLOWS_FROM, uid))
        return self._model.flows_from(uid)

    def holding_uids(self, data_set: str) -> tuple[str, ...]:
        self._notes.note((HOLDING, data_set))
        return self._model.holding_uids(data_set)

    def carrying_uids(self, data_set: str) -> tuple[str, ...]:
        self._notes.note((CARRYING, data_set))
        return self._model.carrying_uids(data_set)

    def ancestors(self, uid: str) -> tuple[str, ...]:
        self._notes.note((PLACE, uid))
        return self._model.ancestors(uid)

    def enclosing(self, uid: str, kind: str) -> str | None:
        self._notes.note((PLACE, uid))
        return self._model.enclosing(uid, kind)

    def is_within(self, uid: str, kind: str) -> bool:
        self._notes.note((PLACE, uid))
        return self._model.is_within(uid, kind)

    def descendants(self, uid: str) -> set[str]:
        self._notes.note((EVERYTHING,))
        return self._model.descendants(uid)

    def zone_chain(self, uid: str) -> tuple[str, ...]:
        self._notes.note((PLACE, uid))
        return self._model.zone_chain(uid)


class NotedFacts(Facts):
    """Facts of a model that is edited: they outlive the edits that do not touch them."""

    def __init__(self, model: Model, notes: Notes) -> None:
        super().__init__(model)
        self._notes = notes
        self._plain = model
        self.move_to(model)

    def move_to(self, model: Model) -> None:
        """Go on with the next version of the model."""
        self._plain = model
        self.model = WatchedModel(model, self._notes)

    def values_of(self, uid: str) -> Values:
        self._notes.note((VALUES, uid))
        if uid not in self._values:
            with self._notes.frame((VALUES, uid)):
                self._notes.note((ELEMENT, uid))
                self._values[uid] = self._put_together(uid)
        return self._values[uid]

    def known(self, question: Callable[[Facts, str], T], uid: str) -> T:
        self._notes.note((KNOWN, question, uid))
        key = (question, uid)
        if key not in self._known:
            with self._notes.frame((KNOWN, question, uid)):
                self._known[key] = question(self, uid)
        return cast("T", self._known[key])

    def fact(self, uid: str, name: str) -> Any:
        self._notes.note((FACT, uid, name))
        fact = self._plain.elements[uid].facts.get(name)
        return None if fact is None else fact.value

    def name(self, uid: str) -> str:
        self._notes.note((NAME, uid))
        return self._plain.elements[uid].name

    def element(self, uid: str) -> Element:
        return self._plain.elements[uid]

    def holder(self, uid: str) -> Element | Flow:
        return self._plain.flows.get(uid) or self._plain.elements[uid]

    def renew(self, touches: Iterable[Touch]) -> tuple[set[Touch], dict[str, set[str]]]:
        """Work out again what these touches can have changed.

        Returns the touches with those of other answers, and for each element whose values differ the names
        of the facts that do. What comes out as before is not followed further.
        """
        answers, original = set(touches), dict[Frame, Any]()
        void = self._lookers(answers)
        while void:
            before = {frame: self._forget(frame) for frame in void}
            for frame, old in before.items():
                original.setdefault(frame, old)
            # Some may now be worked out from others that are void themselves; these have their turn again.
            void = self._lookers([frame for frame, old in before.items() if self._differs(frame, old)])
        answers |= {
            frame for frame, old in original.items() if frame[0] == KNOWN and self._differs(frame, old)
        }
        answers |= {frame for frame in original if frame[0] == VALUES and self._is_gone(frame)}
        values = {
            cast("str", frame[1]): _differing(old, self.values_of(cast("str", frame[1])))
            for frame, old in original.items()
            if frame[0] == VALUES and not self._is_gone(frame)
        }
        return answers, {uid: names for uid, names in values.items() if names}

    def _lookers(self, touches: Iterable[Touch]) -> dict[Frame, None]:
        """Frames of values and answers that depend directly on these."""
        frames = (frame for touch in touches for frame in self._notes.lookers(touch))
        return dict.fromkeys(frame for frame in frames if frame[0] in {VALUES, KNOWN})

    def _is_gone(self, frame: Frame) -> bool:
        return cast("str", frame[1]) not in self._plain.elements

    def _differs(self, frame: Frame, old: Any) -> bool:
        """Whether the work comes out differently now."""
        if frame[0] == VALUES:
            return self._is_gone(frame) or bool(_differing(old, self.values_of(cast("str", frame[1]))))
        return bool(self.known(cast("Any", frame[1]), cast("str", frame[2])) != old)

    def _forget(self, frame: Frame) -> Any:
        self._notes.forget(frame)
        if frame[0] == VALUES:
            return self._values.pop(cast("str", frame[1]), {})
        return self._known.pop(cast("Any", frame[1:]), None)


def _differing(before: Values, after: Values) -> set[str]:
    names = before.keys() | after.keys()
    return {name for name in names if not _same(before.get(name), after.get(name))}


def _same(one: Any, other: Any) -> bool:
    """Equal, and of the same type: to a rule 1 is not true."""
    return type(one) is type(other) and bool(one == other)
