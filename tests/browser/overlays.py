"""Every dialog, drawer, menu and popover of the front end, and how each is opened with the keyboard."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.chromium import DESKTOP, PHONE
from tests.services.deployment import ROOT

SOURCES = ROOT / "frontend" / "src"
_TAG = re.compile(r"<(?:Modal|Drawer|Menu|Popover|HoverCard|ConfirmDialog|NameAndTextDialog)(?:Root)?[\s>]")
# What the others are made of.
_PARTS = {"ui/ConfirmDialog.tsx", "ui/NameAndTextDialog.tsx"}

Prepare = Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class Overlay:
    """One way to open an overlay: the controls that are activated one after the other, as "role name".

    The first of them has the focus again once everything is closed.
    """

    source: str
    page: str
    path: tuple[str, ...]
    role: str = "dialog"
    # Where a popover opened it, which closes meanwhile.
    name: str = ""
    size: tuple[int, int] = DESKTOP
    prepare: Prepare | None = None

    @property
    def id(self) -> str:
        """A name for the test."""
        return f"{self.source.removesuffix('.tsx')}:{self.path[-1]}".replace(" ", "-")


def sources() -> set[str]:
    """Files below frontend/src that show an overlay."""
    found = (path for path in SOURCES.rglob("*.tsx") if ".test." not in path.name)
    files = {str(path.relative_to(SOURCES)) for path in found if _TAG.search(path.read_text())}
    return files - _PARTS


def control(page: Page, described: str) -> Locator:
    """The control that "role name" describes; the name may be a part of the whole."""
    role, _, name = described.partition(" ")
    return page.get_by_role(role, name=name).first  # type: ignore[arg-type]


def canvas_drawn(page: Page) -> None:
    """On a phone, where a drawing is seen from afar, it is one picture."""
    picture = page.get_by_role("img", name=re.compile("from afar"))
    expect(page.locator(".react-flow__node").first.or_(picture)).to_be_visible()


def _model_selected(page: Page) -> None:
    """Select all models, once there are any: before, nothing is to be selected."""
    expect(page.get_by_role("checkbox").nth(1)).to_be_visible()
    page.get_by_role("checkbox", name="Select all rows of this page").check()


def _review_running(page: Page) -> None:
    """Start a review, unless one runs; it goes on for the other tests."""
    start = page.get_by_role("button", name="Start review")
    end = page.get_by_role("button", name="End review")
    expect(start.or_(end)).to_be_visible()
    if start.is_visible():
        start.click()
    expect(end).to_be_visible()


def _second_factor(page: Page) -> None:
    """Let the account have an authenticator app, as far as the page knows."""
    _authenticators(page, {"type": "totp"})


def _passkey(page: Page) -> None:
    """Let the account have a passkey, as far as the page knows."""
    _authenticators(page, {"type": "webauthn", "id": 1, "name": "Laptop", "is_passwordless": True})


def _authenticators(page: Page, factor: dict[str, object]) -> None:
    active = {"status": 200, "data": [{**factor, "created_at": 0, "last_used_at": None}]}
    page.route("**/account/authenticators", lambda route: route.fulfill(json=active))
    page.reload()


def _old_sign_in(page: Page) -> None:
    """Let the server ask for the password again before a second factor is set up."""
    refused = {"status": 401, "meta": {"is_authenticated": True}}

    def refuse(route: Route) -> None:
        route.fulfill(status=401, json=refused)

    page.route("**/account/authenticators/totp", refuse)


def _another_was_faster(page: Page) -> None:
    """Let the server say that another person has changed the mitigation."""

    def refuse(route: Route) -> None:
        if route.request.method == "PATCH":
            route.fulfill(status=409, json={"detail": "M1 has been changed by another person."})
        else:
            route.fallback()

    page.route("**/mitigations/1/", refuse)


def _rated_by_cvss(page: Page) -> None:
    """Let the model of the threat be rated by CVSS, as far as the page knows."""

    def answer(route: Route) -> None:
        reply = route.fetch()
        threat = reply.json()
        threat["risk"]["method"] = "cvss"
        route.fulfill(response=reply, json=threat)

    page.route(re.compile(r"/threats/\d+/$"), answer)
    page.reload()


def _card_opened(page: Page) -> None:
    """Open the first card of questions that can be opened."""
    page.locator("[data-card] button[aria-expanded]").first.click()


def _facts_shown(page: Page) -> None:
    """Find a container by the search of the canvas and show its facts."""
    page.keyboard.press("/")
    page.get_by_role("combobox", name="Find an element").fill("transcoder")
    page.get_by_role("option", name="Container").click()
    page.get_by_role("tab", name="Facts").click()


_MODEL_MENU = "button Actions for Media library"
_VERSION_MENU = "button Actions on Release 1"
_COMMENT_MENU = ("button Comments", "button Actions for this comment")
_USER_MENU = "button Actions for vera-"
_CHANGE_MENU = "button More about change"

OVERLAYS = (
    Overlay("entities/trackers/CreateIssuesDialog.tsx", "threat", ("button Create issue",)),
    Overlay("entities/trackers/LinkIssueDialog.tsx", "threat", ("button Link existing",)),
    Overlay("pages/trackers/RemoveTracker.tsx", "tracker", ("button Remove",)),
    Overlay("entities/teams/CreateTeamDialog.tsx", "dashboard", ("button switch team", "menuitem New team")),
    Overlay("pages/account/apiTokens/TokenDialog.tsx", "account", ("button Create token",)),
    Overlay("entities/apiTokens/TokenList.tsx", "account", ("button Revoke Pipeline",)),
    Overlay("pages/account/DeleteAccountDialog.tsx", "account", ("button Delete account",)),
    Overlay("pages/settings/DeleteTeamDialog.tsx", "team-settings", ("button Delete team",)),
    Overlay("pages/settings/EraseModelDialog.tsx", "team-settings", ("button Delete permanently: Old shop",)),
    Overlay("pages/members/InviteDialog.tsx", "members", ("button Invite",)),
    Overlay("session/ReauthenticationProvider.tsx", "account", ("button Set up",), prepare=_old_sign_in),
    Overlay("pages/members/RemoveMemberDialog.tsx", "members", ("button Remove Vera",)),
    Overlay("pages/settings/RequireSecondFactorDialog.tsx", "team-settings",
            ("button Require it",)),
    Overlay("pages/account/AuthenticatorApp.tsx", "account", ("button Turn off",), prepare=_second_factor),
    Overlay("pages/account/PasskeyRow.tsx", "account", ("button Remove Laptop",), prepare=_passkey),
    Overlay("pages/account/RenamePasskeyDialog.tsx", "account", ("button Rename Laptop",), prepare=_passkey),
    Overlay("pages/administration/DisableDialog.tsx", "administration", (_USER_MENU, "menuitem Disable")),
    Overlay("pages/administration/EndSessionsDialog.tsx", "administration", (_USER_MENU, "menuitem End")),
    Overlay("pages/administration/QuotaDialog.tsx", "administration-teams", ("button Quotas of",)),
    Overlay("pages/administration/ResetLinkDialog.tsx", "administration", (_USER_MENU, "menuitem Make")),
    Overlay("pages/administration/UserMenu.tsx", "administration", (_USER_MENU,), "menu"),
    Overlay("app/AccountMenu.tsx", "dashboard", ("button Account menu",), "menu"),
    Overlay("app/NavigationDrawer.tsx", "dashboard", ("button Open navigation",), size=PHONE),
    Overlay("app/TeamSwitcher.tsx", "dashboard", ("button switch team",), "menu"),
    Overlay("entities/comments/CommentsPanel.tsx", "architecture", ("button Comments",)),
    Overlay("entities/comments/CommentItem.tsx", "architecture", _COMMENT_MENU, "menu"),
    Overlay("entities/comments/CommentItem.tsx", "architecture", (*_COMMENT_MENU, "menuitem Delete")),
    Overlay("entities/library/DeleteEntryDialog.tsx", "own-control", ("button Delete",)),
    Overlay("pages/attackPaths/AttackerDialog.tsx", "attackers", ("button Add attacker",)),
    Overlay("pages/attackPaths/CrownJewelDialog.tsx", "crown-jewels", ("button Mark a crown jewel",)),
    Overlay("pages/attackPaths/tree/NodeDialog.tsx", "attack-tree", ("button Edit",)),
    Overlay("pages/pasta/document/PastaDownload.tsx", "pasta",
            ("button Download in another format",), "menu"),
    Overlay("pages/pasta/ApproveDialog.tsx", "pasta", ("button Approve stage",)),
    Overlay("pages/pasta/StageOwnerDialog.tsx", "pasta", ("button Owner and note",)),
    Overlay("pages/pasta/records/RecordDialog.tsx", "pasta", ("button Add objective",)),
    Overlay("pages/pasta/agents/ThreatAgentDialog.tsx", "pasta-agents", ("button Add threat agent",)),
    Overlay("pages/linddunGo/RecordThreatDialog.tsx", "linddun-go", ("button Record threat",)),
    Overlay("pages/linddunGo/ParticipantsDialog.tsx", "linddun-go", ("button Participants",)),
    Overlay("pages/linddunGo/SessionActions.tsx", "linddun-go", ("button Finish session",)),
    Overlay("pages/review/RunningReview.tsx", "review", ("button End review",), prepare=_review_running),
    Overlay("entities/reviews/ReviewMenu.tsx", "review", ("button More of the review",), "menu",
            prepare=_review_running),
    Overlay("entities/reviews/ReviewBar.tsx", "review", ("button Notes",), prepare=_review_running),
    Overlay("pages/incidentResponse/StartDialog.tsx", "response", ("button Start Compromised container",)),
    Overlay("pages/incidentResponse/StepOwner.tsx", "response-run", ("button Owner of step 1",), "menu"),
    Overlay("pages/assessments/AssessmentDialog.tsx", "assessments", ("button Add assessment",)),
    Overlay("pages/assessments/AssessmentMenu.tsx", "assessment", ("button More actions",), "menu"),
    Overlay("pages/assessments/AssessmentMenu.tsx", "assessment",
            ("button More actions", "menuitem Delete")),
    Overlay("pages/assessments/FindingDialog.tsx", "assessment", ("button Add finding",)),
    Overlay("pages/assessments/FindingActions.tsx", "assessment", ("button Actions for Socket",), "menu"),
    Overlay("pages/assessments/FindingActions.tsx", "assessment",
            ("button Actions for Socket", "menuitem Delete")),
    Overlay("pages/assessments/FindingLinkMenu.tsx", "assessment", ("button Link Socket",), "menu"),
    Overlay("pages/assessments/FindingLinkMenu.tsx", "assessment",
            ("button Link Socket", "menuitem Link to a threat")),
    Overlay("pages/coverage/CellPopover.tsx", "coverage", ("button Spoofing",)),
    Overlay("pages/dashboard/DeleteModelDialog.tsx", "dashboard", (_MODEL_MENU, "menuitem Delete")),
    Overlay("pages/dashboard/DuplicateModelDialog.tsx", "dashboard", (_MODEL_MENU, "menuitem Duplicate")),
    Overlay("pages/dashboard/ModelMenu.tsx", "dashboard", (_MODEL_MENU,), "menu"),
    Overlay("pages/dashboard/NewModelDialog.tsx", "dashboard", ("button New model",)),
    Overlay("pages/dashboard/EditModelDialog.tsx", "dashboard", (_MODEL_MENU, "menuitem Edit details")),
    Overlay("pages/dashboard/organize/FoldersDialog.tsx", "dashboard", ("button Folders",)),
    Overlay("pages/dashboard/organize/OrganizeDialog.tsx", "dashboard", ("button Move to folder",),
            prepare=_model_selected),
    Overlay("pages/dataSets/DataSetDrawer.tsx", "data", ("button Add data set",)),
    Overlay("pages/dataSets/DeleteDataSet.tsx", "data", ("row Footage", "button Delete")),
    Overlay("pages/architecture/Editor.tsx", "architecture", ("button Outline",),
            size=PHONE),
    Overlay("pages/architecture/toolbar/FilterMenu.tsx", "architecture", ("button Filter",)),
    Overlay("pages/architecture/toolbar/LayersMenu.tsx", "architecture", ("button Layers",)),
    Overlay("pages/architecture/toolbar/Legend.tsx", "architecture", ("button Legend",)),
    Overlay("pages/architecture/panels/Picker.tsx", "architecture", ("button Find an element",)),
    Overlay("entities/savedViews/SavedViewsMenu.tsx", "architecture", ("button Views",)),
    Overlay("entities/savedViews/DeleteView.tsx", "architecture",
            ("button Views", "button Actions for Edge", "menuitem Delete"), "dialog", "Delete the view"),
    Overlay("entities/savedViews/ViewRow.tsx", "architecture",
            ("button Views", "button Actions for Edge"), "menu"),
    Overlay("entities/savedViews/SavedViewsMenu.tsx", "threats", ("button Saved filters",)),
    Overlay("pages/history/ApproveDialog.tsx", "versions", (_VERSION_MENU, "menuitem Approve")),
    Overlay("pages/history/ChangeMenu.tsx", "history", (_CHANGE_MENU,), "menu"),
    Overlay("entities/history/RestoreDialog.tsx", "history", (_CHANGE_MENU, "menuitem Restore")),
    Overlay("pages/history/VersionDialog.tsx", "history", ("button Save version",)),
    Overlay("pages/history/VersionMenu.tsx", "versions", (_VERSION_MENU,), "menu"),
    Overlay("entities/imports/ImportDialog.tsx", "imports", ("button Import",)),
    Overlay("entities/notices/InboxButton.tsx", "dashboard", ("button Inbox",)),
    Overlay("pages/settings/webhooks/WebhookDialog.tsx", "team-settings", ("button Add webhook",)),
    Overlay("pages/settings/webhooks/WebhookRow.tsx", "team-settings", ("button Actions for Chat",), "menu"),
    Overlay("pages/settings/webhooks/DeliveryLog.tsx", "team-settings",
            ("button Actions for Chat", "menuitem Show deliveries")),
    Overlay("pages/settings/webhooks/SecretDialog.tsx", "team-settings",
            ("button Actions for Chat", "menuitem Replace secret")),
    Overlay("pages/settings/reportTemplates/TemplateDialog.tsx", "team-settings", ("button Add template",)),
    Overlay("pages/settings/reportTemplates/TemplateRow.tsx", "team-settings",
            ("button Actions for Audit report",), "menu"),
    Overlay("pages/reports/NewReportDialog.tsx", "reports", ("button New report",)),
    Overlay("pages/reports/ReportActions.tsx", "reports", ("button Actions for Markdown report",), "menu"),
    Overlay("pages/reports/ShareDialog.tsx", "reports",
            ("button Actions for Markdown report", "menuitem Share by link")),
    Overlay("pages/proposals/DecideDialog.tsx", "proposals", ("button Reject: Flow",)),
    Overlay("pages/threats/ExportMenu.tsx", "threats", ("button Export",), "menu"),
    Overlay("pages/architecture/toolbar/ExportMenu.tsx", "architecture", ("button Export picture",), "menu",
            prepare=canvas_drawn),
    Overlay("entities/acceptances/AcceptanceDrawer.tsx", "acceptances", ("row A1",)),
    Overlay("entities/acceptances/AcceptanceActionDialog.tsx", "acceptances", ("row A1", "button Approve")),
    Overlay("entities/acceptances/RequestAcceptanceDialog.tsx", "threat", ("button Request acceptance",)),
    Overlay("entities/mitigations/AddMitigation.tsx", "threat", ("button Add",), "menu"),
    Overlay("entities/mitigations/AddMitigationDialog.tsx", "threat", ("button Add", "menuitem Propose")),
    Overlay("entities/mitigations/AddMitigationDialog.tsx", "threat", ("button Add", "menuitem Apply")),
    Overlay("entities/mitigations/AddMitigationDialog.tsx", "threat", ("button Add", "menuitem Attach")),
    Overlay("ui/DateField.tsx", "mitigations", ("button Choose Due date of M1",)),
    Overlay("entities/mitigations/MitigationDrawer.tsx", "mitigations", ("row M1",)),
    Overlay("entities/mitigations/MitigationDetail.tsx", "mitigations", ("row M1", "button Delete")),
    Overlay("entities/mitigations/AttachThreats.tsx", "mitigations", ("row M1", "button Attach threats")),
    Overlay("entities/mitigations/EstimateMenu.tsx", "mitigations",
            ("row M1", "button Effort of M1"), "menu"),
    Overlay(
        "entities/mitigations/MitigationConflictDialog.tsx",
        "mitigations",
        ("button Status of M1", "menuitem Planned"),
        name="two versions",
        prepare=_another_was_faster,
    ),
    Overlay("pages/mitigations/suggestions/PlanDialog.tsx", "mitigations-suggested", ("button Threats",)),
    Overlay("entities/mitigations/OwnerField.tsx", "mitigations", ("button Owner of M1",), "menu"),
    Overlay("ui/NoteDialog.tsx", "mitigations",
            ("button Status of M1", "menuitem Verified")),
    Overlay("entities/mitigations/StatusField.tsx", "mitigations", ("button Status of M1",), "menu"),
    Overlay("entities/questions/cards/AskDialog.tsx", "questions", ("button Ask…",)),
    Overlay("entities/questions/cards/DeferAndAskButtons.tsx", "questions", ("button More for",), "menu",
            prepare=_card_opened),
    Overlay("entities/questions/RecordsDialog.tsx", "architecture", ("button change the list",),
            prepare=_facts_shown),
    Overlay("entities/library/DeleteEntryDialog.tsx", "own-rule", ("button Delete",)),
    Overlay("ui/NoteDialog.tsx", "threat", ("button Status of T", "menuitem Not applicable")),
    Overlay("entities/threats/StatusControl.tsx", "threat", ("button Status of T",), "menu"),
    Overlay("pages/threats/RateRiskDialog.tsx", "threat", ("button Enter CVSS vector",),
            prepare=_rated_by_cvss),
    Overlay("pages/posture/RatingMethodDialog.tsx", "posture", ("button Change method",)),
    Overlay("ui/FilterMenu.tsx", "threats", ("button Severity",)),
    Overlay("entities/exports/ExportDialog.tsx", "dashboard", (_MODEL_MENU, "menuitem Export")),
    Overlay("entities/exports/ExportDialog.tsx", "threats",
            ("button Export", "menuitem Format of another tool")),
    Overlay("pages/threats/GroupMenu.tsx", "threats", ("button Group by",), "menu"),
    Overlay("entities/threats/triage/TriageDialog.tsx", "threat", ("button Owner: No owner",)),
    Overlay("ui/ShortcutDialog.tsx", "dashboard", ("button Account menu", "menuitem Keyboard shortcuts")),
)  # fmt: skip

# Opened by what is done on the canvas; test_keyboard.py has the keys for them, or they need company.
ELSEWHERE = {
    "app/SignOutDialog.tsx",  # asks only where changes wait to be sent
    "pages/architecture/panels/ConnectMenu.tsx",  # opens where a line is let go
    "pages/architecture/panels/ElementContextMenu.tsx",
    "pages/architecture/panels/Inspector.tsx",
    "pages/architecture/panels/SelectionBar.tsx",
    "pages/architecture/presence/ParticipantsBar.tsx",  # shows only in company
    "entities/acceptances/EditAcceptanceDialog.tsx",  # of the requester alone: test_threat_lifecycle.py
    "pages/account/AddPasskeyDialog.tsx",  # not at IP addresses: test_passkeys.py
    # Checked while open in test_manual_threats.py.
    "entities/threats/AddThreatDialog.tsx",
    "entities/threats/EditThreatDialog.tsx",
    "entities/threats/SeverityDialog.tsx",
    "pages/threats/OtherModelsDialog.tsx",  # of a threat that is decided: test_other_models.py
    "pages/threats/ThreatMenu.tsx",
    "pages/threats/TriageBar.tsx",  # shows once rows are selected: test_triage.py
}
