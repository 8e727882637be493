"""Keep the analysis of a model up to date while it is edited.

The result is always that of a full analysis. What each element and flow said is kept; an edit judges again
only what it can touch. How that is found:

- An edit names what it touches: a fact, a parent, relations of an element, a flow (dependency_tracking.py).
- Values and answers that looked at any of it are worked out again. Derived facts need no declaration, as long
  as they look at the model through `facts` (facts.py says how); the property test finds one that does not.
- Values that come out equal end it there. Where facts of an element differ, those who have it in their scope
  are judged again if one of their rules reads such a fact, shows it as evidence or scores by it.

Cost of an edited fact: a few copies of flat tables (0.1 ms for 1,000 elements) and judging what reads it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import cast

from threatmodel.engine.analysis.dependency_tracking import VALUES, NotedFacts, Notes, Touch
from threatmodel.engine.analysis.edits import JUDGED_FLOW, SUBJECT, Changes, Edit
from threatmodel.engine.analysis.question_index import Asked
from threatmodel.engine.analysis.rule_dependencies import Interests, matters
from threatmodel.engine.analysis.rules import (
    ALL_METHODS,
    Analysis,
    Judge,
    Question,
    Said,
    Threat,
    has_both_ends,
    threat_order,
)
from threatmodel.engine.analysis.sorted_results import InOrder
from threatmodel.engine.library.loader import Library
from threatmodel.engine.model import Model
from threatmodel.engine.model.gc_control import built_to_stay, collector_at_rest


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
        self._interests = Interests(self._judge.rules)
        self._notes = Notes()
        self._facts = NotedFacts(model, self._notes)
        self._said: dict[Touch, Said] = {}
        self._threats = InOrder[Threat](threat_order)
        self._asked = Asked()
        self._differing = Differing()
        with built_to_stay():
            self._judge_again(
                {(SUBJECT, uid) for uid in model.elements} | {(JUDGED_FLOW, uid) for uid in model.flows}
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
        said = (self._said.get((SUBJECT, uid)), self._said.get((JUDGED_FLOW, uid)))
        return tuple(sorted((threat for one in said if one for threat in one.threats), key=threat_order))

    def questions_of(self, uid: str) -> tuple[Question, ...]:
        """The questions about an element or flow, by weight."""
        return self._asked.about(uid)

    def edit(self, *edits: Edit) -> Analysis:
        """Apply the edits in their order and return the analysis of the result.

        Raises InvalidEdit when one of them names what is not there; then none of them counts.
        """
        changes = Changes(self.model)
        for edit in edits:
            changes.apply(edit)
        with collector_at_rest():
            self._take_over(changes)
        return self.analysis

    def _take_over(self, changes: Changes) -> None:
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
        return {frame for frame in lookers if frame[0] in {SUBJECT, JUDGED_FLOW}}

    def _interested(self, differing: Mapping[str, set[str]]) -> set[Touch]:
        """Those with an element in their scope whose facts differ, and a rule that cares for them."""
        found = set()
        for uid, names in differing.items():
            roles = self._interests.roles(names)
            for frame in self._notes.lookers((VALUES, uid)):
                said = self._said.get(frame)
                if said is not None and matters(said, uid, roles):
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
        if kind == SUBJECT and element is not None:
            with self._notes.frame(subject):
                return self._judge.of_element(self._facts, element)
        if kind == JUDGED_FLOW and flow is not None and has_both_ends(self.model, flow):
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
