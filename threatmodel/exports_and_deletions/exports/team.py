"""Everything a team can read of itself: members, rules, controls, and its models with all that they hold."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone

from threatmodel.accounts.models import Team
from threatmodel.api.streaming import JsonObject, rows_in_parts
from threatmodel.architecture.models import SavedView, ThreatModel
from threatmodel.assessments.models import AssessmentFinding, AssessmentLink
from threatmodel.attack_paths.models import GoalResult
from threatmodel.dashboards.models import FIGURES
from threatmodel.engine.analysis.risk_matrix import matrix_to_json
from threatmodel.exports_and_deletions.exports.pasta import pasta_of
from threatmodel.exports_and_deletions.exports.reports import report_templates, reports_of
from threatmodel.exports_and_deletions.exports.trackers import issues_of, trackers
from threatmodel.exports_and_deletions.exports.triage import shared_views, triage_of
from threatmodel.exports_and_deletions.exports.webhooks import webhooks
from threatmodel.incident_response.models import ResponseNote, ResponseStep
from threatmodel.linddun_go.models import DealtCard, Participant, RecordedThreat, Vote
from threatmodel.reviews.models import Attendance, ReviewItem, ReviewNote, ReviewPlan
from threatmodel.threats.acceptances.models import AcceptedThreat
from threatmodel.threats.choices import ESTIMATES, categories_of
from threatmodel.threats.mitigation_evidence.models import MitigationEvidence
from threatmodel.threats.mitigations.models import Treatment
from threatmodel.threats.risk.selectors.matrices import risk_matrix_of
from threatmodel.threats.risk.selectors.rating_methods import risk_method_row

SCHEMA: Final = "bulkhead.team/1"

# By their relation to the model; people by name and address, other rows by what the API calls them.
_OF_MODELS: Final[dict[str, tuple[str, ...]]] = {
    "elements": (
        "uid",
        "kind",
        "name",
        "parent__uid",
        "facts",
        "source",
        "x",
        "y",
        "width",
        "height",
        "gone_at",
    ),
    "relations": ("type", "source__uid", "target__uid", "origin"),
    "flows": (
        "uid",
        "source__uid",
        "destination__uid",
        "name",
        "facts",
        "origin",
        "why",
        "provenance",
        "gone_at",
    ),
    "threats": (
        "number",
        "fingerprint",
        "rule",
        "title",
        "severity",
        "score",
        "computed_severity",
        "severity_override__reason",
        "severity_override__by__email",
        "severity_override__at",
        "category_bits",
        "manual__description",
        "manual__references",
        "manual__created_by__email",
        "subject_uid",
        "evidence",
        "certainty",
        "waits_for",
        "status",
        "status_reason",
        "resolution",
        "first_seen_at",
        "closed_at",
        "owner__email",
        "due",
        "info_request__asked__email",
        "likelihood",
        "impact",
        "risk_rating__owasp",
        "risk_rating__vector",
        "scenario__content",
    ),
    "questions": ("element__uid", "flow__uid", "fact", "text", "answered"),
    "mitigations": (
        "number",
        "control",
        "title",
        "description",
        "status",
        "verification_note",
        "verified_by__email",
        "verified_at",
        "owner__email",
        "due",
        *ESTIMATES,
    ),
    "acceptances": (
        "number",
        "status",
        "title",
        "severity",
        "threat_count",
        "justification",
        "conditions",
        "residual_risk",
        "expires_on",
        "extends__number",
        "requested_by__email",
        "requested_at",
        "decided_by__email",
        "decided_at",
        "decision_note",
        "ended_by__email",
        "ended_at",
        "end_note",
    ),
    "reviews": (
        "id",
        "state",
        "scope",
        "planned_minutes",
        "started_by__email",
        "started_at",
        "ended_at",
        "baseline__name",
        "reviewed__name",
        "sign_off_note",
        "minutes",
    ),
    "response_runs": (
        "id",
        "playbook",
        "title",
        "exercise",
        "element_uid",
        "element_name",
        "state",
        "outcome",
        "started_by__email",
        "started_at",
        "closed_by__email",
        "closed_at",
    ),
    "assessments": (
        "id",
        "kind",
        "title",
        "tester",
        "performed_on",
        "scope",
        "next_due",
        "report_url",
        "alerts",
        "created_by__email",
        "created_at",
    ),
    "privacy_sessions": ("id", "state", "position", "started_by__email", "started_at", "finished_at"),
    "attackers": (
        "profile",
        "name",
        "about",
        "motive",
        "skill",
        "resources",
        "counts",
        "enabled",
        "start_rules",
        "starts",
    ),
    "crown_jewels": ("element_uid", "level", "title", "worth", "note"),
    "attack_tree_nodes": (
        "key",
        "parent",
        "placing",
        "title",
        "applies",
        "cost",
        "skill",
        "probability",
        "detectability",
        "reason",
        "note",
        "updated_at",
        "updated_by__email",
    ),
    "path_runs": ("number", "seq", "created_at", "goals", "reached", "paths", "risk", "attackers", "fixes"),
    "posture": FIGURES,
    "proposals": (
        *("kind", "state", "title", "payload", "reason", "agent", "token_name", "proposed_by__email"),
        *("created_at", "decided_by__email", "decided_at", "note", "outdated_because", "result"),
    ),
    "comments": ("place", "place_uid", "place_name", "author__email", "text", "created_at", "resolved_at"),
    "source_files": ("file", "lines"),
    "override_confirmations": (
        *("subject_uid", "fact", "value", "file_value"),
        *("confirmed_by__email", "confirmed_at"),
    ),
    "versions": ("seq", "name", "note", "created_by__email", "created_at"),
    "approvals": ("version__name", "by__email", "at", "ended_at", "is_withdrawn"),
    "events": ("at", "actor__email", "subject_type", "subject_number", "what", "before", "after"),
    "changes": ("seq", "actor__email", "origin", "what", "ops", "before", "created_at"),
}


def team_export(team: Team) -> JsonObject:
    """Return the team as JSON that is read from the database while it is sent."""
    return JsonObject(
        (
            ("schema", SCHEMA),
            ("exported_at", timezone.now()),
            ("team", {"id": team.pk, "name": team.name, "created_at": team.created_at}),
            (
                "members",
                rows_in_parts(team.memberships.all(), "user__email", "user__name", "role", "created_at"),
            ),
            (
                "api_tokens",
                rows_in_parts(
                    _related(team, "api_tokens"),
                    "user__email",
                    "name",
                    "model__name",
                    "can_read",
                    "can_write",
                    "can_import",
                    "can_propose",
                    "tools",
                    "created_at",
                    "expires_at",
                    "last_used_at",
                    "revoked_at",
                ),
            ),
            ("rules", rows_in_parts(_related(team, "rules"), "rule", "definition", "enabled", "created_at")),
            ("controls", rows_in_parts(_related(team, "controls"), "control", "definition", "created_at")),
            ("risk_matrix", matrix_to_json(risk_matrix_of(team_id=team.pk))),
            ("folders", rows_in_parts(_related(team, "folders"), "name")),
            ("report_templates", report_templates(team)),
            ("trackers", trackers(team)),
            ("webhooks", webhooks(team)),
            ("table_mappings", rows_in_parts(_related(team, "table_mappings"), "mapping", "updated_at")),
            ("views", shared_views(SavedView.objects.filter(team=team, model=None))),
            ("models", _models(team)),
        )
    )


def _models(team: Team) -> Iterator[JsonObject]:
    ids = list(ThreatModel.objects.filter(team=team).order_by("name", "pk").values_list("pk", flat=True))
    for model in (ThreatModel.objects.filter(pk=one).first() for one in ids):
        if model is not None:  # else it was deleted while we read
            yield JsonObject(_model(model))


def _model(model: ThreatModel) -> Iterator[tuple[str, Any]]:
    yield "id", model.pk
    yield "name", model.name
    yield "description", model.description
    yield from _settings(model)
    yield "seq", model.seq
    treatments = Treatment.objects.filter(mitigation__model=model)
    yield "treatments", rows_in_parts(treatments, "mitigation__number", "threat__number")
    yield "evidence", _evidence(model)
    yield (
        "accepted_threats",
        rows_in_parts(
            AcceptedThreat.objects.filter(acceptance__model=model),
            "acceptance__number",
            "number",
            "title",
            "subject_uid",
            "severity",
            "score",
            "evidence",
            "change",
            "changed_at",
        ),
    )
    yield (
        "path_goals",
        rows_in_parts(
            GoalResult.objects.filter(run__model=model),
            "run__number",
            "title",
            "element_uid",
            "level",
            "worth",
            "exposed_workloads",
            "exposure",
            "score",
            "certain",
            "possible",
        ),
    )
    yield from _cards_of_sessions(model)
    yield from _parts_of_reviews(model)
    yield from _parts_of_responses(model)
    yield from _parts_of_assessments(model)
    for parts in (reports_of, issues_of, pasta_of, triage_of):
        yield from parts(model)
    for relation, fields in _OF_MODELS.items():
        rows = rows_in_parts(_related(model, relation), *fields)
        yield relation, _with_categories(rows) if relation == "threats" else rows


def _evidence(model: ThreatModel) -> Iterator[dict[str, Any]]:
    """What people put with mitigations; files by name, as each is downloaded by its id."""
    present = MitigationEvidence.objects.filter(mitigation__model=model, removed_at=None)
    columns = ("id", "mitigation__number", "kind", "title", "url", "text", "media_type", "size_bytes")
    return rows_in_parts(present, *columns, "added_by__email", "added_at")


def _cards_of_sessions(model: ThreatModel) -> Iterator[tuple[str, Any]]:
    """Who took part in sessions of LINDDUN GO, their cards, votes and recorded threats."""
    tables: tuple[tuple[str, str, type[Any], tuple[str, ...]], ...] = (
        ("participants", "session", Participant, ("user__email", "place")),
        ("dealt_cards", "session", DealtCard, ("card", "place", "state", "reader__email")),
        ("card_votes", "dealt__session", Vote, ("dealt__card", "user__email", "answer", "note", "uids")),
        ("card_threats", "dealt__session", RecordedThreat, ("dealt__card", "number", "title")),
    )
    for name, session, table, fields in tables:
        rows = table.objects.filter(**{f"{session}__model": model})
        yield name, rows_in_parts(rows, f"{session}_id", *fields)


def _parts_of_reviews(model: ThreatModel) -> Iterator[tuple[str, Any]]:
    """When reviews are due, their agendas and notes, and who attended."""
    plans = ReviewPlan.objects.filter(model=model)
    yield "review_plan", rows_in_parts(plans, "cadence_days", "next_review_on")
    tables: tuple[tuple[str, str, type[Any], tuple[str, ...]], ...] = (
        ("review_items", "session", ReviewItem, ("place", "kind", "key", "title", "state", "seconds")),
        ("review_notes", "item__session", ReviewNote, ("item__place", "user__email", "text", "written_at")),
        ("attendances", "session", Attendance, ("user__email", "joined_at", "left_at", "presented")),
    )
    for name, session, table, fields in tables:
        rows = table.objects.filter(**{f"{session}__model": model})
        yield name, rows_in_parts(rows, f"{session}_id", *fields)


def _settings(model: ThreatModel) -> Iterator[tuple[str, Any]]:
    """Its folder, its owner, its tags, and how its risk is rated."""
    yield "folder", model.folder.name if model.folder else None
    yield "owner", model.owner.email if model.owner else None
    yield "tags", list(model.tags.order_by("name").values_list("name", flat=True))
    method = risk_method_row(model=model)
    yield "risk_method", {"method": method["method"], "owasp": method["owasp"]}


def _parts_of_responses(model: ThreatModel) -> Iterator[tuple[str, Any]]:
    """The steps of responses to incidents, and what people noted on them."""
    work = ("state", "owner__email", "reason", "finished_by__email", "finished_at")
    steps = ResponseStep.objects.filter(run__model=model)
    filled = ("place", "phase", "title", "text", "commands", "manifest")
    yield "response_steps", rows_in_parts(steps, "run_id", *filled, *work)
    notes = ResponseNote.objects.filter(step__run__model=model)
    place = ("step__run_id", "step__place")
    yield "response_notes", rows_in_parts(notes, *place, "user__email", "text", "written_at")


def _parts_of_assessments(model: ThreatModel) -> Iterator[tuple[str, Any]]:
    """The findings of assessments, and what these are linked to."""
    findings = AssessmentFinding.objects.filter(assessment__model=model)
    words = ("id", "title", "description", "severity", "status", "evidence", "techniques")
    alerts = ("place", "alert_count", "first_seen", "last_seen")
    yield "assessment_findings", rows_in_parts(findings, "assessment_id", *words, *alerts, "created_at")
    links = AssessmentLink.objects.filter(finding__assessment__model=model)
    yield "assessment_links", rows_in_parts(links, "finding_id", "kind", "key", "name")


def _with_categories(threats: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows with the categories by name instead of their bits."""
    for row in threats:
        bits = row.pop("category_bits")
        yield {**row, "categories": categories_of(bits)}


def _related(row: Any, relation: str) -> QuerySet[Any]:
    manager = getattr(row, relation)
    related: QuerySet[Any] = (manager(manager="with_possible") if relation == "threats" else manager).all()
    return related
