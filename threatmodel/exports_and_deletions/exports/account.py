"""The data of one person: profile, memberships, and what carries their name in the teams they belong to."""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from threatmodel.accounts.models import Membership, User
from threatmodel.accounts.selectors import lacks_second_factor
from threatmodel.api.streaming import JsonObject, rows_in_parts
from threatmodel.api_tokens.models import ApiToken
from threatmodel.architecture.models import Change, FavoriteModel, ThreatModel
from threatmodel.assessments.models import Assessment
from threatmodel.audit.models import INSTANCE, AuditEvent
from threatmodel.comments.models import Comment
from threatmodel.history.models import Approval, ModelEvent
from threatmodel.incident_response.models import ResponseNote
from threatmodel.linddun_go.models import Vote
from threatmodel.notifications.models import Notice
from threatmodel.notifications.selectors.preferences import modes_of, preferences_of
from threatmodel.proposals.models import Proposal
from threatmodel.reports.models import Report, ReportLink
from threatmodel.reviews.models import ReviewNote
from threatmodel.threats.fact_overrides.models import OverrideConfirmation
from threatmodel.threats.mitigation_evidence.models import MitigationEvidence
from threatmodel.threats.mitigations.models import Mitigation

SCHEMA: Final = "bulkhead.account/1"
_TOKEN_FIELDS: Final = (
    *("name", "model__name", "can_read", "can_write", "can_import", "can_propose", "tools"),
    *("created_at", "expires_at", "last_used_at", "revoked_at"),
)
_PLACE: Final = ("model__team__name", "model__name")

Row = dict[str, Any]


def account_export(user: User) -> JsonObject:
    """Return what Bulkhead knows of the person and what is theirs in the models that they may open now.

    What is in teams that they left, or that want a second factor which they lack, stays there.
    """
    memberships = Membership.objects.filter(user=user, team__deleted_at=None)
    teams = list(memberships.exclude(lacks_second_factor("team__")).values_list("team_id", flat=True))
    mine = Q(model__team__in=teams, model__deleted_at=None)
    return JsonObject(
        (
            ("schema", SCHEMA),
            ("exported_at", timezone.now()),
            ("profile", _profile(user)),
            ("memberships", _rows(memberships, "team__name", "role", "created_at")),
            (
                "api_tokens",
                _rows(ApiToken.objects.filter(user=user, team__in=teams), "team__name", *_TOKEN_FIELDS),
            ),
            ("models", _models(user, teams)),
            *_rows_in_models(user, mine),
            ("evidence", _evidence(user, teams)),
            ("card_votes", _card_votes(user, teams)),
            ("notices", _notices(user, teams)),
            ("notification_preferences", _notification_preferences(user)),
            ("review_notes", _review_notes(user, teams)),
            ("response_notes", _response_notes(user, teams)),
            ("report_links", _report_links(user, teams)),
            ("audit_events", _audit_events(user, teams)),
        )
    )


def _rows_in_models(user: User, mine: Q) -> Iterator[tuple[str, Iterator[Row]]]:
    """Yield the rows with the person's name in models, by the name of their list."""
    tables: tuple[tuple[str, QuerySet[Any], tuple[str, ...]], ...] = (
        (
            "comments",
            Comment.objects.filter(mine, author=user),
            ("place", "place_name", "text", "created_at", "edited_at"),
        ),
        (
            "decisions",
            ModelEvent.objects.filter(mine, actor=user),
            ("at", "subject_type", "subject_number", "what", "before", "after"),
        ),
        ("changes", Change.objects.filter(mine, actor=user), ("seq", "what", "created_at")),
        ("mitigations", Mitigation.objects.filter(mine, owner=user), ("number", "title", "status", "due")),
        (
            "verifications",
            Mitigation.objects.filter(mine, verified_by=user),
            ("number", "title", "verification_note", "verified_at"),
        ),
        (
            "proposals",
            Proposal.objects.filter(mine, proposed_by=user),
            ("kind", "state", "title", "reason", "agent", "token_name", "created_at"),
        ),
        (
            "assessments",
            Assessment.objects.filter(mine, created_by=user),
            ("kind", "title", "performed_on", "created_at"),
        ),
        (
            "reports",
            Report.objects.filter(mine, requested_by=user),
            ("format", "classification", "created_at", "expires_at"),
        ),
        ("favorites", FavoriteModel.objects.filter(mine, user=user), ()),
        (
            "approvals",
            Approval.objects.filter(mine, by=user),
            ("version__name", "at", "ended_at", "is_withdrawn"),
        ),
        (
            "confirmations",
            OverrideConfirmation.objects.filter(mine, confirmed_by=user),
            ("subject_uid", "fact", "confirmed_at"),
        ),
    )
    for name, rows, fields in tables:
        yield name, _rows(rows, *_PLACE, *fields)


def _models(user: User, teams: list[UUID]) -> Iterator[Row]:
    """The models that they own."""
    return _rows(ThreatModel.objects.filter(owner=user, team__in=teams), "team__name", "name")


def _evidence(user: User, teams: list[UUID]) -> Iterator[Row]:
    """What they put with mitigations; files by name."""
    there = {"mitigation__model__team__in": teams, "mitigation__model__deleted_at": None, "removed_at": None}
    place = [f"mitigation__{column}" for column in _PLACE]
    added = MitigationEvidence.objects.filter(added_by=user, **there)
    return _rows(added, *place, "mitigation__number", "kind", "title", "url", "text", "added_at")


def _card_votes(user: User, teams: list[UUID]) -> Iterator[Row]:
    """Their votes in sessions of LINDDUN GO."""
    there = {"dealt__session__model__team__in": teams, "dealt__session__model__deleted_at": None}
    place = [f"dealt__session__{column}" for column in _PLACE]
    return _rows(Vote.objects.filter(user=user, **there), *place, "dealt__card", "answer", "note", "voted_at")


def _review_notes(user: User, teams: list[UUID]) -> Iterator[Row]:
    """What they noted in reviews."""
    there = {"item__session__model__team__in": teams, "item__session__model__deleted_at": None}
    place = [f"item__session__{column}" for column in _PLACE]
    return _rows(ReviewNote.objects.filter(user=user, **there), *place, "item__title", "text", "written_at")


def _response_notes(user: User, teams: list[UUID]) -> Iterator[Row]:
    """What they noted in responses to incidents."""
    there = {"step__run__model__team__in": teams, "step__run__model__deleted_at": None}
    place = [f"step__run__{column}" for column in _PLACE]
    return _rows(ResponseNote.objects.filter(user=user, **there), *place, "step__title", "text", "written_at")


def _report_links(user: User, teams: list[UUID]) -> Iterator[Row]:
    """The links to reports that they made."""
    there = {"report__model__team__in": teams, "report__model__deleted_at": None}
    place = [f"report__{column}" for column in _PLACE]
    times = ("created_at", "expires_at", "revoked_at", "downloads")
    return _rows(ReportLink.objects.filter(created_by=user, **there), *place, "report__format", *times)


def _notices(user: User, teams: list[UUID]) -> Iterator[Row]:
    """Their inbox."""
    found = Notice.objects.filter(user=user, team__in=teams)
    return _rows(found, "team__name", "kind", "what", "detail", "created_at", "read_at", "mailed_at")


def _notification_preferences(user: User) -> Row:
    preferences = preferences_of(user_id=user.pk)
    chosen = ("muted_teams", "time_zone", "digest_hour", "quiet_from", "quiet_until")
    return {"modes": modes_of(preferences), **{name: getattr(preferences, name) for name in chosen}}


def _audit_events(user: User, teams: list[UUID]) -> Iterator[Row]:
    events = AuditEvent.objects.filter(actor_id=user.pk, chain_id__in=[INSTANCE, *teams])
    fields = ("subject_type", "subject_label", "before", "after", "via", "address")
    return _rows(events, "occurred_at", "action", *fields)


def _profile(user: User) -> dict[str, Any]:
    return {
        "name": user.name,
        "email": user.email,
        "date_joined": user.date_joined,
        "last_login": user.last_login,
    }


def _rows(rows: Any, *fields: str) -> Iterator[Row]:
    for row in rows_in_parts(rows, *fields):
        yield {_name(field): value for field, value in row.items()}


def _name(field: str) -> str:
    """Return the name in the file: `team` for `model__team__name`."""
    return field.removesuffix("__name").rpartition("__")[2] if field.endswith("__name") else field
