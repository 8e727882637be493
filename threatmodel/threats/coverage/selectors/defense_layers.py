"""Which layers of defense act against the threats of each element, and where a single one or none does.

A layer is the stage of the lifecycle in which a control acts; its function is to prevent, detect or correct.
A layer acts where a mitigation with such a control is implemented or verified, is planned where it is to be,
and is recommended where the rules name a control. A mitigation without a control belongs to no layer.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from threatmodel.architecture.api.selectors.threat_subjects import subject_row
from threatmodel.architecture.models import ThreatModel
from threatmodel.engine.library.loader import load_library
from threatmodel.engine.library.taxonomies import CONTROL_CATEGORIES, LIFECYCLE
from threatmodel.library.choices import SEVERITIES
from threatmodel.library.selectors.team_library import team_controls
from threatmodel.threats.choices import DONE, UNFINISHED
from threatmodel.threats.control_suggestions.selectors import controls_of_rules
from threatmodel.threats.mitigations.models import Treatment
from threatmodel.threats.risk.selectors.risk_stages import COUNTED
from threatmodel.threats.threats.models import Threat

Row = dict[str, Any]
# Of a cell, the strongest first; an empty cell says nothing.
LAYER_STATES: Final = ("acting", "planned", "recommended")
DEFENSE_GAPS: Final = ("single-layer", "no-layer", "no-detection")
_THREATS_LISTED: Final = 8  # of an element, the worst; its count includes the others
_CRITICAL: Final[Mapping[str, frozenset[str]]] = {
    "criticality": frozenset({"high", "critical"}),
    "data_classification": frozenset({"restricted"}),
}


@dataclass(slots=True)
class _Cells:
    """The state of each layer and of each function."""

    layers: dict[str, str] = field(default_factory=dict)
    functions: dict[str, str] = field(default_factory=dict)

    def add(self, state: str, layer: str, function: str) -> None:
        _keep_strongest(self.layers, layer, state)
        _keep_strongest(self.functions, function, state)

    def join(self, other: "_Cells") -> None:
        for layer, state in other.layers.items():
            _keep_strongest(self.layers, layer, state)
        for function, state in other.functions.items():
            _keep_strongest(self.functions, function, state)

    @property
    def acting(self) -> list[str]:
        return [layer for layer in LIFECYCLE if self.layers.get(layer) == "acting"]


def _keep_strongest(cells: dict[str, str], place: str, state: str) -> None:
    cells[place] = min(cells.get(place, state), state, key=LAYER_STATES.index)


@dataclass(frozen=True, slots=True)
class _Threat:
    """A threat with its cells."""

    id: uuid.UUID
    number: int
    title: str
    severity: str
    cells: _Cells

    def row(self) -> Row:
        return {
            "number": self.number,
            "title": self.title,
            "severity": self.severity,
            "layers": [
                {"id": layer, "state": state} for layer, state in _ordered(self.cells.layers, LIFECYCLE)
            ],
        }


@dataclass(frozen=True, slots=True)
class _Line:
    """An element or flow with its threats, the worst first."""

    subject: Row
    critical: bool
    threats: Sequence[_Threat]
    cells: _Cells

    @property
    def single(self) -> list[_Threat]:
        return [one for one in self.threats if len(one.cells.acting) == 1]

    @property
    def bare(self) -> list[_Threat]:
        return [one for one in self.threats if not one.cells.acting]

    @property
    def undetected(self) -> bool:
        return self.critical and self.cells.functions.get("detective") != "acting"

    def gaps(self) -> dict[str, int]:
        """How many threats, or critical elements, each gap has here."""
        return {
            "single-layer": len(self.single),
            "no-layer": len(self.bare),
            "no-detection": int(self.undetected),
        }

    def row(self, gaps: Iterable[str]) -> Row:
        shown = self._shown(set(gaps))
        return {
            "subject": self.subject,
            "critical": self.critical,
            "undetected": self.undetected,
            "threats": len(shown),
            "single_layer": len(self.single),
            "no_layer": len(self.bare),
            "layers": [
                {"id": layer, "state": state} for layer, state in _ordered(self.cells.layers, LIFECYCLE)
            ],
            "functions": [
                {"id": function, "state": state}
                for function, state in _ordered(self.cells.functions, CONTROL_CATEGORIES)
            ],
            "listed": [one.row() for one in shown[:_THREATS_LISTED]],
        }

    def _shown(self, gaps: set[str]) -> Sequence[_Threat]:
        """The threats that have one of the gaps; all without such a gap."""
        of_threats = {"single-layer": self.single, "no-layer": self.bare}
        if not gaps & of_threats.keys():
            return self.threats
        numbers = {one.number for gap in gaps & of_threats.keys() for one in of_threats[gap]}
        return [one for one in self.threats if one.number in numbers] or self.threats


@dataclass(frozen=True, slots=True)
class DefenseLayers:
    """The lines that a query finds, and the gaps of the whole model."""

    lines: Sequence[_Line]
    gaps: Mapping[str, int]
    wanted: Sequence[str]

    def rows(self, lines: Sequence[_Line]) -> list[Row]:
        """Return some of the lines as the API shows them."""
        return [line.row(self.wanted) for line in lines]


def defense_layers_of(*, model: ThreatModel, query: Mapping[str, Any]) -> DefenseLayers:
    """Return elements and flows with the layers that act, the least defended first. Four queries."""
    lines = list(_lines(model))
    totals = {gap.replace("-", "_"): sum(line.gaps()[gap] for line in lines) for gap in DEFENSE_GAPS}
    words, wanted = query["search"].strip().lower(), query["gap"]
    found = [
        line
        for line in lines
        if (not wanted or any(line.gaps()[gap] for gap in wanted))
        and (not words or words in line.subject["name"].lower() or words in line.subject["uid"].lower())
    ]
    found.sort(key=_least_defended)
    return DefenseLayers(found, totals, wanted)


def _least_defended(line: _Line) -> tuple[Any, ...]:
    worst = min(SEVERITIES.index(one.severity) for one in line.threats)
    return (not line.undetected, worst, -len(line.bare), -len(line.single), line.subject["name"])


def _lines(model: ThreatModel) -> Iterator[_Line]:
    """Every element or flow with threats that count. Four queries."""
    threats = Threat.objects.filter(model=model, status__in=COUNTED).exclude(subject_uid="")
    columns = (
        "id", "number", "title", "severity", "rule", "subject_uid", "subject_name", "subject_kind",
        "element_id", "flow_id", "factors",
    )  # fmt: skip
    cells = _Stacked(model)
    of_subject: dict[str, list[_Threat]] = defaultdict(list)
    subjects: dict[str, Row] = {}
    critical: set[str] = set()
    for row in threats.order_by("-score", "number").values(*columns):
        uid = row["subject_uid"]
        subjects[uid] = subject_row(
            row["element_id"] or row["flow_id"], uid=uid, name=row["subject_name"], kind=row["subject_kind"]
        )
        one = _Threat(
            row["id"], row["number"], row["title"], row["severity"], cells.of(row["id"], row["rule"])
        )
        of_subject[uid].append(one)
        if _makes_critical(uid, row["factors"]):
            critical.add(uid)
    for uid, found in of_subject.items():
        together = _Cells()
        for one in found:
            together.join(one.cells)
        yield _Line(subjects[uid], uid in critical, found, together)


class _Stacked:
    """Knows the layers of each threat: of its mitigations, and of the controls that its rule names."""

    def __init__(self, model: ThreatModel) -> None:
        self._controls = {**load_library().controls, **team_controls(team_id=model.team_id)}
        self._rules = controls_of_rules(team_id=model.team_id)
        self._treated: dict[uuid.UUID, list[tuple[str, str]]] = defaultdict(list)
        treating = Treatment.objects.filter(mitigation__model=model).exclude(mitigation__control="")
        for threat, control, status in treating.values_list(
            "threat_id", "mitigation__control", "mitigation__status"
        ):
            self._treated[threat].append((control, status))

    def of(self, threat: uuid.UUID, rule: str) -> _Cells:
        """Return the cells of one threat."""
        cells = _Cells()
        for control in self._rules.get(rule, ()):
            self._add(cells, "recommended", control)
        for control, status in self._treated.get(threat, ()):
            if status in DONE:
                self._add(cells, "acting", control)
            elif status in UNFINISHED:
                self._add(cells, "planned", control)
        return cells

    def _add(self, cells: _Cells, state: str, control: str) -> None:
        if known := self._controls.get(control):
            cells.add(state, known.lifecycle, known.category)


def _makes_critical(uid: str, factors: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the business or the data of the element itself, as a score has them, are critical."""
    return any(
        one.get("value") in _CRITICAL.get(one.get("fact", ""), ()) and one.get("element") == uid
        for one in factors
    )


def _ordered(cells: Mapping[str, str], order: Iterable[str]) -> list[tuple[str, str]]:
    return [(place, cells[place]) for place in order if place in cells]
