"""What every format writes: the model, its analysis, problems and times."""

from collections.abc import Mapping

from threatmodel.engine.analysis.paths.path_types import NO_PATHS, AttackPaths
from threatmodel.engine.analysis.report_diff import ReportDiff
from threatmodel.engine.analysis.rule_evaluation import Analysis, Threat
from threatmodel.engine.analysis.stated_decisions import DecidedThreat
from threatmodel.engine.exporters.scenarios import listed
from threatmodel.engine.gate.repository import Repository
from threatmodel.engine.gate.suppressions import SuppressedThreat
from threatmodel.engine.gate.verdict import Verdict
from threatmodel.engine.importers.import_problems import Problem
from threatmodel.engine.model import Model
from threatmodel.engine.model.bulkhead_yaml_statements import Statement
from threatmodel.engine.model.diagram_positions import Place
from threatmodel.engine.model.imported_threats import ImportedThreat
from threatmodel.engine.model.struct_base import Record


class Report(Record, frozen=True):
    """One analysis of one input: the time of each step (s), and what differs from a baseline.

    Threats that a policy suppresses, or that bulkhead.yaml decides, are not in the analysis; `needs_info` are
    the fingerprints of those of which people want to know more, and `mitigations` what it states of threats,
    by their fingerprint. `verdict` is that of the gate, if any. `imported_threats` are those that models of
    other tools list; nothing here counts or judges them. `places` are those of their diagrams, by uid.
    """

    model: Model
    analysis: Analysis
    problems: tuple[Problem, ...] = ()
    seconds: Mapping[str, float] = {}
    changes: ReportDiff | None = None
    paths: AttackPaths = NO_PATHS
    suppressed: tuple[SuppressedThreat, ...] = ()
    decided: tuple[DecidedThreat, ...] = ()
    needs_info: frozenset[str] = frozenset()
    mitigations: Mapping[str, tuple[Statement, ...]] = {}
    verdict: Verdict | None = None
    repository: Repository = Repository()
    imported_threats: tuple[ImportedThreat, ...] = ()
    places: Mapping[str, Place] = {}

    def judged(self) -> list[Threat]:
        """Return the listed threats, and all that fail the gate: attack scenarios may too."""
        failed = self.verdict.failed if self.verdict else ()
        both = (*listed(self.analysis.threats), *failed)
        return list({threat.fingerprint: threat for threat in both}.values())
