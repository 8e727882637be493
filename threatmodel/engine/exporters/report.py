"""What every format writes: the model, its analysis, and how it came about."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from threatmodel.engine.analysis.diff import Changes
from threatmodel.engine.analysis.rules import Analysis
from threatmodel.engine.importers.problems import Problem
from threatmodel.engine.model import Model


@dataclass(frozen=True, slots=True)
class Report:
    """One analysis of one input: the time of each step (s), and what differs from a baseline."""

    model: Model
    analysis: Analysis
    problems: tuple[Problem, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    changes: Changes | None = None
