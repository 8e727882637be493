"""A signed-in person with one analyzed model, and the addresses of everything they can look at."""

import hashlib
import uuid
from dataclasses import dataclass

from tests.browser.agent import Agent
from tests.services.deployment import ROOT, Server
from tests.services.visitor import PASSWORD, Visitor
from tests.team_library import CONTROL, RULE

OWN_CONTROL = "team-ask"
MEDIA = ROOT / "fixtures" / "demo" / "media-compose" / "docker-compose.yml"


FOOTAGE = {
    "name": "Footage of visitors",
    "classification": "restricted",
    "personal_data": True,
    "personal_data_categories": ["media", "biometric"],
    "data_subjects": ["visitors"],
    "on": [{"on": "element", "uid": "compose:transcoder"}],
}


@dataclass(frozen=True, slots=True)
class MediaModel:
    """Who is signed in, and the model of the studio."""

    visitor: Visitor
    model: str


@dataclass(frozen=True, slots=True)
class DemoModel(MediaModel):
    """Somebody who may see every page, and has something on each."""

    team: str
    threat: int
    run: str
    assessment: str
    tracker: str

    @property
    def pages(self) -> dict[str, str]:
        """Address of every page behind the login, by a name that suits a file."""
        return pages(
            team=self.team,
            model=self.model,
            threat=self.threat,
            run=self.run,
            assessment=self.assessment,
            tracker=self.tracker,
        )


# Addresses name a goal by a digest of level and element, so it is the same in every model.
HOST_TAKEOVER = hashlib.sha256(b"root node:compose").hexdigest()[:16]
GUEST_PAGES = {"login": "/login", "signup": "/signup", "reset-password": "/reset-password"}


def pages(
    *, team: str, model: str, threat: int, run: str = "", assessment: str = "", tracker: str = ""
) -> dict[str, str]:
    """Address of every page behind the login, by a name that suits a file."""
    in_model = {name: f"/m/{model}/{name}" for name in (
        "architecture", "data", "analysis", "threats", "mitigations", "questions", "coverage", "history",
        "imports", "attack-paths", "posture", "reports", "proposals",
    )} | _mitigation_views(model)  # fmt: skip
    in_team = {name: f"/t/{team}/{name}" for name in ("members", "rules", "controls", "acceptances")}
    return {
        "attackers": f"/m/{model}/attack-paths?tab=attackers",
        "crown-jewels": f"/m/{model}/attack-paths?tab=crown-jewels",
        "attack-tree": f"/m/{model}/attack-paths/{HOST_TAKEOVER}?tab=tree",
        "dashboard": f"/t/{team}",
        **_settings(team, tracker),
        "new-rule": f"/t/{team}/rules/new",
        "rule": f"/t/{team}/rules/container-runtime-socket-mounted",
        "new-control": f"/t/{team}/controls/new?from=socket-proxy",
        "control": f"/t/{team}/controls/remove-runtime-socket",
        "team-posture": f"/t/{team}/posture",
        "team-posture-models": f"/t/{team}/posture?tab=models",
        "team-posture-threats": f"/t/{team}/posture?tab=threats",
        "team-posture-groups": f"/t/{team}/posture?tab=groups&by=owner",
        "own-rule": f"/t/{team}/rules/{RULE['id']}",
        "own-control": f"/t/{team}/controls/{OWN_CONTROL}",
        **{name: f"/{name}" for name in ("portfolio", "my-work", "account", "inbox")},
        **_administration(),
        **in_team,
        **in_model,
        "decided-proposals": f"/m/{model}/proposals?decided=1",
        "versions": f"/m/{model}/history?tab=versions",
        "events": f"/m/{model}/history?tab=events",
        "compare": f"/m/{model}/history/compare?before=0",
        "drawn-comparison": f"/m/{model}/history/compare?before=0&view=drawing",
        "compared-threats": f"/m/{model}/history/compare?before=0&view=threats",
        "comments": f"/m/{model}/architecture?comments=open",
        "pod-security": f"/m/{model}/coverage?method=pod-security",
        "defense-layers": f"/m/{model}/coverage?method=layers",
        **_pasta(model),
        "review": f"/m/{model}/review",
        "response": f"/m/{model}/response",
        "response-run": f"/m/{model}/response?run={run}",
        "assessments": f"/m/{model}/assessments",
        "assessment": f"/m/{model}/assessments?assessment={assessment}",
        **_linddun_go(model),
        "library-update": f"/m/{model}/library-update",
        "threat": f"/m/{model}/threats/{threat}",
        "not-found": "/there-is-no-such-page",
    }


def _linddun_go(model: str) -> dict[str, str]:
    return {
        "linddun-go": f"/m/{model}/linddun-go",
        "linddun-go-sessions": f"/m/{model}/linddun-go?session=all",
        "linddun-go-card": f"/m/{model}/architecture?card=DD1",
    }


def _pasta(model: str) -> dict[str, str]:
    views = {
        "pasta": "stage=1",
        "pasta-agents": "stage=4",
        "pasta-risk": "stage=7",
        "pasta-document": "view=document",
    }
    return {name: f"/m/{model}/pasta?{view}" for name, view in views.items()}


def _administration() -> dict[str, str]:
    tabs = ("teams", "instance", "log")
    return {"administration": "/admin"} | {f"administration-{tab}": f"/admin?tab={tab}" for tab in tabs}


def _settings(team: str, tracker: str) -> dict[str, str]:
    settings = f"/t/{team}/settings"
    return {
        "team-settings": settings,
        "risk-matrix": f"{settings}/risk",
        "audit-log": f"{settings}/audit",
        "tracker": f"{settings}/trackers/{tracker}",
        "new-tracker": f"{settings}/trackers/new",
    }


def _mitigation_views(model: str) -> dict[str, str]:
    views = ("board", "calendar", "suggested", "trackers")
    return {f"mitigations-{view}": f"/m/{model}/mitigations?view={view}" for view in views}


def bare_pages(*, team: str, model: str) -> dict[str, str]:
    """Address of every page that looks different while there is nothing to show."""
    in_model = pages(team=team, model=model, threat=0)
    names = ("architecture", "data", "analysis", "threats", "mitigations", "questions", "coverage", "history",
             "versions", "events", "imports", "compare", "comments", "pod-security", "defense-layers",
             "pasta", "attack-paths", "pasta-document", "linddun-go", "members", "acceptances",
             "posture", "response", "assessments", "reports", "proposals", "decided-proposals")  # fmt: skip
    # No threat has this number, and nobody has such a control.
    lost = {"threat": f"/m/{model}/threats/9999", "control": f"/t/{team}/controls/none", "model": "/m/none"}
    return {name: in_model[name] for name in names} | lost


def make_media_model(server: Server) -> MediaModel:
    """Sign up, and import the studio's compose file over the API."""
    visitor = Visitor(server.url)
    visitor.sign_up(f"studio-{uuid.uuid4().hex[:8]}@bulkhead.example", name="Stella Studio")
    model = visitor.model("Media library")
    job = visitor.import_files(model, {MEDIA.name: MEDIA.read_bytes()})
    if job["state"] != "succeeded":
        raise RuntimeError(f"the import failed: {job}")
    visitor.post(f"/api/models/{model}/data-sets/", FOOTAGE)
    return MediaModel(visitor, model)


def make_demo_model(server: Server) -> DemoModel:
    """Make the studio's model for an administrator, and one of everything else."""
    made = make_media_model(server)
    visitor, model = made.visitor, made.model
    server.manage("users", "make-admin", visitor.get("/api/session/")["user"]["email"])
    worst = visitor.get(f"/api/models/{model}/threats/?ordering=-score")["results"][0]
    control = visitor.get(f"/api/models/{model}/threats/{worst['number']}/")["controls"][0]
    proposal = {"threats": [worst["number"]], "control": control["id"], "title": control["title"]}
    visitor.post(f"/api/models/{model}/mitigations/", proposal | {"description": control["how"]})
    team = visitor.get("/api/teams/")["results"][0]["id"]
    _add_own_content(visitor, team, model)
    assessment = _assess(visitor, model, worst["number"])
    tracker = _track(visitor, team, model, worst["number"])
    return DemoModel(visitor, model, team, worst["number"], _respond(visitor, model), assessment, tracker)


def _track(visitor: Visitor, team: str, model: str, threat: int) -> str:
    """Connect an issue tracker that does not answer, and ask it for an issue; return its id."""
    values = {
        "name": "Backlog",
        "kind": "github",
        "base_url": "https://issues.example.com",
        "project": "example/shop",
        "token": "t0ken",
    }
    tracker: str = visitor.post(f"/api/teams/{team}/trackers/", values)["id"]
    wanted = {"tracker": tracker, "threats": {"numbers": [threat]}}
    visitor.post(f"/api/models/{model}/issue-links/", wanted)
    return tracker


def _respond(visitor: Visitor, model: str) -> str:
    """Start a response on the service with the Docker socket, with a note; return its id."""
    runs = f"/api/models/{model}/response/runs/"
    run: str = visitor.post(runs, {"playbook": "compromised-container", "element": "compose:proxy"})["id"]
    visitor.post(f"{runs}{run}/steps/0/notes/", {"text": "An unknown process at 10:02."})
    return run


def _assess(visitor: Visitor, model: str, threat: int) -> str:
    """Record a penetration test that confirmed the threat; return its id."""
    assessments = f"/api/models/{model}/assessments/"
    test = {"kind": "penetration-test", "title": "Test of spring", "performed_on": "2026-03-12"}
    made: str = visitor.post(assessments, test)["id"]
    finding = {
        "title": "Socket reachable",
        "severity": "high",
        "status": "confirmed",
        "evidence": "Listed the containers of the host.",
        "threats": [threat],
        "subjects": ["compose:proxy"],
    }
    visitor.post(f"{assessments}{made}/findings/", finding)
    return made


def _add_own_content(visitor: Visitor, team: str, model: str) -> None:
    """Add one of each thing that people make themselves, a deleted model, and other members."""
    visitor.delete(f"/api/models/{visitor.model('Old shop')}/")
    visitor.post(f"/api/teams/{team}/controls/", {"id": OWN_CONTROL, **CONTROL})
    visitor.post(f"/api/teams/{team}/rules/", {"rule": {**RULE, "controls": ["socket-proxy"]}})
    editor = visitor.invite(f"eva-{uuid.uuid4().hex[:8]}@bulkhead.example", role="editor", name="Eva Editor")
    # Saved by somebody else, so that it may be approved.
    editor.post(f"/api/models/{model}/versions/", {"name": "Release 1", "note": "As shipped."})
    visitor.post(f"/api/models/{model}/views/", {"name": "Edge", "document": {}})
    urgent = {"filters": {"severity": ["critical", "high"], "ordering": ["due"]}}
    visitor.post(f"/api/models/{model}/views/", {"shows": "threats", "name": "Urgent", "document": urgent})
    _play_cards(visitor, editor, model)
    webhook = {
        "name": "Chat",
        "url": "https://hooks.example.com/1",
        "format": "slack",
        "events": ["sign-off"],
    }
    visitor.post(f"/api/teams/{team}/webhooks/", webhook)
    visitor.post("/_allauth/browser/v1/auth/reauthenticate", {"password": PASSWORD})
    visitor.post("/api/account/tokens/", {"name": "Pipeline", "team": team, "scopes": ["import"]})
    _propose(visitor, model)
    _make_report(visitor, team, model)
    comment = {"on": "element", "uid": "compose:transcoder", "text": "Why root?"}
    visitor.post(f"/api/models/{model}/comments/", comment)
    visitor.invite(f"vera-{uuid.uuid4().hex[:8]}@bulkhead.example", role="viewer", name="Vera Viewer")
    _request_acceptance(visitor, editor, model)


def _propose(visitor: Visitor, model: str) -> None:
    """Let an agent propose one of each kind, and one more that is rejected."""
    agent = Agent(visitor)
    elements = {
        one["uid"]: one["id"] for one in visitor.get(f"/api/models/{model}/architecture/")["elements"]
    }
    question = visitor.get(f"/api/models/{model}/questions/?page_size=200")["results"][0]
    value = {"bool": True, "list": [], "records": [], "int": 1}.get(
        question["type"], next(iter(question["options"]), "x")
    )
    agent.propose(model, "Its Dockerfile says so.", answer={"question": question["id"], "value": value})
    ends = {"source": elements["compose:proxy"], "destination": elements["compose:transcoder"], "name": ""}
    agent.propose(model, "Its code calls it.", flow={**ends, "facts": {"protocol": "http", "port": 8080}})
    for title in ("Limit the socket", "Remove the host"):
        mitigation = {"threats": [1, 2], "control": None, "title": title, "description": ""}
        last = agent.propose(model, "Seen in the repository.", mitigation=mitigation)
    visitor.post(f"/api/models/{model}/proposals/{last['id']}/reject/", {"note": "It is needed."})


def _request_acceptance(visitor: Visitor, editor: Visitor, model: str) -> None:
    """Let the editor ask the visitor to accept the risk of the least of the threats."""
    least = visitor.get(f"/api/models/{model}/threats/?ordering=score")["results"][0]["number"]
    options = editor.get(f"/api/models/{model}/acceptances/options/")
    request = {
        "selection": {"numbers": [least]},
        "justification": "The studio is rebuilt in spring.",
        "conditions": "Nobody else gets access.",
        "residual_risk": "low",
        "expires_on": options["default_expires_on"],
        "approvers": [one["id"] for one in options["approvers"]],
    }
    editor.post(f"/api/models/{model}/acceptances/", request)


def _make_report(visitor: Visitor, team: str, model: str) -> None:
    """Have a report made, and keep a template for others."""
    template = {"name": "Audit report", "classification": "Internal", "sections": ["summary", "sign-off"]}
    visitor.post(f"/api/teams/{team}/report-templates/", template)
    report = visitor.post(f"/api/models/{model}/reports/", {"format": "markdown", "sections": ["summary"]})
    visitor.job_ended(report["job"])


def _play_cards(visitor: Visitor, editor: Visitor, model: str) -> None:
    """Finish one session of LINDDUN GO, and start another one with a vote and a threat."""
    sessions = f"/api/models/{model}/linddun-go/sessions/"
    members = [person.get("/api/session/")["user"]["id"] for person in (visitor, editor)]
    first = visitor.post(sessions, {"categories": ["linking"], "participants": members})
    visitor.post(f"{sessions}{first['id']}/finish/", {"version": 0})
    running = visitor.post(sessions, {"participants": members})
    card = f"{sessions}{running['id']}/cards/L1/"
    vote = {"answer": "applies", "note": "In the log", "uids": ["compose:transcoder"]}
    editor.put(f"{card}vote/", vote)
    subjects = [{"on": "element", "uid": "compose:transcoder"}]
    threat = {"title": "Visitors can be linked", "severity": "medium", "subjects": subjects}
    visitor.post(f"{card}threats/", threat)
