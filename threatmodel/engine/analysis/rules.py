"""Evaluate the rules on elements and flows: threats where they hold, questions where facts are missing."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from threatmodel.engine.analysis.applicable_methods import applicable_methods, applicable_references
from threatmodel.engine.analysis.evaluation_context import ContextBuilder, EvaluationContext, flow_name
from threatmodel.engine.analysis.evidence import Evidence, EvidenceReader, Matches
from threatmodel.engine.analysis.rule_memo import FIRED, RuleMemo
from threatmodel.engine.analysis.severity import (
    BASE_SCORES,
    Factors,
    ScoreContext,
    context_factors,
    points_of,
    risk_order,
    score_factors,
)
from threatmodel.engine.library.frameworks import Severity
from threatmodel.engine.library.loader import Library
from threatmodel.engine.library.methods import METHODS
from threatmodel.engine.library.rules import Rule, title_of
from threatmodel.engine.model import CATALOGUE, Element, Flow, Model
from threatmodel.engine.model.gc_control import gc_paused
from threatmodel.engine.model.names import name_in
from threatmodel.engine.model.struct_base import Record

PendingRule = tuple[str, Severity, int]
"""A rule that needs an unknown fact: its id, its severity, and the score that its threat would have here."""
PendingRules = Counter[PendingRule]
"""The rules that need one fact, and at how many elements each."""


class Threat(Record, frozen=True):
    """A rule that fired on one element or flow. `element` is the uid of either; score is in 0..100.

    `hardening_of` is the uid of the component whose hardening gap it is, else empty; the points of `factors`
    add up to the score.
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

    @property
    def categories(self) -> tuple[str, ...]:
        """Its categories of all methods."""
        return tuple([category for of_method in self.methods.values() for category in of_method])


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
    """The result for a model: threats worst first, questions by the risk that depends on them."""

    threats: tuple[Threat, ...]
    questions: tuple[Question, ...]


def analyze(model: Model, library: Library, *, methods: Collection[str] = METHODS) -> Analysis:
    """Find what threatens the model and what is not known.

    Order of threats: score downwards, then risk, title and fingerprint; equal input gives equal output.
    Cost: O(elements x rules of their kind + flows x rules of flows).
    """
    with gc_paused():
        facts, evaluator = ContextBuilder(model), RuleEvaluator(library, methods)
        results = [evaluator.of_element(facts, element) for element in model.elements.values()]
        results += [
            evaluator.of_flow(facts, flow) for flow in model.flows.values() if has_both_ends(model, flow)
        ]
        threats = sorted((threat for one in results for threat in one.threats), key=threat_order)
        waiting: dict[tuple[str, str], PendingRules] = defaultdict(Counter)
        for one in results:
            for uid, fact, waiter in one.waiting:
                waiting[uid, fact][waiter] += 1
        questions_asked = (question(model, uid, fact, rules) for (uid, fact), rules in waiting.items())
        questions = sorted((one for one in questions_asked if one), key=question_order)
        return Analysis(tuple(threats), tuple(questions))


def fingerprint(rule_id: str, *uids: str) -> str:
    """Return the identity of a threat: 32 hex digits that survive renames, moves and re-imports."""
    return hashlib.sha256("\0".join((rule_id, *uids)).encode()).hexdigest()[:32]


def has_both_ends(model: Model, flow: Flow) -> bool:
    """Whether both ends of the flow exist; rules do not apply to one that lacks an end."""
    return flow.source in model.elements and flow.destination in model.elements


def threat_order(threat: Threat) -> tuple[int, tuple[int, int], str, str]:
    """Worst first, among equal scores by risk; what is equally bad by title, then by fingerprint."""
    return -threat.score, risk_order(threat.factors), threat.title, threat.fingerprint


def question_order(question: Question) -> tuple[int, str, str]:
    """By the risk that depends on the answer, then by element and fact."""
    return -question.weight, question.element, question.fact


def question(model: Model, uid: str, fact: str, rules: PendingRules) -> Question | None:
    """The question for a fact that these rules need, each so often; None when the fact has no question."""
    flow = model.flows.get(uid)
    kind, subject = (
        ("flow", flow_name(model, flow)) if flow else (model.elements[uid].kind, model.called(uid))
    )
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


class RuleEvaluator:
    """Evaluates the rules of some methods on one element or flow after another."""

    def __init__(self, library: Library, methods: Collection[str] = METHODS) -> None:
        self.rules = tuple(rule for rule in library.rules if _has_category_of(rule.methods, methods))
        self._methods = methods
        self._memo = RuleMemo(self.rules)
        self._matches: Matches = {}

    def of_element(self, facts: ContextBuilder, element: Element) -> SubjectResult:
        """Evaluate an element by the rules of its kind."""
        return self._evaluate(facts, element.kind, facts.of_element(element))

    def of_flow(self, facts: ContextBuilder, flow: Flow) -> SubjectResult:
        """Evaluate a flow; both of its ends must exist."""
        return self._evaluate(facts, "flow", facts.of_flow(flow))

    def _evaluate(self, facts: ContextBuilder, kind: str, scope: EvaluationContext) -> SubjectResult:
        fired: list[Rule] = []
        waiting: list[tuple[str, str, PendingRule]] = []
        context = context_factors(scope.variables)
        for rule, outcome in self._memo.of(kind, scope):
            if outcome is FIRED:
                if _has_category_of(applicable_methods(rule, scope.variables), self._methods):
                    fired.append(rule)
            else:
                score = points_of(score_factors(rule, context))
                waiting.append((scope.holders[outcome[0]], outcome[1], (rule.id, rule.severity, score)))
        threats = _ThreatFactory(facts, scope, context, self._matches).of(fired) if fired else ()
        return SubjectResult(kind, scope.holders, threats, tuple(waiting))


def _names(scope: EvaluationContext) -> dict[str, str]:
    """The names that titles use, by holder: a part of a workload with the name of its workload."""
    names = {holder: str(scope.variables[holder]["name"]) for holder in scope.holders}
    if scope.holders.get("pod", scope.holders["self"]) != scope.holders["self"]:
        names["self"] = name_in(names["pod"], "workload", names["self"])
    return names


class _ThreatFactory:
    """Builds the threats of one element or flow; what they share is computed once."""

    def __init__(
        self, facts: ContextBuilder, scope: EvaluationContext, context: ScoreContext, matches: Matches
    ) -> None:
        self._subject = scope.holders["self"]
        self._component = scope.holders.get("pod", self._subject)
        self._names = _names(scope)
        self._variables = scope.variables
        self._context = context
        self._evidence = EvidenceReader(facts, scope, matches)

    def of(self, rules: Iterable[Rule]) -> tuple[Threat, ...]:
        return tuple([self._threat(rule) for rule in rules])

    def _threat(self, rule: Rule) -> Threat:
        methods = applicable_methods(rule, self._variables)
        factors = score_factors(rule, self._context)
        return Threat(
            fingerprint(rule.id, self._subject),
            rule.id,
            title_of(rule, self._names),
            self._subject,
            methods,
            rule.severity,
            points_of(factors),
            tuple([shown for spec in rule.evidence for shown in self._evidence.of(spec)]),
            rule.controls,
            applicable_references(rule, methods),
            rule.covers,
            rule.why,
            self._component if rule.hardening_gap else "",
            factors,
        )


def _has_category_of(categories: Mapping[str, tuple[str, ...]], methods: Collection[str]) -> bool:
    """Whether there is a category of one of the methods."""
    return any(categories.get(method) for method in methods)
