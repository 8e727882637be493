"""The score of a threat: its severity, moved within its band by what is gained and by its context.

Bands never mix: no context lifts a threat above one of a higher severity. Hardening gaps have bands of their
own, below those of all weaknesses, as they give no access by themselves: what gives an attacker something is
where a review starts, also where it is rated lower. What only informs comes last, whatever it is about.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal, cast

from msgspec.structs import replace

from threatmodel.engine.analysis.contextual_severity import SituatedSeverity
from threatmodel.engine.analysis.reach_grades import Reach, ReachGrade
from threatmodel.engine.library.rules import Rule
from threatmodel.engine.library.taxonomies import Gain, Severity
from threatmodel.engine.model import FactValue
from threatmodel.engine.model.struct_base import Record

# Middle of each band, and how far a score moves in it, up or down.
BASE_SCORES: Final[Mapping[Severity, int]] = {"critical": 90, "high": 72, "medium": 48, "low": 24, "info": 4}
_MAX_SHIFTS: Final[Mapping[Severity, int]] = {"critical": 8, "high": 8, "medium": 8, "low": 8, "info": 1}
_GAP_SCORES: Final[Mapping[Severity, int]] = {"medium": 13, "low": 8, "info": 4}
_MAX_GAP_SHIFTS: Final[Mapping[Severity, int]] = {"medium": 2, "low": 2, "info": 1}
_EXPOSURE: Final[Mapping[str, int]] = {"internet_facing": 4, "from_internet": 4, "called_by_exposed": 1}
_EXPLOITED: Final = 4
# What a weakness gives an attacker: control over everything is worth more than one more step.
_GAINS: Final[Mapping[Gain, int]] = {
    "cluster-control": 5,
    "node-control": 4,
    "code-execution": 3,
    "credentials": 3,
    "data-access": 2,
    "lateral-movement": 1,
}
_GAINED_BY_CALLERS: Final = frozenset({"code-execution", "credentials", "data-access"})
_CRITICALITY: Final[Mapping[str, int]] = {"low": -4, "medium": 0, "high": 2, "critical": 4}
_CLASSIFICATION: Final[Mapping[str, int]] = {"public": -2, "internal": 0, "confidential": 1, "restricted": 2}
_SCOPE: Final[Mapping[str, int]] = {"namespace": -3, "every node": 1, "cluster": 2}
_AROUND: Final = ("self", "pod", "destination", "flow")  # the names in a context whose facts move a score
# A weakness on a path of an attacker counts more than one that only an assumed compromise gets to, which
# scores as if reach were not known; less counts what only an unknown fact opens, and least what no path does.
_REACH: Final[Mapping[ReachGrade, int]] = {"reached": 2, "assumed": 0, "possible": -2, "unreached": -4}
_PERMISSIONS: Final[Mapping[str, str]] = {"self": "subjects", "account": "rules"}  # records with a scope

# The facts that move a score, each with the names in a context that have it.
SCORING_FACTS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys((*_EXPOSURE, "criticality", "data_classification"), _AROUND),
    "controller": ("pod",),
    "vulnerabilities": ("self", "image"),
    **{fact: (holder,) for holder, fact in _PERMISSIONS.items()},
}

Factor = Literal[
    "severity",
    "situation",
    "gain",
    "reach",
    "exposure",
    "criticality",
    "data",
    "scope",
    "exploited",
    "likelihood",
    "usual",
    "limit",
]
"""What contributes to a score.

`situation` is a case of `severity_if`; `limit` what the band takes away again; `likelihood` that of a
scenario; `usual` what a possible threat loses that a usual value rules out.
"""


class ScoreFactor(Record, frozen=True):
    """One contribution to a score, and the fact that it comes from.

    `element` is the uid of the element or flow that has the fact; both are empty where no fact is behind it.
    """

    factor: Factor
    points: int
    element: str = ""
    fact: str = ""
    value: FactValue | None = None


Factors = tuple[ScoreFactor, ...]


class ScoreContext(Record, frozen=True):
    """What the threats of one element or flow share.

    `exposed` counts for weaknesses that callers use, `inside` instead for those that an attacker uses who is
    in already. `reach` counts for all weaknesses that an attacker uses. Of the others, those count whose
    facts a rule reads: the scope of permissions, by the holder of the permissions, and attacks that are known
    to use a vulnerability.
    """

    reach: Factors
    exposed: Factors
    inside: Factors
    scopes: Mapping[str, ScoreFactor]
    every_node: Factors
    exploited: Factors


NO_FACTORS: Final[Mapping[ReachGrade | None, ScoreContext]] = {
    None: ScoreContext((), (), (), {}, (), ()),
    **{
        grade: ScoreContext((ScoreFactor("reach", points, value=grade),), (), (), {}, (), ())
        for grade, points in _REACH.items()
    },
}
"""The contexts in which nothing counts but reach, by its grade; None where reach was not computed."""


def lowest_score(severity: Severity) -> int:
    """Return the lowest score that a weakness of this severity can have."""
    return BASE_SCORES[severity] - _MAX_SHIFTS[severity]


def is_hardening_gap(rule: Rule, severity: Severity) -> bool:
    """Whether a threat of this rule is a hardening gap: what is high by its situation is a weakness."""
    return rule.hardening_gap and severity in _GAP_SCORES


def _band(severity: str, *, is_gap: bool) -> tuple[int, int]:
    """The middle of a band, and how far a score moves in it; a gap that a person rates high leaves theirs."""
    known = cast("Severity", severity)
    if is_gap and severity in _GAP_SCORES:
        return _GAP_SCORES[known], _MAX_GAP_SHIFTS[known]
    return BASE_SCORES[known], _MAX_SHIFTS[known]


class RuleScores:
    """What rules add to scores, worked out once for each rule and severity."""

    def __init__(self) -> None:
        self._shares: dict[tuple[str, SituatedSeverity], RuleShare] = {}
        self._distinct: dict[RuleShare, RuleShare] = {}

    def share_of(self, rule: Rule, situated: SituatedSeverity) -> "RuleShare":
        """Return what a rule with this severity adds; one object for all rules that add the same."""
        share = self._shares.get((rule.id, situated))
        if share is None:
            new = _share_of(rule, situated)
            share = self._shares[rule.id, situated] = self._distinct.setdefault(new, new)
        return share


def score_factors(rule: Rule, situated: SituatedSeverity, context: ScoreContext) -> Factors:
    """What makes up the score of a single threat."""
    return _share_of(rule, situated).within(context)[0]


class RuleShare(Record, frozen=True):
    """What a rule and its severity add to the score in any context, and which parts of a context count."""

    severity: Severity
    start: Factors  # the severity of the rule, and what the situation makes of it
    base: int  # what these add up to
    gain: Factors
    limit: int  # how far the score moves from there
    is_gap: bool
    is_used_by_callers: bool
    is_on_paths: bool  # those of methods about people need no attacker
    is_on_every_node: bool
    permissions: tuple[str, ...]  # holders of those that it reads
    reads_vulnerabilities: bool

    def within(self, context: ScoreContext) -> tuple[Factors, int]:
        """Return all that makes up the score in this context, and the score."""
        factors = self.gain
        if self.is_on_paths:
            factors += context.reach
        if self.is_on_every_node:
            factors += context.every_node
        if context.scopes:
            factors += tuple([scope for name, scope in context.scopes.items() if name in self.permissions])
        if self.reads_vulnerabilities:
            factors += context.exploited
        factors += context.exposed if self.is_used_by_callers else context.inside
        shift = points_of(factors)
        limit = self.limit
        if -limit <= shift <= limit:
            return self.start + factors, self.base + shift
        within = limit if shift > 0 else -limit
        return (*self.start, *factors, ScoreFactor("limit", within - shift)), self.base + within


def _share_of(rule: Rule, situated: SituatedSeverity) -> RuleShare:
    is_gap = is_hardening_gap(rule, situated.severity)
    base, limit = _band(situated.severity, is_gap=is_gap)
    start = _start(rule, situated, base, is_gap=is_gap)
    return RuleShare(
        severity=situated.severity,
        start=start,
        base=base,
        limit=limit,
        gain=(ScoreFactor("gain", _GAINS[rule.gains], value=rule.gains),) if rule.gains else (),
        is_gap=is_gap,
        is_used_by_callers=rule.gains in _GAINED_BY_CALLERS,
        is_on_paths=bool(rule.methods.get("stride")),
        is_on_every_node=rule.gains == "node-control",
        permissions=tuple(
            [name for name, fact in _PERMISSIONS.items() if {(name, fact), (name, "rules")} & {*rule.asks}]
        ),
        reads_vulnerabilities=any(fact == "vulnerabilities" for _, fact in rule.asks),
    )


def _start(rule: Rule, situated: SituatedSeverity, base: int, *, is_gap: bool) -> Factors:
    """The severity of the rule, and what the situation makes of it; they add up to `base`."""
    own = _band(rule.severity, is_gap=is_gap)[0]
    start = ScoreFactor("severity", own, value=rule.severity)
    if situated.severity == rule.severity:
        return (start,)
    return (start, ScoreFactor("situation", base - own, value=situated.because))


def context_factors(variables: Mapping[str, Mapping[str, Any]], reach: Reach | None = None) -> ScoreContext:
    """Return what a context adds to the scores of its threats, in the order of Factor.

    Reach by attackers, exposure to the internet, the criticality of the component and the classification of
    its data count; what is unknown, or not computed, adds nothing.
    """
    around = [variables[name] for name in _AROUND if name in variables]
    criticality = _highest("criticality", "criticality", _CRITICALITY, around)
    data = _highest("data", "data_classification", _CLASSIFICATION, around)
    exposure, impact = _exposure(around), criticality + data
    scopes, every_node, exploited = _scopes(variables), _every_node(variables), _exploited(variables)
    alone = NO_FACTORS[None if reach is None else reach.grade]
    if not (exposure or impact or scopes or every_node or exploited):
        return alone
    inside = tuple([replace(one, points=(one.points + 1) // 2) for one in exposure])
    return ScoreContext(alone.reach, exposure + impact, inside + impact, scopes, every_node, exploited)


def unusual(severity: Severity, score: int, element: str, fact: str, value: FactValue) -> Factors:
    """What a possible threat loses that a usual value rules out: it scores like one that only informs.

    `score` is what it has without; `element` is the uid of what has the fact.
    """
    points = max(BASE_SCORES["info"] - BASE_SCORES[severity], -score)
    return (ScoreFactor("usual", points, element, fact, value),) if points else ()


def points_of(factors: Factors) -> int:
    """Return what the factors add up to."""
    return sum([one.points for one in factors])


def risk_order(factors: Factors) -> tuple[int, int]:
    """Return what decides between equal scores: the sum without the limit of the band, then the gain."""
    unlimited = gain = 0
    for one in factors:  # in one go, as all threats are sorted by it
        factor = one.factor
        if factor != "limit":
            unlimited += one.points
            if factor == "gain":
                gain += one.points
    return -unlimited, -gain


def _scopes(variables: Mapping[str, Mapping[str, Any]]) -> dict[str, ScoreFactor]:
    """How far permissions reach: the cluster, or one namespace."""
    scopes = {}
    for holder, fact in _PERMISSIONS.items():
        records = variables[holder].get(fact) if holder in variables else None
        if records:
            scope = "cluster" if any(one["scope"] == "cluster" for one in records) else "namespace"
            scopes[holder] = ScoreFactor("scope", _SCOPE[scope], variables[holder]["uid"], fact, scope)
    return scopes


def _every_node(variables: Mapping[str, Mapping[str, Any]]) -> Factors:
    pod = variables.get("pod")
    if pod is None or pod.get("controller") != "DaemonSet":
        return ()
    return (ScoreFactor("scope", _SCOPE["every node"], pod["uid"], "controller", "DaemonSet"),)


def _exploited(variables: Mapping[str, Mapping[str, Any]]) -> Factors:
    for name in ("self", "image"):
        facts = variables.get(name, {})
        for one in facts.get("vulnerabilities") or ():
            if one["exploited"] and one["status"] == "affected":
                return (ScoreFactor("exploited", _EXPLOITED, facts["uid"], "vulnerabilities", one["id"]),)
    return ()


def overridden_score(severity: str, *, computed: str, score: int, is_gap: bool) -> int:
    """Return the score of a threat to which a person gave another severity: its context counts as before.

    A hardening gap stays below the weaknesses unless the person rates it high or critical.
    """
    base, limit = _band(severity, is_gap=is_gap)
    shift = score - _band(computed, is_gap=is_gap)[0]
    return max(0, min(100, base + max(-limit, min(limit, shift))))


def _exposure(around: list[Mapping[str, Any]]) -> Factors:
    """Reached from the internet, or called by what is."""
    for fact, points in _EXPOSURE.items():
        for facts in around:
            if facts.get(fact):
                return (ScoreFactor("exposure", points, facts["uid"], fact, facts[fact]),)
    return ()


def _highest(
    factor: Factor, fact: str, points: Mapping[str, int], around: list[Mapping[str, Any]]
) -> Factors:
    """The factor of the element around with the highest points, if any element has the fact."""
    known = [facts for facts in around if facts.get(fact) in points]
    if not known:
        return ()
    top = max(known, key=lambda facts: points[facts[fact]])
    return (ScoreFactor(factor, points[top[fact]], top["uid"], fact, top[fact]),)
