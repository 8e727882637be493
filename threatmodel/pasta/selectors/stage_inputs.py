"""What all stages are computed from: the model, its threats, mitigations and paths, and people's rows."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from threatmodel.architecture.api.selectors.loaded_models import LoadedModel, model_loaded
from threatmodel.architecture.api.selectors.threat_subjects import Subject
from threatmodel.architecture.models import ThreatModel
from threatmodel.attack_paths.models import GoalResult
from threatmodel.attack_paths.selectors.attackers_and_crown_jewels import attacker_rows
from threatmodel.attack_paths.selectors.goals import group_text, placed_text
from threatmodel.engine.analysis.attack_scenario import RULE_PREFIX
from threatmodel.engine.analysis.data_set_facts import is_outside
from threatmodel.engine.analysis.evaluation_context import ContextBuilder
from threatmodel.engine.model import Element, Flow, Model
from threatmodel.pasta.models import (
    ComplianceRequirement,
    CountermeasureSet,
    ImpactCriterion,
    IntelligenceItem,
    Objective,
    RiskAppetite,
    ScopeExclusion,
)
from threatmodel.pasta.selectors.scenario_risk import SCENARIO_COLUMNS, ScenarioRisk, scenario_risks
from threatmodel.pasta.selectors.stage_content import Row
from threatmodel.pasta.selectors.stage_records import (
    APPETITE,
    COUNTERMEASURES,
    CRITERION,
    EXCLUSION,
    INTELLIGENCE,
    OBJECTIVE,
    REQUIREMENT,
    RecordKind,
    records_of,
)
from threatmodel.pasta.selectors.stored_paths import StoredPaths, stored_paths
from threatmodel.threats.analysis.models import ModelCounters
from threatmodel.threats.mitigations.models import Mitigation, Treatment
from threatmodel.threats.threats.models import Threat

Facts = dict[str, Any]
_THREAT: Final = (
    "rule", "number", "title", "severity", "score", "status",
    "subject_uid", "subject_name", "subject_kind",
)  # fmt: skip

_SCENARIO: Final = ("number", "status", "subject_uid", "subject_name")


@dataclass(frozen=True)
class System:
    """A model with what belongs to it; each part is read when a stage first asks for it."""

    model: ThreatModel

    @cached_property
    def loaded(self) -> LoadedModel:
        """The architecture, as rows and as a graph."""
        return model_loaded(self.model)

    @property
    def graph(self) -> Model:
        """The active architecture."""
        return self.loaded.graph

    @property
    def names(self) -> Mapping[str, Subject]:
        """Elements and flows by uid, as other parts of the application name them."""
        return self.loaded.names

    @property
    def facts(self) -> ContextBuilder:
        """Known and derived facts of elements and flows."""
        return self.loaded.facts

    @cached_property
    def attack(self) -> StoredPaths:
        """The newest attack paths: the only place of this app that reads them."""
        return stored_paths(model=self.model)

    @cached_property
    def goal_groups(self) -> Mapping[str, Sequence[GoalResult]]:
        """Goals that differ only in where they are, by the key of the most exposed; not across scope."""
        groups: dict[tuple[str, str | None], list[GoalResult]] = {}
        for goal in self.attack.goals:
            group = goal.group or goal.key, self.excluded_by(goal.element_uid)
            groups.setdefault(group, []).append(goal)
        return {same[0].key: same for same in groups.values()}

    def group_name(self, goal: GoalResult) -> str:
        """What the first of a group is called, with where the others are."""
        return group_text(self.goal_groups[goal.key], self.name(goal.element_uid))

    def goal_name(self, goal: GoalResult) -> str:
        """What one goal is called by itself."""
        return f"{goal.title}: {placed_text(goal, self.name(goal.element_uid))}"

    @cached_property
    def attackers(self) -> Sequence[Facts]:
        """The attackers of the model that are switched on."""
        return [one for one in attacker_rows(model=self.model, names=self.names) if one["enabled"]]

    @cached_property
    def threats(self) -> Sequence[Facts]:
        """Found threats that an analysis still finds, the worst first; without attack scenarios.

        `treated` says whether a mitigation is to help that was not rejected.
        """
        treated = Treatment.objects.filter(threat=OuterRef("pk")).exclude(mitigation__status="rejected")
        found = self._found.exclude(rule__startswith=RULE_PREFIX).order_by("-score", "number")
        return list(found.annotate(treated=Exists(treated)).values(*_THREAT, "treated"))

    @property
    def _found(self) -> QuerySet[Threat]:
        return Threat.objects.filter(model=self.model).exclude(status="resolved")

    @cached_property
    def threats_in_scope(self) -> Sequence[Facts]:
        """Those threats without what stage 2 leaves out."""
        return [one for one in self.threats if not self.is_out_of_scope(one["subject_uid"])]

    @cached_property
    def threats_about(self) -> Mapping[str, Sequence[Facts]]:
        """The same by the uid of what they are about."""
        found: dict[str, list[Facts]] = {}
        for one in self.threats_in_scope:
            found.setdefault(one["subject_uid"], []).append(one)
        return found

    @cached_property
    def scenarios(self) -> Sequence[ScenarioRisk]:
        """What attack scenarios say of risk."""
        found = self._found.filter(rule__startswith=RULE_PREFIX)
        return scenario_risks(found.values(*_SCENARIO, *SCENARIO_COLUMNS))

    @cached_property
    def scenarios_in_scope(self) -> Sequence[ScenarioRisk]:
        """Those scenarios without what stage 2 leaves out."""
        return [one for one in self.scenarios if not self.is_out_of_scope(one.subject_uid)]

    @cached_property
    def mitigations(self) -> Sequence[Mitigation]:
        """All mitigations, by number; `threats_count` is of those that each is to help against."""
        rows = Mitigation.objects.filter(model=self.model).select_related("owner").order_by("number")
        return list(rows.annotate(threats_count=Count("treatments", filter=~Q(status="rejected"))))

    @cached_property
    def analysis(self) -> Facts:
        """The seq of the newest analysis, -1 before the first, and how many questions are open."""
        unanswered = Count("model__questions", filter=Q(model__questions__answered=False))
        counters = ModelCounters.objects.filter(model=self.model).annotate(questions_open=unanswered)
        return dict(counters.values("analyzed_seq", "questions_open").get())

    @cached_property
    def _records(self) -> Mapping[RecordKind, list[Any]]:
        return records_of(model_id=self._id)

    @property
    def objectives(self) -> list[Objective]:
        """Business objectives."""
        return self._records[OBJECTIVE]

    @property
    def criteria(self) -> list[ImpactCriterion]:
        """Impact criteria."""
        return self._records[CRITERION]

    @property
    def requirements(self) -> list[ComplianceRequirement]:
        """Compliance requirements."""
        return self._records[REQUIREMENT]

    @property
    def appetites(self) -> list[RiskAppetite]:
        """Statements of risk appetite."""
        return self._records[APPETITE]

    @property
    def exclusions(self) -> list[ScopeExclusion]:
        """What is not part of the review."""
        return self._records[EXCLUSION]

    @property
    def countermeasure_sets(self) -> list[CountermeasureSet]:
        """Sets of countermeasures."""
        return self._records[COUNTERMEASURES]

    @property
    def intelligence(self) -> list[IntelligenceItem]:
        """Intelligence items."""
        return self._records[INTELLIGENCE]

    @property
    def _id(self) -> uuid.UUID:
        key: uuid.UUID = self.model.pk
        return key

    # --- scope --------------------------------------------------------------------------------------

    @cached_property
    def excluded(self) -> Mapping[str, str]:
        """The elements out of scope, each with the uid that an exclusion names: itself, or what it is in."""
        named = [uid for one in self.exclusions for uid in one.elements if uid in self.graph.elements]
        return {part: uid for uid in named for part in self.graph.descendants(uid)}

    def is_out_of_scope(self, uid: str) -> bool:
        """Whether an element is out of scope, or a flow between such elements, or from outside to one."""
        return self.excluded_by(uid) is not None

    def excluded_by(self, uid: str) -> str | None:
        """The element of an exclusion because of which something is out of scope."""
        flow = self.graph.flows.get(uid)
        if flow is None:
            return self.excluded.get(uid)
        ends = (flow.source, flow.destination)
        inside = [end for end in ends if not is_outside(self.facts, end)]
        left_out = [self.excluded[end] for end in inside if end in self.excluded]
        return left_out[0] if left_out and len(left_out) == len(inside) else None

    # --- what stages say of elements and flows -----------------------------------------------------

    def elements(self, *kinds: str) -> list[Element]:
        """The elements of these kinds, by the name they go by."""
        found = [self.graph.elements[uid] for kind in kinds for uid in self.graph.of_kind(kind)]
        return sorted(found, key=lambda one: (self.graph.called(one.uid).lower(), one.uid))

    def name(self, uid: str) -> str:
        """What an element or flow is called; the uid for what is not there."""
        if uid in self.graph.elements:
            return self.graph.called(uid)
        flow = self.graph.flows.get(uid)
        return self.flow_name(flow) if flow else uid

    def placed_name(self, uid: str) -> str:
        """What an element is called; with where it is when another of its kind has the same name."""
        name = self.name(uid)
        is_alone = self._named_alike[self.graph.kind_of(uid), name] < 2
        zone = "" if is_alone or uid not in self.graph.elements else self.zone(uid)
        return f"{name} in {zone}" if zone else name

    @cached_property
    def _named_alike(self) -> Mapping[tuple[str, str], int]:
        """How many elements have a kind and a name."""
        return Counter((one.kind, self.graph.called(uid)) for uid, one in self.graph.elements.items())

    def agent_name(self, key: str) -> str:
        """What an attacker is called."""
        return next((str(one["name"]) for one in self.attackers if one["id"] == key), key)

    def flow_name(self, flow: Flow) -> str:
        """What a flow is called."""
        return flow.name or f"{self.name(flow.source)} → {self.name(flow.destination)}"

    def fact(self, uid: str, name: str) -> Any:
        """A known or derived fact of an element; None for an unknown one."""
        return self.facts.values_of(uid).get(name)

    def row(self, element: Element, *values: str, note: str = "") -> Row:
        """The row of an element."""
        return self.row_of(element.uid, element.uid, self.placed_name(element.uid), values, note=note)

    def row_of(
        self, key: str, uid: str, name: str, values: tuple[str, ...], *, severity: str = "", note: str = ""
    ) -> Row:
        """A row that leads to an element or flow, where there is one."""
        flow = self.loaded.rows.flows.get(uid)
        found = flow or self.loaded.rows.elements.get(uid)
        on = "" if found is None else "flow" if flow else "element"
        kind = "flow" if flow else self.graph.kind_of(uid)
        target = str(found.pk) if found else ""
        return Row(key, name, values, kind, on, target, uid, severity=severity, note=note)

    def zone(self, uid: str) -> str:
        """The name of the nearest trust boundary around an element, or an empty text."""
        around = [zone for zone in self.graph.zone_chain(uid) if zone != uid]
        return self.name(around[0]) if around else ""


def word(value: Any) -> str:
    """A fact as a table shows it."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return str(value)


def listed(words: Sequence[str], most: int = 3) -> str:
    """The words with commas; of many, the first ones and how many more."""
    left = len(words) - most
    return ", ".join(words[:most]) + (f" and {left:,} more" if left > 0 else "")


def day(date: dt.date) -> str:
    """A date as pages show it: "Dec 7, 2026"."""
    return f"{date:%b} {date.day}, {date.year}"


def threat_row(threat: Facts) -> Row:
    """The row of a threat."""
    number = str(threat["number"])
    values = (f"T{number}", threat["subject_name"], str(threat["score"]))
    kind, severity, uid = threat["subject_kind"], threat["severity"], threat["subject_uid"]
    return Row(f"T{number}", threat["title"], values, kind, "threat", number, uid, severity=severity)
