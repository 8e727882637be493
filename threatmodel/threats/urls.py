"""Addresses of models, architecture, threats, mitigations and the library."""

from django.urls import path

from threatmodel.threats.views import (
    architecture,
    comments,
    controls,
    data_sets,
    facts,
    knowledge,
    library,
    mitigations,
    models,
    pod_security,
    silencing,
    threats,
    work,
)

urlpatterns = [
    path("teams/<uuid:team>/models/", models.ModelsView.as_view(), name="models"),
    path("models/<uuid:model>/", models.OneModelView.as_view(), name="model"),
    path("models/<uuid:model>/duplicate/", models.DuplicatesView.as_view(), name="duplicate"),
    path("models/<uuid:model>/architecture/", architecture.ArchitectureView.as_view(), name="architecture"),
    path("models/<uuid:model>/elements/", architecture.ElementsView.as_view(), name="elements"),
    path("models/<uuid:model>/elements/<uuid:element>/", architecture.ElementView.as_view(), name="element"),
    path(
        "models/<uuid:model>/elements/<uuid:element>/facts/<slug:fact>/",
        facts.ElementFactView.as_view(),
        name="element-fact",
    ),
    path(
        "models/<uuid:model>/flows/<uuid:flow>/facts/<slug:fact>/",
        facts.FlowFactView.as_view(),
        name="flow-fact",
    ),
    path("models/<uuid:model>/flows/", architecture.FlowsView.as_view(), name="flows"),
    path("models/<uuid:model>/flows/<uuid:flow>/", architecture.FlowView.as_view(), name="flow"),
    path("models/<uuid:model>/data-sets/", data_sets.DataSetsView.as_view(), name="data-sets"),
    path("models/<uuid:model>/data-sets/places/", data_sets.DataPlacesView.as_view(), name="data-places"),
    path("models/<uuid:model>/data-sets/<uuid:data_set>/", data_sets.DataSetView.as_view(), name="data-set"),
    path(
        "models/<uuid:model>/data-suggestions/",
        data_sets.DataSuggestionsView.as_view(),
        name="data-suggestions",
    ),
    path("models/<uuid:model>/changes/<int:seq>/undo/", data_sets.ChangeUndoView.as_view(), name="undo"),
    path("models/<uuid:model>/imports/", work.ImportsView.as_view(), name="imports"),
    path("models/<uuid:model>/imports/previews/", work.PreviewsView.as_view(), name="import-previews"),
    path("models/<uuid:model>/analyses/", work.AnalysesView.as_view(), name="analyses"),
    path("models/<uuid:model>/threats/", threats.ThreatsView.as_view(), name="threats"),
    path("models/<uuid:model>/threats/<int:number>/", threats.ThreatView.as_view(), name="threat"),
    path(
        "models/<uuid:model>/threats/<int:number>/silencing/",
        silencing.SilencingView.as_view(),
        name="silencing",
    ),
    path("models/<uuid:model>/mitigations/", mitigations.MitigationsView.as_view(), name="mitigations"),
    path(
        "models/<uuid:model>/mitigations/<int:number>/",
        mitigations.MitigationView.as_view(),
        name="mitigation",
    ),
    path("models/<uuid:model>/questions/", threats.QuestionsView.as_view(), name="questions"),
    path(
        "models/<uuid:model>/questions/<uuid:question>/answer/", threats.AnswerView.as_view(), name="answer"
    ),
    path("models/<uuid:model>/comments/", comments.CommentsView.as_view(), name="comments"),
    path("models/<uuid:model>/comments/counts/", comments.CommentCountsView.as_view(), name="comment-counts"),
    path("models/<uuid:model>/comments/<uuid:comment>/", comments.CommentView.as_view(), name="comment"),
    path(
        "models/<uuid:model>/comments/<uuid:comment>/replies/",
        comments.CommentRepliesView.as_view(),
        name="comment-replies",
    ),
    path("mentions/", comments.MentionsView.as_view(), name="mentions"),
    path("mentions/read/", comments.MentionsReadView.as_view(), name="mentions-read"),
    path("models/<uuid:model>/events/", threats.EventsView.as_view(), name="events"),
    path("models/<uuid:model>/coverage/", knowledge.CoverageView.as_view(), name="coverage"),
    path("models/<uuid:model>/pod-security/", pod_security.PodSecurityView.as_view(), name="pod-security"),
    path("models/<uuid:model>/questions/groups/", knowledge.QuestionGroupsView.as_view(), name="groups"),
    path("models/<uuid:model>/questions/answers/", knowledge.AnswersView.as_view(), name="answers"),
    path("teams/<uuid:team>/rules/", knowledge.TeamRulesView.as_view(), name="team-rules"),
    path("teams/<uuid:team>/rules/try/", knowledge.RuleTryView.as_view(), name="rule-try"),
    path("teams/<uuid:team>/rules/<slug:rule>/", knowledge.TeamRuleView.as_view(), name="team-rule"),
    path("teams/<uuid:team>/controls/", controls.TeamControlsView.as_view(), name="team-controls"),
    path(
        "teams/<uuid:team>/controls/<slug:control>/", controls.TeamControlView.as_view(), name="team-control"
    ),
    path("catalogue/", library.CatalogueView.as_view(), name="catalogue"),
    path("library/templates/", models.TemplatesView.as_view(), name="templates"),
    path("library/references/", controls.ReferencesView.as_view(), name="references"),
    path("library/controls/", library.ControlsView.as_view(), name="controls"),
    path("library/rules/", library.RulesView.as_view(), name="rules"),
    path("library/rules/<slug:rule>/", library.RuleView.as_view(), name="rule"),
]
