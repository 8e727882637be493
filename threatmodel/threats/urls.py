"""Addresses of threats, and of pages that show their counts."""

from django.urls import path

from threatmodel.threats.acceptances.views import (
    AcceptanceDecisionsView,
    AcceptanceOptionsView,
    AcceptanceRevokeView,
    AcceptancesView,
    AcceptanceView,
    AcceptanceWithdrawView,
    TeamAcceptancesView,
)
from threatmodel.threats.analysis.views import (
    AnalysesView,
    BaselineView,
    LibraryUpdateApplyView,
    LibraryUpdateChangesView,
    LibraryUpdateView,
    TeamLibraryUpdatesView,
    ThreatDifferencesView,
)
from threatmodel.threats.control_suggestions.views import ControlPlanView, SuggestionsView
from threatmodel.threats.coverage.views.coverage import CoverageView
from threatmodel.threats.coverage.views.defense_layers import DefenseLayersView
from threatmodel.threats.coverage.views.pod_security import PodSecurityView
from threatmodel.threats.fact_overrides.views import OverrideConfirmView, OverridesView
from threatmodel.threats.mitigation_evidence.views import (
    EvidenceContentView,
    EvidenceListView,
    EvidenceRestoreView,
    EvidenceView,
)
from threatmodel.threats.mitigations.views import (
    MitigationBoardView,
    MitigationCalendarView,
    MitigationsView,
    MitigationTagsView,
    MitigationView,
)
from threatmodel.threats.overview.views.architecture import (
    ArchitectureView,
    CanvasFiltersView,
    CanvasThreatsView,
    ElementsView,
    ElementView,
    FlowsView,
    FlowView,
)
from threatmodel.threats.overview.views.data_sets import DataSetsView, DataSetView
from threatmodel.threats.overview.views.models import (
    DuplicatesView,
    ModelDetailView,
    ModelsView,
    TrashRestoreView,
)
from threatmodel.threats.overview.views.my_work import MyWorkView
from threatmodel.threats.questions.views import (
    AnswersView,
    AnswerView,
    AssignView,
    CardAnswerView,
    CardsView,
    DeferView,
    QuestionsView,
)
from threatmodel.threats.risk.views.matrices import TeamRiskMatrixView
from threatmodel.threats.risk.views.ratings import RiskMethodView, ThreatRatingView
from threatmodel.threats.threats.views.known_facts import KnownFactsView
from threatmodel.threats.threats.views.manual_threats import SeverityView, ThreatRestoreView
from threatmodel.threats.threats.views.patches import ModelPatchesView, ThreatPatchView
from threatmodel.threats.threats.views.threats import PossibleAnswersView, ThreatsView, ThreatView
from threatmodel.threats.threats.views.what_if import WhatIfView
from threatmodel.threats.triage.views import (
    OtherModelsView,
    ThreatChangesView,
    ThreatChangeUndoView,
    ThreatTagsView,
)

urlpatterns = [
    path("teams/<uuid:team>/models/", ModelsView.as_view(), name="models"),
    path(
        "teams/<uuid:team>/trash/<uuid:deleted>/restore/",
        TrashRestoreView.as_view(),
        name="trash-restore",
    ),
    path("models/<uuid:model>/", ModelDetailView.as_view(), name="model"),
    path("models/<uuid:model>/duplicate/", DuplicatesView.as_view(), name="duplicate"),
    path("models/<uuid:model>/architecture/", ArchitectureView.as_view(), name="architecture"),
    path(
        "models/<uuid:model>/architecture/filters/",
        CanvasFiltersView.as_view(),
        name="canvas-filters",
    ),
    path(
        "models/<uuid:model>/architecture/threats/",
        CanvasThreatsView.as_view(),
        name="canvas-threats",
    ),
    path("models/<uuid:model>/elements/", ElementsView.as_view(), name="elements"),
    path("models/<uuid:model>/elements/<uuid:element>/", ElementView.as_view(), name="element"),
    path("models/<uuid:model>/flows/", FlowsView.as_view(), name="flows"),
    path("models/<uuid:model>/flows/<uuid:flow>/", FlowView.as_view(), name="flow"),
    path("models/<uuid:model>/data-sets/", DataSetsView.as_view(), name="data-sets"),
    path("models/<uuid:model>/data-sets/<uuid:data_set>/", DataSetView.as_view(), name="data-set"),
    path(
        "models/<uuid:model>/comparison/threats/",
        ThreatDifferencesView.as_view(),
        name="threat-differences",
    ),
    path("models/<uuid:model>/baseline/", BaselineView.as_view(), name="baseline"),
    path("models/<uuid:model>/analyses/", AnalysesView.as_view(), name="analyses"),
    path("models/<uuid:model>/library-update/", LibraryUpdateView.as_view(), name="library-update"),
    path(
        "models/<uuid:model>/library-update/changes/",
        LibraryUpdateChangesView.as_view(),
        name="library-update-changes",
    ),
    path(
        "models/<uuid:model>/library-update/apply/",
        LibraryUpdateApplyView.as_view(),
        name="library-update-apply",
    ),
    path("teams/<uuid:team>/library-updates/", TeamLibraryUpdatesView.as_view(), name="library-updates"),
    path("models/<uuid:model>/threats/", ThreatsView.as_view(), name="threats"),
    path(
        "models/<uuid:model>/threats/possible/answers/",
        PossibleAnswersView.as_view(),
        name="possible-answers",
    ),
    path("models/<uuid:model>/threats/changes/", ThreatChangesView.as_view(), name="threat-changes"),
    path(
        "models/<uuid:model>/threats/changes/<uuid:group>/undo/",
        ThreatChangeUndoView.as_view(),
        name="threat-change-undo",
    ),
    path("models/<uuid:model>/threats/tags/", ThreatTagsView.as_view(), name="threat-tags"),
    path("models/<uuid:model>/threats/<int:number>/", ThreatView.as_view(), name="threat"),
    path(
        "models/<uuid:model>/threats/<int:number>/what-if/",
        WhatIfView.as_view(),
        name="what-if",
    ),
    path(
        "models/<uuid:model>/threats/<int:number>/other-models/",
        OtherModelsView.as_view(),
        name="threat-other-models",
    ),
    path("models/<uuid:model>/threats/<int:number>/patch/", ThreatPatchView.as_view(), name="threat-patch"),
    path("models/<uuid:model>/patches/", ModelPatchesView.as_view(), name="model-patches"),
    path(
        "models/<uuid:model>/threats/<int:number>/known-facts/",
        KnownFactsView.as_view(),
        name="known-facts",
    ),
    path(
        "models/<uuid:model>/threats/<int:number>/severity/",
        SeverityView.as_view(),
        name="threat-severity",
    ),
    path(
        "models/<uuid:model>/threats/<int:number>/restore/",
        ThreatRestoreView.as_view(),
        name="threat-restore",
    ),
    path(
        "models/<uuid:model>/threats/<int:number>/risk-rating/",
        ThreatRatingView.as_view(),
        name="threat-risk-rating",
    ),
    path("models/<uuid:model>/risk-method/", RiskMethodView.as_view(), name="risk-method"),
    path("teams/<uuid:team>/risk-matrix/", TeamRiskMatrixView.as_view(), name="risk-matrix"),
    path("models/<uuid:model>/mitigations/", MitigationsView.as_view(), name="mitigations"),
    path("models/<uuid:model>/mitigations/suggestions/", SuggestionsView.as_view(), name="suggestions"),
    path("teams/<uuid:team>/controls/<slug:control>/plan/", ControlPlanView.as_view(), name="control-plan"),
    path("models/<uuid:model>/mitigations/board/", MitigationBoardView.as_view(), name="mitigation-board"),
    path(
        "models/<uuid:model>/mitigations/calendar/",
        MitigationCalendarView.as_view(),
        name="mitigation-calendar",
    ),
    path("models/<uuid:model>/mitigations/tags/", MitigationTagsView.as_view(), name="mitigation-tags"),
    path(
        "models/<uuid:model>/mitigations/<int:number>/",
        MitigationView.as_view(),
        name="mitigation",
    ),
    path(
        "models/<uuid:model>/mitigations/<int:number>/evidence/",
        EvidenceListView.as_view(),
        name="evidence-list",
    ),
    path("models/<uuid:model>/evidence/<uuid:evidence>/", EvidenceView.as_view(), name="evidence"),
    path(
        "models/<uuid:model>/evidence/<uuid:removed_evidence>/restore/",
        EvidenceRestoreView.as_view(),
        name="evidence-restore",
    ),
    path(
        "models/<uuid:model>/evidence/<uuid:evidence>/content/",
        EvidenceContentView.as_view(),
        name="evidence-content",
    ),
    path("models/<uuid:model>/questions/", QuestionsView.as_view(), name="questions"),
    path("models/<uuid:model>/questions/<uuid:question>/answer/", AnswerView.as_view(), name="answer"),
    path("models/<uuid:model>/overrides/", OverridesView.as_view(), name="overrides"),
    path(
        "models/<uuid:model>/overrides/confirm/",
        OverrideConfirmView.as_view(),
        name="override-confirm",
    ),
    path("models/<uuid:model>/coverage/", CoverageView.as_view(), name="coverage"),
    path("models/<uuid:model>/defense-layers/", DefenseLayersView.as_view(), name="defense-layers"),
    path("models/<uuid:model>/pod-security/", PodSecurityView.as_view(), name="pod-security"),
    path("models/<uuid:model>/questions/cards/", CardsView.as_view(), name="cards"),
    path("models/<uuid:model>/questions/cards/answer/", CardAnswerView.as_view(), name="card-answer"),
    path("models/<uuid:model>/questions/defer/", DeferView.as_view(), name="questions-defer"),
    path("models/<uuid:model>/questions/assign/", AssignView.as_view(), name="questions-assign"),
    path("models/<uuid:model>/questions/answers/", AnswersView.as_view(), name="answers"),
    path("teams/<uuid:team>/acceptances/", TeamAcceptancesView.as_view(), name="team-acceptances"),
    path(
        "teams/<uuid:team>/acceptances/decide/",
        AcceptanceDecisionsView.as_view(),
        name="acceptances-decide",
    ),
    path("models/<uuid:model>/acceptances/", AcceptancesView.as_view(), name="acceptances"),
    path(
        "models/<uuid:model>/acceptances/options/",
        AcceptanceOptionsView.as_view(),
        name="acceptance-options",
    ),
    path("models/<uuid:model>/acceptances/<int:number>/", AcceptanceView.as_view(), name="acceptance"),
    path(
        "models/<uuid:model>/acceptances/<int:number>/withdraw/",
        AcceptanceWithdrawView.as_view(),
        name="acceptance-withdraw",
    ),
    path(
        "models/<uuid:model>/acceptances/<int:number>/revoke/",
        AcceptanceRevokeView.as_view(),
        name="acceptance-revoke",
    ),
    path("my-work/", MyWorkView.as_view(), name="my-work"),
]
