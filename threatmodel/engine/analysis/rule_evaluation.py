"""Evaluate the rules on elements and flows: threats where they hold, questions where facts are missing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from operator import attrgetter

from msgspec.structs import replace

from threatmodel.engine.analysis.attack_scenario import Scenario
from threatmodel.engine.analysis.data_set_facts import is_about_people
from threatmodel.engine.analysis.evaluation_context import ContextBuilder, EvaluationContext, flow_name
from threatmodel.engine.analysis.fact_evidence import Evidence, EvidenceReader
from threatmodel.engine.analysis.missing_facts import Assigned, MissingFacts
from threatmodel.engine.analysis.platforms import platform_around
from threatmodel.engine.analysis.possible_threat_folding import folded_under, main_categories
from threatmodel.engine.analysis.question_rank import rank_order
from threatmodel.engine.analysis.reach_grades import NO_REACH, Reach
from threatmodel.engine.analysis.rule_frames import RuleFrame, has_category_of
from threatmodel.engine.analysis.rule_memo import Outcomes, RuleMemo
from threatmodel.engine.analysis.threat_drafts import Risk, ThreatDraft, ThreatDrafts
from threatmodel.engine.analysis.threat_fingerprint import fingerprint_at
from threatmodel.engine.analysis.threat_score import (
    BASE_SCORES,
    Factors,
    ScoreContext,
    context_factors,
    risk_order,
)
from threatmodel.engine.analysis.threat_title_names import NamesInTitles, variables_named
from threatmodel.engine.library.loader import Library
from threatmodel.engine.library.methods import METHODS
from threatmodel.engine.library.rules import Rule, title_of
from threatmodel.engine.library.taxonomies import Severity
from threatmodel.engine.model import CATALOGUE, Element, FactValue, Flow, Model
from threatmodel.engine.model.gc_control import gc_paused
from threatmodel.engine.model.struct_base import Record

PendingRule = tuple[str, Severity, int]
"""A rule that needs an unknown fact: its id, its severity, and the score that its threat would have here."""
PendingRules = dict[PendingRule, int]
"""The rules that need one fact, and at how many elements each."""


class MissingFact(Record, frozen=True):
    """A fact that is not known, and the element or flow whose fact it is."""

    element: str
    fact: str


class Answer(Record, frozen=True):
    """A value that a missing fact may have."""

    element: str
    fact: str
    value: FactValue


class Threat(Record, frozen=True):
    """A rule that fired on one element or flow. `element` is the uid of either; score is in 0..100.

    `hardening_of` is the uid of the component whose hardening gap it is, else empty; the points of `factors`
    add up to the score. A possible threat is one of a rule that waits for facts, with the severity and score
    that it would have, or less where a usual value rules it out; it has no evidence.
    With any of `applies_if` it is found, with any of `ruled_out_if` it is not; values that cannot be
    listed are in neither. `folded_under` is the fingerprint of the one that a list shows in its place.
    `cause` is what several rules have in common, else empty.
    `scenario` is that of an attack scenario (scenario_threats.py), which no rule finds.
    """

    fingerprint: str
    rule: str
    title: str
    element: str
    methods: Mapping[str, tuple[str, ...]]
    severity: Severity
    score: int
    evidence: tuple[Evidence, ...]
    controls: tuple[str, ...]
    references: tuple[str, ...]
    covers: tuple[str, ...]
    why: str
    hardening_of: str = ""
    factors: Factors = ()
    waits_for: tuple[MissingFact, ...] = ()
    applies_if: tuple[tuple[Answer, ...], ...] = ()
    ruled_out_if: tuple[tuple[Answer, ...], ...] = ()
    folded_under: str = ""
    cause: str = ""
    scenario: Scenario | None = None

    @property
    def is_possible(self) -> bool:
        """Whether facts are missing without which it is not found."""
        return bool(self.waits_for)

    @property
    def categories(self) -> tuple[str, ...]:
        """Its categories of all methods."""
        return tuple(chain.from_iterable(self.methods.values()))


class Question(Record, frozen=True):
    """An unknown fact, and the rules that need it.

    `could_raise` counts the threats that may come of the answer, by severity, the worst first; `weight` adds
    up what they would score: by severity, exposure and the criticality of the component.
    """

    element: str
    fact: str
    text: str
    rules: tuple[str, ...]
    weight: int
    could_raise: tuple[tuple[Severity, int], ...] = ()


class Analysis(Record, frozen=True):
    """The result for a model: threats found and possible ones, worst first; questions by the risk behind."""

    threats: tuple[Threat, ...]
    questions: tuple[Question, ...]
    possible: tuple[Threat, ...] = ()


def analyze(
    model: Model,
    library: Library,
    *,
    methods: Collection[str] = METHODS,
    reach: Mapping[str, Reach] = NO_REACH,
    shared: ContextBuilder | None = None,
) -> Analysis:
    """Find what threatens the model and what is not known.

    `reach` is that of elements and flows by uid, as AttackAnalysis has it; it moves scores. `shared` are the
    contexts of the model that other analyses of it use too.
    Order of threats: score downwards, then risk, title and fingerprint; equal input gives equal output.
    Cost: O(elements x rules of their kind + flows x rules of flows).
    """
    with gc_paused():
        facts, evaluator = shared or ContextBuilder(model), RuleEvaluator(library, methods, reach)
        results = [evaluator.of(facts, subject, scope) for subject, scope in facts.of_all()]
        threats = in_order(threat for one in results for threat in one.threats)
        possible = in_order(threat for one in results for threat in one.possible)
        waiting: dict[tuple[str, str], PendingRules] = defaultdict(dict)
        for one in results:
            for uid, fact, waiter in one.waiting:
                rules = waiting[uid, fact]
                rules[waiter] = rules.get(waiter, 0) + 1
        questions_asked = [question(model, uid, fact, rules) for (uid, fact), rules in waiting.items()]
        questions = sorted([one for one in questions_asked if one], key=question_order)
        return Analysis(threats, tuple(questions), possible)


def threat_order(threat: Threat) -> tuple[int, tuple[int, int], str, str]:
    """Worst first, among equal scores by risk; what is equally bad by title, then by fingerprint."""
    return -threat.score, risk_order(threat.factors), threat.title, threat.fingerprint


def in_order(threats: Iterable[Threat]) -> tuple[Threat, ...]:
    """Return threats in that order, sooner than by its keys: few differ in what makes up the score."""
    risks: dict[int, tuple[int, int]] = {}  # by the id of factors, which the threats keep
    equal = defaultdict[tuple[int, tuple[int, int]], list[Threat]](list)
    for threat in threats:
        risk = risks.get(id(threat.factors))
        if risk is None:
            risk = risks[id(threat.factors)] = risk_order(threat.factors)
        equal[-threat.score, risk].append(threat)
    by_text = attrgetter("title", "fingerprint")
    return tuple([one for rank in sorted(equal) for one in sorted(equal[rank], key=by_text)])


def question_order(question: Question) -> tuple[tuple[int, int], str, str]:
    """By the worst that depends on the answer, then by element and fact."""
    return rank_order(question.could_raise, question.weight), question.element, question.fact


def question(model: Model, uid: str, fact: str, rules: PendingRules) -> Question | None:
    """The question for a fact that these rules need, each so often; None when the fact has no question."""
    flow = model.flows.get(uid)
    kind = "flow" if flow else model.elements[uid].kind
    subject = flow_name(model, flow) if flow else model.called(uid)
    fact_type = CATALOGUE.fact(kind, fact)
    if fact_type is None or not fact_type.question:
        return None
    ids = tuple(sorted({rule for rule, _, _ in rules}))
    text = fact_type.question.replace("{name}", subject)
    weight = sum([points * times for (_, _, points), times in rules.items()])
    return Question(uid, fact, text, ids, weight, _could_raise(rules))


def _could_raise(rules: PendingRules) -> tuple[tuple[Severity, int], ...]:
    """How many threats these may raise, by severity, the worst first."""
    counts: dict[Severity, int] = {}
    for (_, severity, _), times in rules.items():
        counts[severity] = counts.get(severity, 0) + times
    return tuple([(severity, counts[severity]) for severity in BASE_SCORES if severity in counts])


class SubjectResult(Record, frozen=True):
    """The result of the rules for one element or flow.

    `holders` are the uids of its context, under the names that rules use; `waiting` is made of the
    holder, the unknown fact, and the rule that needs it.
    """

    kind: str
    holders: Mapping[str, str]
    threats: tuple[Threat, ...]
    waiting: tuple[tuple[str, str, PendingRule], ...]
    possible: tuple[Threat, ...] = ()


class RuleEvaluator:
    """Evaluates the rules of some methods on one element or flow after another."""

    def __init__(
        self,
        library: Library,
        methods: Collection[str] = METHODS,
        reach: Mapping[str, Reach] = NO_REACH,
    ) -> None:
        self.rules = tuple(rule for rule in library.rules if has_category_of(rule.methods, methods))
        self.reach = reach
        self._memo = RuleMemo(self.rules)
        self._drafts = ThreatDrafts(library, methods)

    def of(self, facts: ContextBuilder, subject: Element | Flow, scope: EvaluationContext) -> SubjectResult:
        """Evaluate an element or flow by the rules of its kind, in its context."""
        kind = scope.variables["self"]["kind"]
        shared, own = self._memo.shared_and_own(kind, scope)
        if not (shared or own):
            return SubjectResult(kind, scope.holders, (), ())
        context = context_factors(scope.variables, self.reach.get(subject.uid))
        threats = _ThreatFactory(facts, scope, context, self._drafts)
        found, possible = [], []
        waiting: list[tuple[str, str, PendingRule]] = []
        for draft in threats.drafts(shared, own):
            frame, risk = draft.frame, threats.risk_of(draft)
            if draft.missing is not None:
                holder, fact = draft.missing.first
                waiting.append((scope.holders[holder], fact, (draft.rule.id, risk.severity, risk.score)))
                if frame.applies and (threat := threats.possible(frame, risk, draft.missing)) is not None:
                    possible.append(threat)
            elif frame.applies:
                found.append(threats.found(frame, risk))
        possible = folded(subject, found, possible, personal=is_personal(scope))
        return SubjectResult(kind, scope.holders, tuple(found), tuple(waiting), tuple(possible))


def folded(
    subject: Element | Flow, found: Iterable[Threat], possible: Sequence[Threat], *, personal: bool
) -> list[Threat]:
    """Return the possible threats of a subject, the strongest first, each with the one it is folded under."""
    if len(possible) < 2:
        return [replace(one, folded_under="") if one.folded_under else one for one in possible]
    ordered = sorted(possible, key=lambda one: (-one.score, len(one.waits_for), threat_order(one)))
    heads = folded_under(
        subject,
        [(threat.fingerprint, threat.categories, main_categories(threat.methods)) for threat in ordered],
        covered={category for threat in found for category in threat.categories},
        personal=personal,
    )
    placed = ((one, heads.get(one.fingerprint, "")) for one in ordered)
    return [one if one.folded_under == head else replace(one, folded_under=head) for one, head in placed]


def folded_anew(model: Model, analysis: Analysis) -> Analysis:
    """Return an analysis that was put together from several, with its possible threats folded as one."""
    found, possible = defaultdict[str, list[Threat]](list), defaultdict[str, list[Threat]](list)
    for by_subject, threats in ((found, analysis.threats), (possible, analysis.possible)):
        for threat in threats:
            by_subject[threat.element].append(threat)
    anew: list[Threat] = []
    for uid, threats_here in possible.items():
        subject = model.flows.get(uid) or model.elements[uid]
        personal = is_about_people(model, subject) is True
        anew += folded(subject, found[uid], threats_here, personal=personal)
    return replace(analysis, possible=in_order(anew))


def is_personal(scope: EvaluationContext) -> bool:
    """Whether the subject of the context is known to hold or carry personal data."""
    return scope.variables["self"].get("personal_data") is True


class _ThreatFactory:
    """Builds the threats of one element or flow; what they share is computed once."""

    def __init__(
        self, facts: ContextBuilder, scope: EvaluationContext, context: ScoreContext, drafts: ThreatDrafts
    ) -> None:
        self._scope = scope
        self._subject = scope.holders["self"]
        self._place = f"\0{self._subject}".encode()
        self._component = scope.holders.get("pod", self._subject)
        self._names = NamesInTitles(scope)
        self._applicable = drafts.applicable(scope)
        self._context = context
        self._evidence = EvidenceReader(facts, scope, drafts.matches)
        self._drafts = drafts
        self._platform = platform_around(facts.model, scope.holders)
        self._risks = drafts.risks(context)

    def drafts(self, shared: Outcomes[Rule], own: Outcomes[Rule]) -> Sequence[ThreatDraft]:
        """What each outcome has in common with others like it."""
        drafts = self._drafts.of_shared(shared, self._applicable, self._platform)
        return [*drafts, *self._drafts.of(own, self._applicable, self._platform)] if own else drafts

    def risk_of(self, draft: ThreatDraft) -> Risk:
        """How bad the threat of a rule is here, whether it is found or possible."""
        share = draft.share or self._drafts.share(draft, self._scope)
        known = self._risks.get(id(share))
        if known is None:
            factors, score = share.within(self._context)
            known = self._risks[id(share)] = Risk(share.severity, score, factors, share.is_gap)
        return known

    def found(self, frame: RuleFrame, risk: Risk) -> Threat:
        """The threat of a rule that fired."""
        shown = [one for spec in frame.rule.evidence for one in self._evidence.of(spec)]
        return self._threat(frame, risk, tuple(shown))

    def possible(self, frame: RuleFrame, risk: Risk, missing: MissingFacts) -> Threat | None:
        """The threat of a rule that waits for facts; None when no question is about the first of them."""
        holder, fact = missing.first
        if not _has_question(self._scope.variables[holder]["kind"], fact):
            return None
        waits_for = tuple([MissingFact(self._scope.holders[h], name) for h, name in missing.pairs])
        applies_if, ruled_out_if = self._answers(missing.applies), self._answers(missing.ruled_out)
        return self._threat(
            frame, risk.if_held(missing, self._scope.holders), (), waits_for, applies_if, ruled_out_if
        )

    def _threat(
        self,
        frame: RuleFrame,
        risk: Risk,
        evidence: tuple[Evidence, ...],
        waits_for: tuple[MissingFact, ...] = (),
        applies_if: tuple[tuple[Answer, ...], ...] = (),
        ruled_out_if: tuple[tuple[Answer, ...], ...] = (),
    ) -> Threat:
        rule = frame.rule
        if frame.names_variables:
            self._names["variables"] = variables_named(evidence)
        return Threat(
            fingerprint_at(rule.id, self._place),
            rule.id,
            title_of(rule, self._names),
            self._subject,
            frame.methods,
            risk.severity,
            risk.score,
            evidence,
            frame.controls,
            frame.references,
            rule.covers,
            rule.why,
            self._component if risk.is_gap else "",
            risk.factors,
            waits_for,
            applies_if,
            ruled_out_if,
            cause=rule.cause_at(risk.severity) if rule.cause else "",
        )

    def _answers(self, ways: Iterable[Assigned]) -> tuple[tuple[Answer, ...], ...]:
        holders = self._scope.holders
        return tuple([tuple([Answer(holders[h], fact, value) for (h, fact), value in way]) for way in ways])


@lru_cache(maxsize=4096)
def _has_question(kind: str, fact: str) -> bool:
    known = CATALOGUE.fact(kind, fact)
    return known is not None and bool(known.question)
