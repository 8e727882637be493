"""Addresses of the library, and of the rules and controls of teams."""

from django.urls import path

from threatmodel.library.views.controls import TeamControlsView, TeamControlView
from threatmodel.library.views.library import (
    CatalogueView,
    ControlsView,
    ReferencesView,
    RulesView,
    RuleView,
    TemplatesView,
)
from threatmodel.library.views.rules import RuleDryRunView, TeamRulesView, TeamRuleView

urlpatterns = [
    path("teams/<uuid:team>/rules/", TeamRulesView.as_view(), name="team-rules"),
    path("teams/<uuid:team>/rules/try/", RuleDryRunView.as_view(), name="rule-try"),
    path("teams/<uuid:team>/rules/<slug:rule>/", TeamRuleView.as_view(), name="team-rule"),
    path("teams/<uuid:team>/controls/", TeamControlsView.as_view(), name="team-controls"),
    path("teams/<uuid:team>/controls/<slug:control>/", TeamControlView.as_view(), name="team-control"),
    path("catalogue/", CatalogueView.as_view(), name="catalogue"),
    path("library/templates/", TemplatesView.as_view(), name="templates"),
    path("library/references/", ReferencesView.as_view(), name="references"),
    path("library/controls/", ControlsView.as_view(), name="controls"),
    path("library/rules/", RulesView.as_view(), name="rules"),
    path("library/rules/<slug:rule>/", RuleView.as_view(), name="rule"),
]
