"""One thing of each kind in a team, by the name that it has in addresses."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from tests.pasta.rows import ROWS
from tests.people import make_user
from tests.security.routes import Route
from tests.team_library import CONTROL, RULE
from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Membership, Team, User
from threatmodel.accounts.services import invitation_create
from threatmodel.api_tokens.services import token_create
from threatmodel.architecture.models import Change, Element, Flow, ModelFolder, SavedView, ThreatModel
from threatmodel.assessments.models import Assessment
from threatmodel.attack_paths.models import Attacker, AttackTreeNode, CrownJewel, GoalResult, PathRun
from threatmodel.attack_paths.path_serialization import state_key
from threatmodel.comments.models import Comment
from threatmodel.engine.analysis.analyzer_version import analyzer_version
from threatmodel.engine.analysis.attack_trees.from_paths import goal_key
from threatmodel.engine.library.attack_steps import State
from threatmodel.engine.library.loader import load_library
from threatmodel.history.models import EventGroup, ModelEvent, Version
from threatmodel.incident_response.models import ResponseRun
from threatmodel.jobs.encryption import encrypt
from threatmodel.jobs.services import job_create
from threatmodel.library.models import TeamControl, TeamRule
from threatmodel.linddun_go.models import DealtCard, PrivacySession
from threatmodel.pasta.models import (
    ComplianceRequirement,
    CountermeasureSet,
    ImpactCriterion,
    IntelligenceItem,
    Objective,
    RiskAppetite,
    ScopeExclusion,
)
from threatmodel.proposals.models import Proposal
from threatmodel.reports.models import FILE_PURPOSE, Report, ReportFile, ReportLink, ReportTemplate
from threatmodel.reviews.models import ReviewItem, ReviewSession
from threatmodel.threats.acceptances.models import RiskAcceptance
from threatmodel.threats.analysis.models import LibraryUpdate, ModelCounters
from threatmodel.threats.analysis.services.analysis_diff import Difference
from threatmodel.threats.analysis.services.library_report import library_report
from threatmodel.threats.mitigation_evidence.models import EvidenceContent, MitigationEvidence
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.questions.models import Question
from threatmodel.threats.threats.models import Threat
from threatmodel.trackers.choices import DEFAULT_MAPPING
from threatmodel.trackers.models import IssueLink, StatusProposal, Tracker
from threatmodel.webhooks.models import Delivery
from threatmodel.webhooks.services.webhooks import webhook_create

Things = dict[str, str]
WEBHOOK = {
    "name": "Chat",
    "url": "https://hooks.example.com/abc",
    "format": "json",
    "events": ["due"],
}

TRACKER = {
    "name": "Issues",
    "kind": "github",
    "base_url": "https://127.0.0.1",  # which no instance may reach
    "project": "example/shop",
    "token": b"t",
    "mapping": DEFAULT_MAPPING,
}


def things_of(team: Team, *, by: User) -> Things:
    model = ThreatModel.objects.create(team=team, name="Shop", created_by=by, seq=1)
    in_model = _model_things(model, by)  # before the team gets more members
    known = {"team": str(team.pk), "model": str(model.pk), "export_format": "otm"}
    return {**known, **in_model, **_team_things(team, by), **_tracker_things(model, by)}


def _team_things(team: Team, by: User) -> Things:
    invited = invitation_create(team=team, email=f"{uuid4()}@example.com", role=Role.VIEWER, invited_by=by)
    rule = TeamRule.objects.create(team=team, rule=f"team-{team.slug}", definition=RULE)
    control = TeamControl.objects.create(team=team, control=f"team-{team.slug}", definition=CONTROL)
    # A member who makes no request in these tests: members may remove themselves.
    member = Membership.objects.create(team=team, user=make_user(f"m{uuid4().hex}"), role=Role.VIEWER)
    deleted = ThreatModel.objects.create(team=team, name="Old shop", deleted_at=timezone.now())
    webhook = webhook_create(team=team, actor=by, values=WEBHOOK).webhook
    delivery = Delivery.objects.create(
        webhook=webhook, key="one", event="due", body="{}", state="failed", due_at=timezone.now()
    )
    token = token_create(user=by, team_id=team.pk, name="Pipeline", scopes=["read"], days=1).token
    return {
        "deleted": str(deleted.pk),
        "template": str(ReportTemplate.objects.create(team=team, name="Board", logo=b"x").pk),
        "folder": str(ModelFolder.objects.create(team=team, name="Payments").pk),
        "member": str(member.pk),
        "user": str(member.user_id),
        "invitation": str(invited.invitation.pk),
        "rule": rule.rule,
        "control": control.control,
        "webhook": str(webhook.pk),
        "delivery": str(delivery.pk),
        "token": str(token.pk),
    }


def _analysis_things(model: ThreatModel) -> None:
    numbers = {"last_threat": 1, "last_mitigation": 1, "last_acceptance": 1}
    ModelCounters.objects.update_or_create(model=model, defaults=numbers)
    LibraryUpdate.objects.create(
        model=model, version=analyzer_version(), earlier_version="0.0.9", seq=1, changes=[],
        counts=library_report(Difference()).counts, created_at=timezone.now(),
    )  # fmt: skip


def _model_things(model: ThreatModel, by: User) -> Things:
    drawn = {"origin": "person"}
    stated = {"owner": {"value": "Ada", **drawn}}
    element = Element.objects.create(
        model=model, uid="compose:web", kind="workload", name="web", source=drawn, facts=stated
    )
    data_set = Element.objects.create(
        model=model, uid="data:orders", kind="data-set", name="Orders", source=drawn
    )
    flow = Flow.objects.create(
        model=model, uid="flow:a->b:", source=element, destination=element, origin="drawn",
        provenance=drawn, facts=stated,
    )  # fmt: skip
    threat = Threat.objects.create(
        model=model, number=1, fingerprint="0" * 32, rule="r", title="T", severity="high", score=70,
        element=element, subject_uid=element.uid, subject_name="web", subject_kind="workload",
        category_bits=1, first_seen_at=timezone.now(),
    )  # fmt: skip
    mitigation = Mitigation.objects.create(model=model, number=1, title="M")
    evidence = MitigationEvidence.objects.create(
        mitigation=mitigation, kind="file", title="scan.txt", media_type="text/plain", size_bytes=2
    )
    EvidenceContent.objects.create(evidence=evidence, data=b"ok")
    removed = MitigationEvidence.objects.create(
        mitigation=mitigation, kind="note", title="Old", text="Old", removed_at=timezone.now()
    )
    question = Question.objects.create(model=model, element=element, fact="replicas", text="How many?")
    job = job_create(team=model.team, kind="import", user=by, model=model)
    _analysis_things(model)
    return {
        "element": str(element.pk),
        "flow": str(flow.pk),
        "fact": "owner",
        "data_set": str(data_set.pk),
        "number": str(threat.number),
        "evidence": str(evidence.pk),
        "removed_evidence": str(removed.pk),
        "question": str(question.pk),
        "job": str(job.pk),
        "group": str(EventGroup.objects.create(model=model, count=1).pk),
        **_attack_path_things(model),
        **_authored_things(model, by),
        **_pasta_things(model),
        **_privacy_session_things(model),
        **_assessment_things(model),
        **_report_things(model),
    }


def _tracker_things(model: ThreatModel, by: User) -> Things:
    tracker = Tracker.objects.create(team=model.team, **TRACKER, next_sync_at=timezone.now())
    link = IssueLink.objects.create(
        tracker=tracker, model=model, mitigation=model.mitigations.get(), origin="existing", state="linked",
        remote_id="1", key="#1", fault="Refused", due_at=timezone.now(), synced_status="proposed",
    )  # fmt: skip
    proposal = StatusProposal.objects.create(
        link=link, from_status="proposed", to_status="implemented", remote_status="Closed"
    )
    return {"tracker": str(tracker.pk), "issue_link": str(link.pk), "status_proposal": str(proposal.pk)}


def _report_things(model: ThreatModel) -> Things:
    report = Report.objects.create(
        model=model, format="markdown", sections=["summary"], seq=1, saved_at=timezone.now(), size_bytes=2
    )
    ReportFile.objects.create(report=report, ciphertext=encrypt(b"ok", purpose=FILE_PURPOSE))
    until = timezone.now() + timedelta(days=1)
    link = ReportLink.objects.create(report=report, token_hash=uuid4().hex, expires_at=until)
    return {"report": str(report.pk), "link": str(link.pk)}


def _attack_path_things(model: ThreatModel) -> Things:
    run = PathRun.objects.create(
        model=model, number=1, seq=1, inputs="", goals=1, reached=0, paths=0, risk=0, duration_ms=0
    )
    goal = GoalResult.objects.create(
        run=run, position=0, key=state_key(State("compose:web", "execute")),
        goal="node-takeover", title="Web", element_uid="compose:web",
        element_name="web", element_kind="workload", level="execute", worth="high", exposed_workloads=0,
        exposure=0, certain=0, possible=0,
    )  # fmt: skip
    attacker = Attacker.objects.create(model=model, name="Admin", skill="easy", counts=False)
    jewel = CrownJewel.objects.create(
        model=model, element_uid="compose:web", level="execute", title="Web", worth="high"
    )
    root = goal_key([State("compose:web", "execute")])
    node = AttackTreeNode.objects.create(
        model=model, key="added", parent=root, placing="way", title="Web", cost=1, skill="easy", probability=1
    )
    return {"goal": goal.key, "node": node.key, "attacker": str(attacker.pk), "jewel": str(jewel.pk)}


def _authored_things(model: ThreatModel, by: User) -> Things:
    """Things that only their author, or an owner, may change; authors have the lowest role possible."""
    members = User.objects.filter(memberships__team=model.team)
    editor = members.filter(memberships__role=Role.EDITOR).first() or by
    viewer = members.filter(memberships__role=Role.VIEWER).first() or by
    op = {"op": "set", "on": "element", "uid": "data:orders", "props": {"name": "Orders"}}
    change = Change.objects.create(
        model=model, seq=1, actor=editor, batch_id="b", ops=[op], before=[{"name": "Order"}]
    )
    version = Version.objects.create(model=model, seq=1, name="First", created_by=by)
    comment = Comment.objects.create(model=model, place="model", author=viewer, text="Hm")
    view = SavedView.objects.create(team=model.team, model=model, owner=viewer, name="Edge", shared=True)
    RiskAcceptance.objects.create(
        model=model, number=1, justification="It is alone.", residual_risk="low", severity="high", title="T",
        expires_on=timezone.localdate(), threat_count=1, requested_by=editor, requested_at=timezone.now(),
        requested_seq=1,
    )  # fmt: skip
    return {
        "seq": str(change.seq),
        "version": str(version.pk),
        "comment": str(comment.pk),
        "view": str(view.pk),
    }


def _pasta_things(model: ThreatModel) -> Things:
    """A row of each kind under one id, one that was deleted, and a section of a stage."""
    key, removed = uuid4(), str(uuid4())
    Objective.objects.create(id=key, model=model, title="Sell", criticality="low")
    ImpactCriterion.objects.create(id=key, model=model, title="Money")
    ComplianceRequirement.objects.create(id=key, model=model, framework="GDPR")
    RiskAppetite.objects.create(id=key, model=model, scope="All", level="open", statement="Much")
    ScopeExclusion.objects.create(id=key, model=model, reason="Another team reviews it.")
    CountermeasureSet.objects.create(id=key, model=model, title="Quick wins")
    IntelligenceItem.objects.create(id=key, model=model, title="Report", relevance="low")
    was = {"kind": "risk_appetites", "id": removed, "version": 0, **ROWS["risk-appetites"]}
    ModelEvent.objects.create(
        model=model, subject_type="pasta", what="deleted the risk appetite Customer data: averse", before=was
    )
    return {"record": str(key), "removed": removed, "stage": "1", "section": "objectives"}


def _privacy_session_things(model: ThreatModel) -> Things:
    session = PrivacySession.objects.create(model=model)
    _review(session.pk, model)
    dealt = DealtCard.objects.create(session=session, card="L1", place=0)
    run = _response(model)
    return {"session": str(session.pk), "card": dealt.card, "place": "0", "run": str(run.pk)}


def _assessment_things(model: ThreatModel) -> Things:
    made = Assessment.objects.create(
        model=model, kind="audit", title="Audit", performed_on=timezone.localdate()
    )
    finding = made.findings.create(title="Open port", severity="low")
    return {"assessment": str(made.pk), "finding": str(finding.pk), **_proposal_things(model)}


def _proposal_things(model: ThreatModel) -> Things:
    about = {"on": "element", "uid": "compose:web", "fact": "replicas", "names": {"compose:web": "web"}}
    made = Proposal.objects.create(
        model=model, kind="answer", payload={**about, "value": 2, "text": "How many?"}, payload_hash="0" * 64,
        title="web: Replicas = 2", subject_uid="compose:web", reason="Two are started.",
    )  # fmt: skip
    return {"proposal": str(made.pk)}


def _response(model: ThreatModel) -> ResponseRun:
    """A response that runs, with one step."""
    run = ResponseRun.objects.create(
        model=model, playbook="leaked-secret", title="Leak", element_uid="secret", element_name="login",
        element_kind="secret", platform="docker", seq=0, started_at=timezone.now(),
    )  # fmt: skip
    run.steps.create(place=0, key="disable", phase="containment", title="Disable it", text="Disable it.")
    return run


def _review(key: UUID, model: ThreatModel) -> None:
    """A review that has ended, with the id of the other session: both are `session` in addresses."""
    at = timezone.now()
    lists = ("decisions", "mitigations", "acceptances", "questions", "waiting")
    nothing: dict[str, Any] = {name: [] for name in lists}
    review = ReviewSession.objects.create(
        id=key, model=model, state="ended", started_at=at, shown_at=at, ended_at=at,
        minutes={**nothing, "more_decisions": 0}, reviewed=Version.objects.get(model=model, name="First"),
    )  # fmt: skip
    ReviewItem.objects.create(
        session=review, place=0, kind="threat", key="1", title="T", severity="high", score=70
    )


def address(route: Route, things: Things) -> str:
    if "/library/" in route.path:
        things = {**things, "rule": load_library().rules[0].id}
    return "/" + re.sub(r"<\w+:(\w+)>", lambda name: things[name.group(1)], route.path)
