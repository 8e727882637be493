"""Every route of the API and who may use it: the written form of the authorization matrix.

A route or method that is missing here fails tests/security/test_tenancy.py. Add a row with the route.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from threatmodel.accounts.models import Role


class Scope(Enum):
    """Whose things a route is about."""

    TEAM = "team"  # a team's: strangers get 404, members need a role
    PERSON = "person"  # the caller's own, or the same for everybody signed in
    OPEN = "open"  # everybody's, also signed out
    INSTANCE = "instance"  # for administrators; to everybody else it does not exist


@dataclass(frozen=True, slots=True)
class Route:
    """One address and the least role that each of its methods needs (None: any signed-in person)."""

    path: str
    scope: Scope
    methods: Mapping[str, Role | None]


V, E, A, O = Role.VIEWER, Role.EDITOR, Role.APPROVER, Role.OWNER  # noqa: E741

_TEAM = "teams/<uuid:team>"
_MODEL = "models/<uuid:model>"


def _team(path: str, **methods: Role) -> Route:
    return Route(f"api/{path}", Scope.TEAM, methods)


ROUTES: tuple[Route, ...] = (
    # accounts
    Route("api/session/", Scope.OPEN, {"GET": None, "PATCH": None}),
    Route("api/teams/", Scope.PERSON, {"GET": None, "POST": None}),
    Route("api/invitations/accept/", Scope.PERSON, {"POST": None}),
    Route("api/schema/", Scope.PERSON, {"GET": None}),
    _team(f"{_TEAM}/", GET=V, PATCH=O),
    _team(f"{_TEAM}/members/", GET=V),
    _team(f"{_TEAM}/members/<uuid:member>/", PATCH=O, DELETE=O),  # anybody may remove themself as well
    _team(f"{_TEAM}/invitations/", GET=O, POST=O),
    _team(f"{_TEAM}/invitations/<uuid:invitation>/", DELETE=O),
    Route("api/token/", Scope.PERSON, {"GET": None}),
    Route("api/account/tokens/", Scope.PERSON, {"GET": None, "POST": None}),
    Route("api/account/tokens/<uuid:token>/", Scope.PERSON, {"DELETE": None}),
    _team(f"{_TEAM}/tokens/", GET=O),
    _team(f"{_TEAM}/tokens/<uuid:token>/", DELETE=O),
    _team(f"{_TEAM}/webhooks/", GET=O, POST=O),
    _team(f"{_TEAM}/webhooks/<uuid:webhook>/", PATCH=O, DELETE=O),
    _team(f"{_TEAM}/webhooks/<uuid:webhook>/secret/", POST=O),
    _team(f"{_TEAM}/webhooks/<uuid:webhook>/test/", POST=O),
    _team(f"{_TEAM}/webhooks/<uuid:webhook>/deliveries/", GET=O),
    _team(f"{_TEAM}/webhooks/<uuid:webhook>/deliveries/<uuid:delivery>/retry/", POST=O),
    _team(f"{_TEAM}/trackers/", GET=V, POST=O),
    _team(f"{_TEAM}/trackers/template-preview/", POST=O),
    _team(f"{_TEAM}/trackers/<uuid:tracker>/", PATCH=O, DELETE=O),
    _team(f"{_TEAM}/trackers/<uuid:tracker>/test/", POST=O),
    _team(f"{_TEAM}/trackers/<uuid:tracker>/sync/", POST=E),
    _team(f"{_MODEL}/issue-links/", GET=V, POST=E),
    _team(f"{_MODEL}/issue-links/existing/", POST=E),
    _team(f"{_MODEL}/issue-links/preview/", POST=E),
    _team(f"{_MODEL}/issue-links/<uuid:issue_link>/", DELETE=E),
    _team(f"{_MODEL}/issue-links/<uuid:issue_link>/retry/", POST=E),
    _team(f"{_MODEL}/issue-links/<uuid:issue_link>/resolve/", POST=E),
    _team(f"{_MODEL}/status-proposals/", GET=V),
    _team(f"{_MODEL}/status-proposals/<uuid:status_proposal>/decide/", POST=E),
    _team(f"{_TEAM}/audit-events/", GET=O),
    _team(f"{_TEAM}/audit-events/download/", GET=O),
    # models in the formats of other tools
    _team(f"{_MODEL}/exports/", GET=V),
    _team(f"{_MODEL}/exports/<slug:export_format>/", GET=V),
    _team(f"{_MODEL}/exports/<slug:export_format>/file/", GET=V),
    # exports and deletions
    Route("api/account/deletion/", Scope.PERSON, {"POST": None}),
    Route("api/account/export/", Scope.PERSON, {"GET": None}),
    _team(f"{_TEAM}/export/", GET=O),
    _team(f"{_TEAM}/deletion/", POST=O),
    Route("api/admin/teams/<uuid:team>/restore/", Scope.INSTANCE, {"POST": None}),
    # administration
    Route("api/admin/users/", Scope.INSTANCE, {"GET": None}),
    Route("api/admin/users/<uuid:user>/", Scope.INSTANCE, {"PATCH": None}),
    Route("api/admin/users/<uuid:user>/end-sessions/", Scope.INSTANCE, {"POST": None}),
    Route("api/admin/users/<uuid:user>/reset-link/", Scope.INSTANCE, {"POST": None}),
    Route("api/admin/teams/", Scope.INSTANCE, {"GET": None}),
    Route("api/admin/teams/<uuid:team>/", Scope.INSTANCE, {"PATCH": None}),
    Route("api/admin/instance/", Scope.INSTANCE, {"GET": None}),
    Route("api/admin/audit-events/", Scope.INSTANCE, {"GET": None}),
    # jobs
    _team("jobs/<uuid:job>/", GET=V),
    # models and their architecture
    _team(f"{_TEAM}/models/", GET=V, POST=E),
    _team(f"{_TEAM}/models/facets/", GET=V),
    _team(f"{_TEAM}/models/changes/", POST=E),
    _team(f"{_TEAM}/folders/", GET=V, POST=E),
    _team(f"{_TEAM}/folders/<uuid:folder>/", PATCH=E, DELETE=E),
    _team(f"{_MODEL}/favorite/", PUT=V, DELETE=V),
    _team(f"{_TEAM}/imports/", POST=E),
    _team(f"{_TEAM}/trash/", GET=V),
    _team(f"{_TEAM}/trash/<uuid:deleted>/", DELETE=O),
    _team(f"{_TEAM}/trash/<uuid:deleted>/restore/", POST=O),
    _team(f"{_MODEL}/", GET=V, PATCH=E, DELETE=O),
    _team(f"{_MODEL}/duplicate/", POST=E),
    _team(f"{_MODEL}/architecture/", GET=V),
    _team(f"{_MODEL}/architecture/filters/", GET=V),
    _team(f"{_MODEL}/architecture/picture/", POST=V),
    _team(f"{_MODEL}/architecture/threats/", GET=V),
    _team(f"{_MODEL}/batches/", POST=E),
    _team(f"{_MODEL}/batches/undo/", POST=E),
    _team(f"{_MODEL}/layout/", POST=E),
    _team(f"{_MODEL}/elements/", GET=V),
    _team(f"{_MODEL}/elements/<uuid:element>/", GET=V),
    _team(f"{_MODEL}/elements/<uuid:element>/facts/<slug:fact>/", PUT=E, DELETE=E),
    _team(f"{_MODEL}/flows/", GET=V),
    _team(f"{_MODEL}/flows/<uuid:flow>/", GET=V),
    _team(f"{_MODEL}/flows/<uuid:flow>/facts/<slug:fact>/", PUT=E, DELETE=E),
    _team(f"{_MODEL}/text/", GET=V),
    _team(f"{_MODEL}/imports/", GET=V, POST=E),
    _team(f"{_MODEL}/imports/<uuid:job>/", GET=V),
    _team(f"{_MODEL}/imports/previews/", POST=E),
    _team(f"{_MODEL}/imports/profiles/", POST=E),
    _team(f"{_MODEL}/data-sets/", GET=V, POST=E),
    _team(f"{_MODEL}/data-sets/places/", POST=E),
    _team(f"{_MODEL}/data-sets/<uuid:data_set>/", GET=V, PATCH=E, DELETE=E),
    _team(f"{_MODEL}/data-suggestions/", GET=V, POST=E),
    # its history
    _team(f"{_MODEL}/history/kept/", GET=V),
    _team(f"{_MODEL}/changes/", GET=V),
    _team(f"{_MODEL}/elements/<uuid:element>/changes/", GET=V),
    _team(f"{_MODEL}/flows/<uuid:flow>/changes/", GET=V),
    _team(f"{_MODEL}/versions/", GET=V, POST=E),
    _team(f"{_MODEL}/versions/<uuid:version>/", GET=V, PATCH=E, DELETE=E),
    _team(f"{_MODEL}/versions/<uuid:version>/approval/", POST=A, DELETE=A),
    _team(f"{_MODEL}/restore/", POST=E),
    _team(f"{_MODEL}/comparison/", GET=V),
    _team(f"{_MODEL}/comparison/drawing/", GET=V),
    _team(f"{_MODEL}/comparison/threats/", GET=V),
    _team(f"{_MODEL}/drift/", GET=V),
    _team(f"{_MODEL}/changes/<int:seq>/undo/", POST=E),  # one's own only
    # threats
    _team(f"{_MODEL}/baseline/", GET=V),
    _team(f"{_MODEL}/analyses/", GET=V, POST=E),
    _team(f"{_MODEL}/library-update/", GET=V),
    _team(f"{_MODEL}/library-update/changes/", GET=V),
    _team(f"{_MODEL}/library-update/apply/", POST=E),
    _team(f"{_TEAM}/library-updates/", GET=V, POST=O),
    _team(f"{_MODEL}/threats/", GET=V, POST=E),
    _team(f"{_MODEL}/threats/<int:number>/", GET=V, PUT=E, PATCH=E, DELETE=E),
    _team(f"{_MODEL}/threats/possible/answers/", POST=E),
    _team(f"{_MODEL}/threats/changes/", POST=E),
    _team(f"{_MODEL}/threats/changes/<uuid:group>/undo/", POST=E),
    _team(f"{_MODEL}/threats/export/", POST=V),
    _team(f"{_MODEL}/threats/tags/", GET=V),
    _team(f"{_MODEL}/threats/<int:number>/restore/", POST=E),
    _team(f"{_MODEL}/threats/<int:number>/severity/", PUT=E, DELETE=E),
    _team(f"{_MODEL}/threats/<int:number>/risk-rating/", PUT=E),
    _team(f"{_MODEL}/risk-method/", GET=V, PUT=E),
    _team(f"{_TEAM}/risk-matrix/", GET=V, PUT=O, DELETE=O),
    _team(f"{_MODEL}/threats/<int:number>/what-if/", GET=V),
    _team(f"{_MODEL}/threats/<int:number>/known-facts/", GET=V),
    _team(f"{_MODEL}/threats/<int:number>/patch/", GET=V),
    _team(f"{_MODEL}/patches/", GET=V),
    _team(f"{_MODEL}/mitigations/", GET=V, POST=E),
    _team(f"{_MODEL}/mitigations/<int:number>/", GET=V, PATCH=E, DELETE=E),
    _team(f"{_MODEL}/mitigations/tags/", GET=V),
    _team(f"{_MODEL}/mitigations/board/", GET=V),
    _team(f"{_MODEL}/mitigations/suggestions/", GET=V),
    _team(f"{_TEAM}/controls/<slug:control>/plan/", GET=V, POST=E),
    _team(f"{_MODEL}/mitigations/calendar/", GET=V),
    _team(f"{_MODEL}/mitigations/<int:number>/evidence/", GET=V, POST=E),
    _team(f"{_MODEL}/evidence/<uuid:evidence>/", DELETE=E),
    _team(f"{_MODEL}/evidence/<uuid:removed_evidence>/restore/", POST=E),
    _team(f"{_MODEL}/evidence/<uuid:evidence>/content/", GET=V),
    _team(f"{_MODEL}/questions/", GET=V),
    _team(f"{_MODEL}/questions/<uuid:question>/answer/", POST=E),
    _team(f"{_MODEL}/overrides/", GET=V),
    _team(f"{_MODEL}/overrides/confirm/", POST=A),
    # acceptances of risk
    _team(f"{_TEAM}/acceptances/", GET=V),
    _team(f"{_TEAM}/acceptances/decide/", POST=A),
    _team(f"{_MODEL}/acceptances/", GET=V, POST=E),
    _team(f"{_MODEL}/acceptances/options/", GET=V),
    _team(f"{_MODEL}/acceptances/<int:number>/", GET=V, PUT=E),  # edits: one's own only
    _team(f"{_MODEL}/acceptances/<int:number>/withdraw/", POST=E),  # one's own; any as an owner
    _team(f"{_MODEL}/acceptances/<int:number>/revoke/", POST=E),  # one's own; any as an approver
    Route("api/my-work/", Scope.PERSON, {"GET": None}),
    # dashboards
    _team(f"{_MODEL}/posture/", GET=V, POST=V),
    _team(f"{_MODEL}/risk/", GET=V),
    Route("api/portfolio/models/", Scope.PERSON, {"GET": None}),
    Route("api/portfolio/threats/", Scope.PERSON, {"GET": None}),
    Route("api/portfolio/groups/", Scope.PERSON, {"GET": None}),
    Route("api/portfolio/posture/", Scope.PERSON, {"GET": None, "POST": None}),
    Route("api/portfolio/risk/", Scope.PERSON, {"GET": None}),
    # attack paths
    _team(f"{_MODEL}/attack-paths/", GET=V, POST=E),
    _team(f"{_MODEL}/attack-paths/goals/", GET=V),
    _team(f"{_MODEL}/attack-paths/goals/<slug:goal>/", GET=V),
    _team(f"{_MODEL}/attack-paths/goals/<slug:goal>/cut/", GET=V),
    _team(f"{_MODEL}/attack-paths/goals/<slug:goal>/tree/", GET=V),
    _team(f"{_MODEL}/attack-paths/goals/<slug:goal>/tree/picture/", GET=V),
    _team(f"{_MODEL}/attack-paths/goals/<slug:goal>/tree/nodes/", POST=E),
    _team(f"{_MODEL}/attack-paths/goals/<slug:goal>/tree/nodes/<slug:node>/", PUT=E, DELETE=E),
    _team(f"{_MODEL}/attack-paths/goals/<slug:goal>/tree/nodes/<slug:node>/restore/", POST=E),
    _team(f"{_MODEL}/attack-paths/fixes/", GET=V, POST=E),
    _team(f"{_MODEL}/attack-paths/through/", GET=V),
    _team(f"{_MODEL}/attack-paths/between/", GET=V),
    _team(f"{_MODEL}/attack-paths/impact/", GET=V),
    _team(f"{_MODEL}/attack-paths/leads-to/", GET=V),
    _team(f"{_MODEL}/attack-paths/what-if/", POST=V),
    _team(f"{_MODEL}/attack-paths/runs/", GET=V),
    _team(f"{_MODEL}/attack-paths/runs/comparison/", GET=V),
    _team(f"{_MODEL}/attack-paths/attackers/", GET=V, POST=E),
    _team(f"{_MODEL}/attack-paths/attackers/<slug:attacker>/", GET=V, PUT=E, DELETE=E),
    _team(f"{_MODEL}/attack-paths/attackers/<slug:attacker>/restore/", POST=E),
    _team(f"{_MODEL}/attack-paths/crown-jewels/", GET=V, POST=E),
    _team(f"{_MODEL}/attack-paths/crown-jewels/<uuid:jewel>/", GET=V, PUT=E, DELETE=E),
    _team(f"{_MODEL}/attack-paths/crown-jewels/<uuid:jewel>/restore/", POST=E),
    # the stages of PASTA
    _team(f"{_MODEL}/pasta/stages/", GET=V),
    _team(f"{_MODEL}/pasta/stages/<int:stage>/", GET=V, PUT=E),
    _team(f"{_MODEL}/pasta/stages/<int:stage>/approval/", POST=A, DELETE=A),
    _team(f"{_MODEL}/pasta/stages/<int:stage>/sections/<slug:section>/", GET=V),
    _team(f"{_MODEL}/pasta/document/", GET=V),
    _team(f"{_MODEL}/pasta/records/", GET=V),
    _team(f"{_MODEL}/pasta/records/<uuid:removed>/restore/", POST=E),
    _team(f"{_MODEL}/pasta/objectives/", POST=E),
    _team(f"{_MODEL}/pasta/objectives/<uuid:record>/", PUT=E, DELETE=E),
    _team(f"{_MODEL}/pasta/impact-criteria/", POST=E),
    _team(f"{_MODEL}/pasta/impact-criteria/<uuid:record>/", PUT=E, DELETE=E),
    _team(f"{_MODEL}/pasta/compliance-requirements/", POST=E),
    _team(f"{_MODEL}/pasta/compliance-requirements/<uuid:record>/", PUT=E, DELETE=E),
    _team(f"{_MODEL}/pasta/risk-appetites/", POST=E),
    _team(f"{_MODEL}/pasta/risk-appetites/<uuid:record>/", PUT=E, DELETE=E),
    _team(f"{_MODEL}/pasta/scope-exclusions/", POST=E),
    _team(f"{_MODEL}/pasta/scope-exclusions/<uuid:record>/", PUT=E, DELETE=E),
    _team(f"{_MODEL}/pasta/countermeasure-sets/", POST=E),
    _team(f"{_MODEL}/pasta/countermeasure-sets/<uuid:record>/", PUT=E, DELETE=E),
    _team(f"{_MODEL}/pasta/intelligence-items/", POST=E),
    _team(f"{_MODEL}/pasta/intelligence-items/<uuid:record>/", PUT=E, DELETE=E),
    # sessions of LINDDUN GO
    # reports
    Route("api/report-options/", Scope.PERSON, {"GET": None}),
    _team(f"{_MODEL}/reports/", GET=V, POST=E),
    _team(f"{_MODEL}/reports/<uuid:report>/", GET=V, DELETE=E),
    _team(f"{_MODEL}/reports/<uuid:report>/cancel/", POST=E),
    _team(f"{_MODEL}/reports/<uuid:report>/file/", GET=V),
    _team(f"{_MODEL}/reports/<uuid:report>/links/", GET=V, POST=E),
    _team(f"{_MODEL}/reports/<uuid:report>/links/<uuid:link>/", DELETE=E),
    _team(f"{_TEAM}/report-templates/", GET=V, POST=E),
    _team(f"{_TEAM}/report-templates/<uuid:template>/", GET=V, PATCH=E, DELETE=E),
    _team(f"{_TEAM}/report-templates/<uuid:template>/logo/", GET=V, PUT=E, DELETE=E),
    _team(f"{_TEAM}/review-status/", GET=V),
    _team(f"{_MODEL}/review-status/", GET=V, PUT=E),
    _team(f"{_MODEL}/reviews/", GET=V, POST=E),
    _team(f"{_MODEL}/reviews/<uuid:session>/", GET=V),
    _team(f"{_MODEL}/reviews/<uuid:session>/show/", POST=E),
    _team(f"{_MODEL}/reviews/<uuid:session>/presenter/", PUT=E),
    _team(f"{_MODEL}/reviews/<uuid:session>/attendance/", POST=V, DELETE=V),
    _team(f"{_MODEL}/reviews/<uuid:session>/items/", POST=E),
    _team(f"{_MODEL}/reviews/<uuid:session>/items/<int:place>/note/", PUT=V),
    _team(f"{_MODEL}/reviews/<uuid:session>/end/", POST=E),
    _team(f"{_MODEL}/reviews/<uuid:session>/minutes/", GET=V),
    _team(f"{_MODEL}/reviews/<uuid:session>/minutes/download/", GET=V),
    _team(f"{_MODEL}/reviews/<uuid:session>/sign-off/", POST=A),
    _team(f"{_MODEL}/response/playbooks/", GET=V),
    _team(f"{_MODEL}/response/runs/", GET=V, POST=E),
    _team(f"{_MODEL}/response/runs/<uuid:run>/", GET=V),
    _team(f"{_MODEL}/response/runs/<uuid:run>/steps/<int:place>/", PATCH=E),
    _team(f"{_MODEL}/response/runs/<uuid:run>/steps/<int:place>/notes/", POST=V),
    _team(f"{_MODEL}/response/runs/<uuid:run>/close/", POST=E),
    _team(f"{_MODEL}/response/runs/<uuid:run>/download/", GET=V),
    _team(f"{_MODEL}/assessments/", GET=V, POST=E),
    _team(f"{_MODEL}/assessments/alerts/", POST=E),
    _team(f"{_MODEL}/assessments/<uuid:assessment>/", GET=V, PUT=E, DELETE=E),
    _team(f"{_MODEL}/assessments/<uuid:assessment>/alerts/", POST=E),
    _team(f"{_MODEL}/assessments/<uuid:assessment>/findings/", POST=E),
    _team(f"{_MODEL}/assessments/<uuid:assessment>/findings/<uuid:finding>/", PATCH=E, DELETE=E),
    _team(f"{_MODEL}/threats/<int:number>/assessment-findings/", GET=V),
    _team(f"{_MODEL}/linddun-go/cards/", GET=V),
    _team(f"{_MODEL}/linddun-go/cards/<slug:card>/matches/", GET=V),
    _team(f"{_MODEL}/linddun-go/sessions/", GET=V, POST=E),
    _team(f"{_MODEL}/linddun-go/sessions/<uuid:session>/", GET=V),
    _team(f"{_MODEL}/linddun-go/sessions/<uuid:session>/move/", POST=E),
    _team(f"{_MODEL}/linddun-go/sessions/<uuid:session>/participants/", PUT=E),
    _team(f"{_MODEL}/linddun-go/sessions/<uuid:session>/finish/", POST=E),
    _team(f"{_MODEL}/linddun-go/sessions/<uuid:session>/cards/<slug:card>/vote/", PUT=E, DELETE=E),
    _team(f"{_MODEL}/linddun-go/sessions/<uuid:session>/cards/<slug:card>/threats/", POST=E),
    # history
    _team(f"{_MODEL}/events/", GET=V),
    _team(f"{_MODEL}/comments/", GET=V, POST=V),
    _team(f"{_MODEL}/comments/counts/", GET=V),
    _team(f"{_MODEL}/comments/<uuid:comment>/", PATCH=V, DELETE=V),  # words: one's own only
    _team(f"{_MODEL}/comments/<uuid:comment>/replies/", POST=V),
    _team(f"{_MODEL}/views/", GET=V, POST=V),
    _team(f"{_MODEL}/views/<uuid:view>/", GET=V, PATCH=V, DELETE=V),  # one's own; shared by editors
    # the inbox
    Route("api/notices/", Scope.PERSON, {"GET": None}),
    Route("api/notices/unread/", Scope.PERSON, {"GET": None}),
    Route("api/notices/mark/", Scope.PERSON, {"POST": None}),
    Route("api/notices/preferences/", Scope.PERSON, {"GET": None, "PATCH": None}),
    # what is known, and what a team adds to it
    _team(f"{_MODEL}/coverage/", GET=V),
    _team(f"{_MODEL}/defense-layers/", GET=V),
    _team(f"{_MODEL}/pod-security/", GET=V),
    _team(f"{_MODEL}/questions/cards/", GET=V),
    _team(f"{_MODEL}/questions/cards/answer/", POST=E),
    _team(f"{_MODEL}/questions/defer/", POST=E),
    _team(f"{_MODEL}/questions/assign/", POST=E),
    _team(f"{_MODEL}/questions/answers/", POST=E),
    _team(f"{_TEAM}/rules/", GET=V, POST=A),
    _team(f"{_TEAM}/rules/try/", POST=A),
    _team(f"{_TEAM}/rules/<slug:rule>/", GET=V, PATCH=A, DELETE=A),
    _team(f"{_TEAM}/controls/", GET=V, POST=A),
    _team(f"{_TEAM}/controls/<slug:control>/", GET=V, PATCH=A, DELETE=A),
    Route("api/catalogue/", Scope.PERSON, {"GET": None}),
    Route("api/library/controls/", Scope.PERSON, {"GET": None}),
    Route("api/library/templates/", Scope.PERSON, {"GET": None}),
    Route("api/library/references/", Scope.PERSON, {"GET": None}),
    Route("api/library/rules/", Scope.PERSON, {"GET": None}),
    Route("api/library/rules/<slug:rule>/", Scope.PERSON, {"GET": None}),
)
