"""The models of all rooms, in one module for Django; code imports them from their rooms."""

from threatmodel.threats.acceptances.models import AcceptanceApprover, AcceptedThreat, RiskAcceptance
from threatmodel.threats.analysis.models import AnalysisRun, LibraryUpdate, ModelCounters, ModelReach
from threatmodel.threats.coverage.models import CoverageGrid
from threatmodel.threats.fact_overrides.models import OverrideConfirmation
from threatmodel.threats.mitigation_evidence.models import EvidenceContent, MitigationEvidence
from threatmodel.threats.mitigations.models import Mitigation, MitigationTag, Treatment
from threatmodel.threats.questions.models import Question
from threatmodel.threats.risk.models import RiskMethod, TeamRiskMatrix, ThreatRating
from threatmodel.threats.threats.models import ManualThreat, Scenario, SeverityOverride, Threat
from threatmodel.threats.triage.models import InfoRequest, ThreatTag

__all__ = [
    "AcceptanceApprover",
    "AcceptedThreat",
    "AnalysisRun",
    "CoverageGrid",
    "EvidenceContent",
    "InfoRequest",
    "LibraryUpdate",
    "ManualThreat",
    "Mitigation",
    "MitigationEvidence",
    "MitigationTag",
    "ModelCounters",
    "ModelReach",
    "OverrideConfirmation",
    "Question",
    "RiskAcceptance",
    "RiskMethod",
    "Scenario",
    "SeverityOverride",
    "TeamRiskMatrix",
    "Threat",
    "ThreatRating",
    "ThreatTag",
    "Treatment",
]
