"""What reports show of a model, as plain values. Readers fill them, sections read them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from threatmodel.reports.document import Stamp


@dataclass(frozen=True, slots=True)
class ElementContent:
    """An element, with its place on the canvas where it has one. `is_zone`: it is drawn around others."""

    uid: str
    name: str
    kind: str
    kind_label: str
    roles: tuple[str, ...]
    parent: str | None
    is_zone: bool
    is_drawn: bool
    file: str
    box: tuple[float, float, float, float] | None  # x, y, width, height in pixels


@dataclass(frozen=True, slots=True)
class FlowContent:
    """A flow between two elements, by uid."""

    uid: str
    name: str
    source: str
    destination: str
    protocol: str
    port: str
    encrypted: bool | None  # None: not known
    authenticated: bool | None
    origin: str


@dataclass(frozen=True, slots=True)
class EvidenceContent:
    """A fact that a rule fired on, and the line of a file that says it; none where a person does."""

    label: str
    value: str
    element: str
    file: str
    line: int
    by_person: bool = False

    @property
    def place(self) -> str:
        """The file and line; empty where no file says it."""
        return f"{self.file}:{self.line}" if self.file and self.line else self.file


@dataclass(frozen=True, slots=True)
class FactorContent:
    """One part of a score: how many points, and the fact that they come from."""

    label: str
    points: int
    fact: str


@dataclass(frozen=True, slots=True)
class ThreatContent:
    """A threat of the list."""

    number: int  # 0: the list of the model has never had it
    title: str
    severity: str
    score: int
    status: str
    certainty: str  # found or possible
    rule: str  # empty: a person wrote it
    subject: str
    subject_uid: str
    subject_kind: str
    categories: tuple[str, ...]
    evidence: tuple[EvidenceContent, ...] = ()
    factors: tuple[FactorContent, ...] = ()
    mitigations: tuple[int, ...] = ()
    reason: str = ""
    owner: str = ""
    due: dt.date | None = None
    description: str = ""  # of one that a person wrote, and of an attack scenario
    severity_reason: str = ""  # where a person gave it another severity than its rule
    resolution: str = ""  # why it is gone; empty while it is not

    @property
    def name(self) -> str:
        """Its number with the letter; nothing for one that the list of the model has never had."""
        return f"T{self.number}" if self.number else "–"


@dataclass(frozen=True, slots=True)
class ReferenceContent:
    """An entry of a public catalog."""

    id: str
    label: str
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class ControlContent:
    """A control that helps against the threats of a rule."""

    title: str
    how: str


@dataclass(frozen=True, slots=True)
class RuleContent:
    """What all threats of a rule share."""

    id: str
    title: str
    why: str
    references: tuple[ReferenceContent, ...]
    controls: tuple[ControlContent, ...]


@dataclass(frozen=True, slots=True)
class CitingRule:
    """The clauses that a rule refers to, the kinds that it applies to, and the facts that it rests on.

    Without facts it rests on derived ones, which every model has.
    """

    references: tuple[str, ...]
    kinds: tuple[str, ...]
    facts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ExcerptContent:
    """Lines of an imported file, redacted when it was imported. `marked` are those that facts come from."""

    file: str
    first: int
    lines: tuple[str, ...]
    marked: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MitigationContent:
    """A mitigation with the numbers of the threats it treats."""

    number: int
    title: str
    status: str
    proof: str
    owner: str
    due: dt.date | None
    effort: str
    cost: int | None
    threats: tuple[int, ...]
    severity: str  # of its worst threat; empty without any


@dataclass(frozen=True, slots=True)
class AcceptanceContent:
    """A request to accept risk, and what was decided."""

    number: int
    title: str
    severity: str
    status: str
    residual_risk: str
    justification: str
    conditions: str
    expires_on: dt.date
    threats: tuple[int, ...]
    requested_by: str
    requested_at: dt.datetime
    decided_by: str
    decided_at: dt.datetime | None
    decision_note: str


@dataclass(frozen=True, slots=True)
class QuestionContent:
    """An open question, and how many threats of each severity may come of its answer."""

    subject: str
    kind: str
    fact: str
    text: str
    could_raise: tuple[tuple[str, int], ...]
    assigned_to: str


GridLine: TypeAlias = tuple[str, str, str, Mapping[str, str]]
"""uid, kind, name, and {category: state}."""


@dataclass(frozen=True, slots=True)
class GridContent:
    """The coverage grid of a method: elements and flows with a state for each category that applies."""

    method: str
    name: str
    categories: tuple[tuple[str, str, str], ...]  # id, letter, name
    settled: int
    applicable: int
    lines: tuple[GridLine, ...]


@dataclass(frozen=True, slots=True)
class StageContent:
    """A stage of PASTA with its tables."""

    number: int
    name: str
    status: str
    checks: tuple[tuple[str, bool, str], ...]  # title, met, what is missing
    tables: tuple[tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...], int], ...]
    # title, columns, rows, how many rows there are in all


@dataclass(frozen=True, slots=True)
class GoalContent:
    """A goal of attackers, with the steps of the likeliest path, and its attack tree as a picture."""

    title: str
    element: str
    worth: str
    score: int | None
    paths: int
    possible: int
    entry_points: int
    exposed_workloads: int
    attackers: tuple[str, ...]
    steps: tuple[tuple[str, str, str, str], ...] = ()  # step, from, to, technique
    tree: bytes = b""  # SVG; empty where it is too large
    goals: int = 1  # that differ only in where they are
    of_goals: int = 1  # of the model


@dataclass(frozen=True, slots=True)
class DifferenceContent:
    """What differs since an earlier state, by kind of change and subject."""

    what: str  # added, changed or removed
    on: str
    kind: str
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class ChangesContent:
    """Everything that differs since the state that is called `since`."""

    since: str
    at: dt.datetime | None
    differences: tuple[DifferenceContent, ...] = ()
    new_threats: tuple[tuple[int | None, str, str, str], ...] = ()  # number, severity, title, subject
    gone_threats: tuple[tuple[int | None, str, str, str], ...] = ()
    problem: str = ""  # why threats, or states, could not be compared


@dataclass(frozen=True, slots=True)
class DataSetContent:
    """A data set of the model."""

    name: str
    classification: str
    personal: str
    subjects: str
    retention: str


@dataclass(frozen=True, slots=True)
class ApprovalContent:
    """That somebody approved a version. `withdrawn_at` is None unless that was taken back."""

    version: str
    by: str
    at: dt.datetime
    withdrawn_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class ReportContent:
    """What a report is made of. Sections that are not asked for leave their part empty."""

    name: str
    team: str
    stamp: Stamp
    description: str = ""
    owner: str = ""
    analyzed: bool = True  # whether the analysis is of this state
    files: tuple[str, ...] = ()
    elements: tuple[ElementContent, ...] = ()
    flows: tuple[FlowContent, ...] = ()
    data_sets: tuple[DataSetContent, ...] = ()
    exclusions: tuple[tuple[str, str], ...] = ()  # out of scope: what, why
    threats: tuple[ThreatContent, ...] = ()
    rules: Mapping[str, RuleContent] = field(default_factory=dict)
    citing_rules: Mapping[str, CitingRule] = field(default_factory=dict)  # all that are on, by id
    known_facts: frozenset[str] = frozenset()  # names of facts that anything in the model has
    file_facts: frozenset[str] = frozenset()  # of these, those that files say
    file_kinds: frozenset[str] = frozenset()  # kinds and roles of what files say
    excerpts: tuple[ExcerptContent, ...] = ()
    mitigations: tuple[MitigationContent, ...] = ()
    acceptances: tuple[AcceptanceContent, ...] = ()
    questions: tuple[QuestionContent, ...] = ()
    waiting_rules: frozenset[str] = frozenset()  # rules that wait for an answer
    grids: tuple[GridContent, ...] = ()
    stages: tuple[StageContent, ...] = ()
    goals: tuple[GoalContent, ...] = ()
    pod_security: Mapping[str, Any] | None = None
    changes: ChangesContent | None = None
    approvals: tuple[ApprovalContent, ...] = ()
    earlier: str = ""  # of an earlier version: which one, and what is shown of it
