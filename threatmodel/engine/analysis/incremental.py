"""Keep the analysis of a model up to date while it is edited.

The result is always that of a full analysis. What each element and flow said is kept; an edit judges again
only what it can touch. How that is found:

- An edit names what it touches: a fact, a place in the tree, the relations of an element, a flow (reads.py).
- Values and answers that looked at any of it are worked out again. Derived facts need no declaration, as long
  as they look at the model through `facts` (facts.py says how); the property test finds one that does not.
- Values that come out equal end it there. Where facts of an element differ, those who have it in their scope
  are judged again if one of their rules reads such a fact, shows it as evidence or scores by it.

Cost of an edited fact: a few copies of flat tables (0.1 ms for 1,000 elements) and judging what reads it.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar, cast

from msgspec.structs import replace

from threatmodel.engine.analysis.reads import (
    CARRYING,
    CHILDREN,
    ELEMENT,
    EVERYTHING,
    FACT,
    FLOW,
    FLOWS_FROM,
    FLOWS_TO,
    HOLDING,
    KIND,
    NAME,
    PLACE,
    RELATED,
    RELATED_TO,
    VALUES,
    NotedFacts,
    Notes,
    Touch,
)
from threatmodel.engine.analysis.risk import SCORED
from threatmodel.engine.analysis.rules import (
    ALL_METHODS,
    Analysis,
    Judge,
    Question,
    Said,
    Threat,
    Waiting,
    has_both_ends,
    question,
    question_order,
    threat_order,
)
from threatmodel.engine.library.loader import SCOPES, Library, Rule
from threatmodel.engine.model import Element, Fact, Flow, Model, Relation, data_sets_of
from threatmodel.engine.model.collector import built_to_stay, collector_at_rest
from threatmodel.engine.model.record import Record

T = TypeVar("T")

_SUBJECT: Final = "subject"
_FLOW: Final = "flow"
_ANY: Final = "*"  # everything of an element that is no fact, such as the line it stands on
_ALWAYS: Final = frozenset({_ANY, "name", "kind", *SCORED})
_MANY: Final = 500  # so many changes at once are sorted in, not inserted one by one
_WORD: Final = re.compile(r"\w+")


class InvalidEdit(ValueError):
    """The edit names something that the model does not have."""


class FactSet(Record, frozen=True):
    """Give an element or flow a fact, or take it away (None)."""

    uid: str
    name: str
    fact: Fact | None


class ElementPut(Record, frozen=True):
    """Add an element, or replace the one of its uid."""

    element: Element


class ElementMoved(Record, frozen=True):
    """Put an element inside another one, or inside nothing."""

    uid: str
    parent: str | None


class ElementRenamed(Record, frozen=True):
    """Give an element another name."""

    uid: str
    name: str


class ElementRemoved(Record, frozen=True):
    """Take an element away. What it holds, its relations and flows stay, without effect."""

    uid: str


class FlowPut(Record, frozen=True):
    """Add a flow, or replace the one of its uid."""

    flow: Flow


class FlowRemoved(Record, frozen=True):
    """Take a flow away."""

    uid: str


class RelationAdded(Record, frozen=True):
    """Join two elements."""

    relation: Relation


class RelationRemoved(Record, frozen=True):
    """Part two elements."""

    relation: Relation


Edit = (
    FactSet
    | ElementPut
    | ElementMoved
    | ElementRenamed
    | ElementRemoved
    | FlowPut
    | FlowRemoved
    | RelationAdded
    | RelationRemoved
)


@dataclass(slots=True)
class Differing:
    """What edits have changed in what the rules say; how it is now, the analyser tells.

    Threats by fingerprint, with the uid of their element or flow; questions by uid and fact. `subjects` are
    the uids of all that was edited, judged again, asked about, or is looked at with other values than before.
    """

    threats: dict[str, str] = field(default_factory=dict)
    questions: set[tuple[str, str]] = field(default_factory=set)
    subjects: set[str] = field(default_factory=set)

    def add(self, other: "Differing") -> None:
        """Take in what another one says."""
        self.threats |= other.threats
        self.questions |= other.questions
        self.subjects |= other.subjects


class Analyser:
    """A model and what the rules say of it, both kept up to date by edits."""

    def __init__(self, model: Model, library: Library, *, methods: frozenset[str] = ALL_METHODS) -> None:
        self.model = model
        self._judge = Judge(library, methods)
        self._interests = _Interests(self._judge.rules)
        self._notes = Notes()
        self._facts = NotedFacts(model, self._notes)
        self._said: dict[Touch, Said] = {}
        self._threats = _Sorted[Threat](threat_order)
        self._asked = _Asked()
        self._differing = Differing()
        with built_to_stay():
            self._judge_again(
                {(_SUBJECT, uid) for uid in model.elements} | {(_FLOW, uid) for uid in model.flows}
            )
        self._differing = Differing()

    @property
    def analysis(self) -> Analysis:
        """What a full analysis of the model as it is now would say."""
        return Analysis(self._threats.all(), self._asked.all())

    def differing(self) -> Differing:
        """What the edits since the last call, or since the beginning, have changed."""
        differing, self._differing = self._differing, Differing()
        return differing

    def threats_of(self, uid: str) -> tuple[Threat, ...]:
        """The threats of an element or flow, worst first."""
        said = (self._said.get((_SUBJECT, uid)), self._said.get((_FLOW, uid)))
        return tuple(sorted((threat for one in said if one for threat in one.threats), key=threat_order))

    def questions_of(self, uid: str) -> tuple[Question, ...]:
        """The questions about an element or flow, by weight."""
        return self._asked.about(uid)

    def edit(self, *edits: Edit) -> Analysis:
        """Apply the edits in their order and return the analysis of the result.

        Raises InvalidEdit when one of them names what is not there; then none of them counts.
        """
        changes = _Changes(self.model)
        for edit in edits:
            changes.apply(edit)
        with collector_at_rest():
            self._take_over(changes)
        return self.analysis

    def _take_over(self, changes: "_Changes") -> None:
        self.model = changes.model
        self._facts.move_to(self.model)
        touches, differing = self._facts.renew(changes.touches)
        for uid, names in changes.facts.items():
            differing.setdefault(uid, set()).update(names)
        self._differing.subjects |= differing.keys()
        edited = {cast("str", subject[1]) for subject in changes.subjects} | changes.facts.keys()
        for data_set in edited:  # a flow that lacks an end is never judged, and shows what its data is
            self._differing.subjects.update(self.model.carrying_uids(data_set))
        self._judge_again(changes.subjects | self._touched(touches) | self._interested(differing))

    def _touched(self, touches: Iterable[Touch]) -> set[Touch]:
        """Those who looked at what was touched."""
        lookers = (frame for touch in touches for frame in self._notes.lookers(touch))
        return {frame for frame in lookers if frame[0] in {_SUBJECT, _FLOW}}

    def _interested(self, differing: Mapping[str, set[str]]) -> set[Touch]:
        """Those with an element in their scope whose facts differ, and a rule that cares for them."""
        found = set()
        for uid, names in differing.items():
            roles = self._interests.roles(names)
            for frame in self._notes.lookers((VALUES, uid)):
                said = self._said.get(frame)
                if said is not None and _matters(said, uid, roles):
                    found.add(frame)
        return found

    def _judge_again(self, subjects: Iterable[Touch]) -> None:
        gone: list[Threat] = []
        new: list[Threat] = []
        touched: set[tuple[str, str]] = set()
        for subject in subjects:
            before, after = self._said.pop(subject, None), self._say(subject)
            if after is not None:
                self._said[subject] = after
                new.extend(after.threats)
                touched |= self._asked.add(after)
            if before is not None:
                gone.extend(before.threats)
                touched |= self._asked.take(before)
            self._differing.subjects.add(cast("str", subject[1]))
        self._threats.exchange(gone, new)
        self._differing.threats.update(_unequal(gone, new))
        asked = self._asked.ask(self.model, touched)
        self._differing.questions |= asked
        self._differing.subjects.update(uid for uid, _ in asked)

    def _say(self, subject: Touch) -> Said | None:
        """What the rules say of an element or flow, or None when there is none to judge."""
        kind, uid = cast("tuple[str, str]", subject)
        element, flow = self.model.elements.get(uid), self.model.flows.get(uid)
        if kind == _SUBJECT and element is not None:
            with self._notes.frame(subject):
                return self._judge.of_element(self._facts, element)
        if kind == _FLOW and flow is not None and has_both_ends(self.model, flow):
            with self._notes.frame(subject):
                return self._judge.of_flow(self._facts, flow)
        self._notes.forget(subject)
        return None


def _unequal(gone: list[Threat], new: list[Threat]) -> dict[str, str]:
    """The threats that are not the same in both, by fingerprint, each with the uid of its subject."""
    before = {threat.fingerprint: threat for threat in gone}
    after = {threat.fingerprint: threat for threat in new}
    return {
        threat.fingerprint: threat.element
        for threat in (*gone, *new)
        if before.get(threat.fingerprint) != after.get(threat.fingerprint)
    }


class _Changes:
    """The edits of one batch: the model they lead to, and what they touch on the way."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.touches: set[Touch] = set()
        self.subjects: set[Touch] = set()  # to be judged in any case
        self.facts: dict[str, set[str]] = defaultdict(set)  # whose facts differ, if only by their provenance

    def apply(self, edit: Edit) -> None:
        """Apply one edit to the result of those before."""
        match edit:
            case FactSet(uid, name, fact):
                self._set_fact(uid, name, fact)
            case ElementPut(element):
                self._put(element)
            case ElementMoved(uid, parent):
                self._put(replace(self._element(uid), parent=parent))
            case ElementRenamed(uid, name):
                self._put(replace(self._element(uid), name=name))
            case ElementRemoved(uid):
                self._element(uid)
                self._change_element(uid, self.model.without_element(uid))
            case FlowPut(flow):
                self._change_flow(flow.uid, self.model.with_flow(flow))
            case FlowRemoved(uid):
                self._flow(uid)
                self._change_flow(uid, self.model.without_flow(uid))
            case RelationAdded(relation):
                self._change_relation(relation, self.model.with_relation(relation))
            case RelationRemoved(relation):
                self._change_relation(relation, self.model.without_relation(relation))

    def _set_fact(self, uid: str, name: str, fact: Fact | None) -> None:
        flow = self.model.flows.get(uid)
        subject = flow or self._element(uid)
        facts = {known: value for known, value in subject.facts.items() if known != name}
        if fact is not None:
            facts[name] = fact
        if isinstance(subject, Flow):
            self._change_flow(uid, self.model.with_flow(replace(subject, facts=facts)))
        else:
            self._put(replace(subject, facts=facts))

    def _put(self, element: Element) -> None:
        self._change_element(element.uid, self.model.with_element(element))

    def _change_element(self, uid: str, after: Model) -> None:
        old, new = self.model.elements.get(uid), after.elements.get(uid)
        self.touches |= {(ELEMENT, uid), (EVERYTHING,)}
        self.touches |= {(HOLDING, data_set) for data_set in _other_data_sets(old, new)}
        if old is None or new is None or (old.kind, old.parent) != (new.kind, new.parent):
            self._touch_place(uid, after, old, new)
        if old is None or new is None:
            self._touch_ends(uid)
        else:
            names = _differing_facts(old.facts, new.facts)
            self.touches |= {(FACT, uid, name) for name in names}
            if old.name != new.name:
                self.touches.add((NAME, uid))
            self.facts[uid] |= names if old.source == new.source else {*names, _ANY}
        self.model = after

    def _touch_place(self, uid: str, after: Model, old: Element | None, new: Element | None) -> None:
        inside = self.model.descendants(uid) | after.descendants(uid)
        self.touches |= {(PLACE, place) for place in inside}
        for element in (old, new):
            if element is not None:
                self.touches |= {(CHILDREN, element.parent), (KIND, element.kind)}
        self.subjects.add((_SUBJECT, uid))

    def _touch_ends(self, uid: str) -> None:
        """An element came or went: so did its relations and flows."""
        for relation in self.model.relations:
            if uid in {relation.source, relation.target}:
                self._touch_relation(relation)
        for flow in (*self.model.flows_to(uid), *self.model.flows_from(uid)):
            self.subjects.add((_FLOW, flow.uid))

    def _change_flow(self, uid: str, after: Model) -> None:
        self.touches |= {(FLOW, uid), (EVERYTHING,)}
        self.subjects.add((_FLOW, uid))
        old, new = self.model.flows.get(uid), after.flows.get(uid)
        self.touches |= {(CARRYING, data_set) for data_set in _other_data_sets(old, new)}
        for flow in (old, new):
            if flow is not None:
                self.touches |= {(FLOWS_TO, flow.destination), (FLOWS_FROM, flow.source)}
        self.model = after

    def _change_relation(self, relation: Relation, after: Model) -> None:
        self.touches.add((EVERYTHING,))
        self._touch_relation(relation)
        self.model = after

    def _touch_relation(self, relation: Relation) -> None:
        self.touches.add((RELATED, relation.type, relation.source))
        self.touches.add((RELATED_TO, relation.type, relation.target))

    def _element(self, uid: str) -> Element:
        element = self.model.elements.get(uid)
        if element is None:
            raise InvalidEdit(f"There is no element or flow {uid}.")
        return element

    def _flow(self, uid: str) -> Flow:
        flow = self.model.flows.get(uid)
        if flow is None:
            raise InvalidEdit(f"There is no flow {uid}.")
        return flow


def _differing_facts(before: Mapping[str, Fact], after: Mapping[str, Fact]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def _other_data_sets(before: Element | Flow | None, after: Element | Flow | None) -> set[str]:
    """The data sets that only one of them names."""
    return {*data_sets_of(before)} ^ {*data_sets_of(after)}


class _Interests:
    """Which facts of what stands around a subject can change what is said of it."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._words: dict[tuple[str, str], set[str]] = defaultdict(set)
        for rule in rules:
            # More than the condition reads: all its words, for each name that it speaks of.
            words = set(_WORD.findall(rule.when))
            for kind in rule.applies_to:
                for holder in words & {"self", "crosses", *SCOPES}:
                    self._words[kind, holder] |= words
                for spec in rule.evidence:
                    self._words[kind, spec.holder].add(spec.fact)

    def roles(self, names: set[str]) -> Mapping[str, set[str]]:
        """For each kind of subject, the roles of an element in which it matters that these facts differ."""
        always, found = bool(names & _ALWAYS), defaultdict[str, set[str]](set)
        for (kind, role), words in self._words.items():
            if always or names & words:
                found[kind].add(_ANY if always else role)
        return found


def _matters(said: Said, uid: str, roles: Mapping[str, set[str]]) -> bool:
    """Whether the element stands in one of these roles to a subject."""
    wanted = roles.get(said.kind)
    if not wanted:
        return False
    # An end of a flow that is a boundary is also crossed.
    return bool(wanted & {_ANY, "crosses"}) or any(said.holders.get(role) == uid for role in wanted)


class _Asked:
    """The facts that are waited for, by whom, and the questions about them."""

    def __init__(self) -> None:
        self._rules: dict[tuple[str, str], Waiting] = defaultdict(Counter)
        self._questions: dict[tuple[str, str], Question] = {}
        self._about: dict[str, dict[str, Question]] = defaultdict(dict)
        self._sorted = _Sorted[Question](question_order)

    def all(self) -> tuple[Question, ...]:
        """The questions by weight."""
        return self._sorted.all()

    def about(self, uid: str) -> tuple[Question, ...]:
        """The questions about an element or flow by weight."""
        return tuple(sorted(self._about.get(uid, {}).values(), key=question_order))

    def add(self, said: Said) -> set[tuple[str, str]]:
        """Note who waits for what, and return what."""
        for uid, fact, waiter in said.waiting:
            self._rules[uid, fact][waiter] += 1
        return {(uid, fact) for uid, fact, _ in said.waiting}

    def take(self, said: Said) -> set[tuple[str, str]]:
        """Note who waits no more, and for what."""
        for uid, fact, waiter in said.waiting:
            self._rules[uid, fact][waiter] -= 1
        return {(uid, fact) for uid, fact, _ in said.waiting}

    def ask(self, model: Model, facts: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        """Put the questions about these facts anew, and return those that differ from before."""
        differing: set[tuple[str, str]] = set()
        gone, new = [], []
        for key in facts:
            before = self._questions.get(key)
            rules = self._rules[key] = +self._rules[key]
            after = question(model, *key, rules) if rules else None
            if not rules:
                del self._rules[key]
            if before != after:
                differing.add(key)
                gone += [before] if before else []
                new += [after] if after else []
                self._keep(key, after)
        self._sorted.exchange(gone, new)
        return differing

    def _keep(self, key: tuple[str, str], asked: Question | None) -> None:
        uid, fact = key
        if asked is not None:
            self._questions[key] = self._about[uid][fact] = asked
            return
        del self._questions[key], self._about[uid][fact]
        if not self._about[uid]:
            del self._about[uid]


class _Sorted(Generic[T]):
    """Things in the order of a key that is different for each of them."""

    def __init__(self, key: Callable[[T], Any]) -> None:
        self._key = key
        self._keys: list[Any] = []
        self._things: list[T] = []
        self._all: tuple[T, ...] | None = None

    def all(self) -> tuple[T, ...]:
        """The things in order."""
        if self._all is None:
            self._all = tuple(self._things)
        return self._all

    def exchange(self, gone: list[T], new: list[T]) -> None:
        """Take some out and put others in. Cost: O(log n) each, or one sort when there are many."""
        if not gone and not new:
            return
        self._all = None
        if len(gone) + len(new) > _MANY:
            self._exchange_many(gone, new)
            return
        for thing in gone:
            place = bisect_left(self._keys, self._key(thing))
            del self._keys[place], self._things[place]
        for thing in new:
            key = self._key(thing)
            place = bisect_left(self._keys, key)
            self._keys.insert(place, key)
            self._things.insert(place, thing)

    def _exchange_many(self, gone: list[T], new: list[T]) -> None:
        left = {id(thing) for thing in gone}
        things = [thing for thing in self._things if id(thing) not in left]
        things.extend(new)
        things.sort(key=self._key)
        self._things = things
        self._keys = [self._key(thing) for thing in things]
