"""Addresses of attack paths."""

from django.urls import path

from threatmodel.attack_paths.views.attackers_and_crown_jewels import (
    AttackerRestoreView,
    AttackersView,
    AttackerView,
    CrownJewelRestoreView,
    CrownJewelsView,
    CrownJewelView,
)
from threatmodel.attack_paths.views.path_questions import (
    BetweenView,
    GoalCutView,
    ImpactView,
    LeadsToView,
    PathWhatIfView,
)
from threatmodel.attack_paths.views.results import (
    AttackFixesView,
    AttackGoalsView,
    AttackPathsView,
    GoalPathsView,
    PathRunsView,
    RunComparisonView,
    ThroughView,
)
from threatmodel.attack_paths.views.trees import (
    GoalTreePictureView,
    GoalTreeView,
    TreeNodeRestoreView,
    TreeNodesView,
    TreeNodeView,
)

_PATHS = "models/<uuid:model>/attack-paths"
_TREE = f"{_PATHS}/goals/<slug:goal>/tree"

urlpatterns = [
    path(f"{_PATHS}/", AttackPathsView.as_view(), name="attack-paths"),
    path(f"{_PATHS}/goals/", AttackGoalsView.as_view(), name="attack-goals"),
    path(f"{_PATHS}/goals/<slug:goal>/", GoalPathsView.as_view(), name="attack-goal"),
    path(f"{_PATHS}/goals/<slug:goal>/cut/", GoalCutView.as_view(), name="attack-goal-cut"),
    path(f"{_TREE}/", GoalTreeView.as_view(), name="attack-tree"),
    path(f"{_TREE}/picture/", GoalTreePictureView.as_view(), name="attack-tree-picture"),
    path(f"{_TREE}/nodes/", TreeNodesView.as_view(), name="attack-tree-nodes"),
    path(f"{_TREE}/nodes/<slug:node>/", TreeNodeView.as_view(), name="attack-tree-node"),
    path(
        f"{_TREE}/nodes/<slug:node>/restore/", TreeNodeRestoreView.as_view(), name="attack-tree-node-restore"
    ),
    path(f"{_PATHS}/fixes/", AttackFixesView.as_view(), name="attack-fixes"),
    path(f"{_PATHS}/through/", ThroughView.as_view(), name="attack-through"),
    path(f"{_PATHS}/between/", BetweenView.as_view(), name="attack-between"),
    path(f"{_PATHS}/impact/", ImpactView.as_view(), name="attack-impact"),
    path(f"{_PATHS}/leads-to/", LeadsToView.as_view(), name="attack-leads-to"),
    path(f"{_PATHS}/what-if/", PathWhatIfView.as_view(), name="attack-what-if"),
    path(f"{_PATHS}/runs/", PathRunsView.as_view(), name="path-runs"),
    path(f"{_PATHS}/runs/comparison/", RunComparisonView.as_view(), name="path-runs-comparison"),
    path(f"{_PATHS}/attackers/", AttackersView.as_view(), name="attackers"),
    path(f"{_PATHS}/attackers/<slug:attacker>/", AttackerView.as_view(), name="attacker"),
    path(
        f"{_PATHS}/attackers/<slug:attacker>/restore/", AttackerRestoreView.as_view(), name="attacker-restore"
    ),
    path(f"{_PATHS}/crown-jewels/", CrownJewelsView.as_view(), name="crown-jewels"),
    path(f"{_PATHS}/crown-jewels/<uuid:jewel>/", CrownJewelView.as_view(), name="crown-jewel"),
    path(
        f"{_PATHS}/crown-jewels/<uuid:jewel>/restore/",
        CrownJewelRestoreView.as_view(),
        name="crown-jewel-restore",
    ),
]
