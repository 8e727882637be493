"""An attack scenario: an attacker, steps from an entry point to a goal, and the part of one component in it.

It is stored with the threat that it is listed as, so it names elements by uid and threats by fingerprint.
"""

from collections.abc import Mapping
from typing import Final, Literal, get_args

from threatmodel.engine.analysis.fact_evidence import Evidence
from threatmodel.engine.library.attack_steps import COSTS, GRADES, Difficulty, Grade, Level
from threatmodel.engine.library.taxonomies import SEVERITIES, Severity
from threatmodel.engine.model.struct_base import Record

Role = Literal["entry-point", "stepping-stone", "target"]
Likelihood = Literal["high", "medium", "low"]
Risk = Literal["critical", "high", "medium", "low"]
Impact = Literal["critical", "high", "medium", "low", "unrated"]
Property = Literal["confidentiality", "integrity", "availability"]

METHOD: Final = "pasta"
"""The method that lists components with their scenarios."""
RULE_PREFIX: Final = "scenario:"
"""What the rule of a threat begins with that is an attack scenario."""
_IMPACTS: Final[tuple[Impact, ...]] = ("critical", "high", "medium", "low", "low")  # by severity
_RISKS: Final[tuple[Risk, ...]] = get_args(Risk)
PROPERTIES: Final[tuple[Property, ...]] = get_args(Property)
_READ: Final[tuple[Property, ...]] = ("confidentiality",)
_CHANGED: Final[tuple[Property, ...]] = ("integrity", "availability")
# Who changes content can delete it. Who runs code in a component, or acts in its name, reads, changes and
# stops it. The three are those of FIPS 199, section 3.
_VIOLATED: Final[Mapping[Level, tuple[Property, ...]]] = {
    "reach": (),
    "read": _READ,
    "write": _CHANGED,
    "execute": PROPERTIES,
    "root": PROPERTIES,
    "assume": PROPERTIES,
    "admin": PROPERTIES,
}
_REMOTE: Final = 0.2  # a likelihood below it lowers an unrated risk by one more level
_LIKELIHOODS: Final[tuple[tuple[Likelihood, float], ...]] = (("high", 0.7), ("medium", 0.4), ("low", 0.0))


class Weakness(Record, frozen=True):
    """A threat that rests on a fact because of which a step is possible."""

    fingerprint: str
    rule: str
    title: str


class ScenarioStep(Record, frozen=True):
    """One step of a scenario, and the facts because of which it is possible.

    `subject` is the element or flow that has these facts; `weaknesses` are the threats that rest on the same
    facts. `waits_for` is the fact without which it is only possible, as (uid, name).
    """

    step: str
    title: str
    source: str
    source_level: str
    target: str
    target_level: str
    subject: str
    technique: str
    difficulty: Difficulty
    grade: Grade
    evidence: tuple[Evidence, ...]
    controls: tuple[str, ...]
    weaknesses: tuple[Weakness, ...] = ()
    waits_for: tuple[str, str] | None = None


class Objective(Record, frozen=True):
    """What the business depends on: uids of elements and data sets, and how bad it is if they are harmed.

    `properties` says how bad the loss of each is. Without any, each control over them counts as `impact`.
    """

    id: str
    title: str
    impact: Severity
    depends_on: tuple[str, ...]
    properties: tuple[tuple[Property, Severity], ...] = ()

    def impact_of(self, level: Level) -> Severity | None:
        """How bad this control over what it depends on is in the hands of an attacker; None for no harm."""
        if not self.properties:
            return self.impact
        harmed = [severity for name, severity in self.properties if name in _VIOLATED[level]]
        return min(harmed, key=SEVERITIES.index, default=None)


class Scenario(Record, frozen=True):
    """The part of one component in the attacks of one attacker on one goal; the steps are those of the best.

    `is_assumed`: nothing says that the attacker can start there. `targets` are the uids that are attacked,
    that of the steps first. `paths` counts the paths that the row stands for, and `sharing` the workloads
    from which the attacker can take the same one. `inherent` is how likely it is by the facts of the model,
    0 to 1; `residual` with the controls in `done`, as (control, uid of the element or flow): None if they
    cut it. `planned` is what would be left with each set of countermeasures, by its id.
    """

    role: Role
    attacker: str
    attacker_name: str
    is_assumed: bool
    goal: str
    goal_title: str
    entry: str
    targets: tuple[str, ...]
    steps: tuple[ScenarioStep, ...]
    cost: int
    inherent: float
    residual: float | None
    objectives: tuple[Objective, ...] = ()
    done: tuple[tuple[str, str], ...] = ()
    paths: int = 1
    sharing: int = 1
    planned: tuple[tuple[str, float | None], ...] = ()

    @property
    def impact(self) -> Impact:
        """The worst impact on the objectives that are harmed; unrated without one."""
        worst = min((SEVERITIES.index(one.impact) for one in self.objectives), default=None)
        return "unrated" if worst is None else _IMPACTS[worst]

    @property
    def grade(self) -> Grade:
        """How sure it is: as its least sure step."""
        return max((step.grade for step in self.steps), key=GRADES.index)

    @property
    def skill(self) -> Difficulty:
        """How hard its hardest step is."""
        return max((step.difficulty for step in self.steps), key=lambda one: COSTS[one])

    @property
    def likelihood(self) -> Likelihood:
        """How likely it is by the facts of the model."""
        return likelihood_level(self.inherent)

    @property
    def inherent_risk(self) -> Impact:
        """The risk by the facts of the model; unrated without an impact."""
        return self._risk(self.inherent)

    @property
    def residual_risk(self) -> Impact | Literal["none"]:
        """The risk that is left with what is done."""
        return "none" if self.residual is None else self._risk(self.residual)

    def _risk(self, likelihood: float) -> Impact:
        impact = self.impact
        return impact if impact == "unrated" else risk_level(impact, likelihood, is_assumed=self.is_assumed)


def likelihood_level(likelihood: float) -> Likelihood:
    """Return the level of a likelihood in 0..1."""
    return next(level for level, least in _LIKELIHOODS if likelihood >= least)


def risk_level(worth: Severity, likelihood: float, *, is_assumed: bool) -> Risk:
    """Return the level of risk: one lower with each level of likelihood, and for a start that is assumed."""
    steps = ("high", "medium", "low").index(likelihood_level(likelihood)) + is_assumed
    return _lower(worth, steps)


def unrated_risk_level(worth: Severity, likelihood: float, *, is_assumed: bool) -> Risk:
    """Return the level of risk where nobody has said what the target is worth, only its kind.

    A remote likelihood, as of a chain of two faults that nothing shows, is one lower again.
    """
    return _lower(risk_level(worth, likelihood, is_assumed=is_assumed), int(likelihood < _REMOTE))


def _lower(level: Severity, steps: int) -> Risk:
    return _RISKS[min(SEVERITIES.index(level) + steps, len(_RISKS) - 1)]


def risk_points(worth: Severity, likelihood: float | None, *, is_assumed: bool) -> float:
    """Return likelihood times impact, 0 to 4, by which changes are compared; half for an assumed start.

    Zero where nothing is left, which is a likelihood of None.
    """
    weight = max(len(_RISKS) - SEVERITIES.index(worth), 1)
    return weight * (likelihood or 0.0) * start_weight(is_assumed=is_assumed)


def start_weight(*, is_assumed: bool) -> float:
    """Return what a likelihood counts in comparisons, 0 to 1: half where the start is assumed."""
    return 0.5 if is_assumed else 1


def scenario_rule(attacker: str, goal: str) -> str:
    """Return the rule of the threats that list the attacks of an attacker on a goal."""
    return f"{RULE_PREFIX}{attacker}:{goal}"
