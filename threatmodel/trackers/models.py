"""Issue trackers of teams, the issues of threats and mitigations, and what these propose."""

import uuid
from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from threatmodel.accounts.models import NAME_LENGTH, Team
from threatmodel.architecture.models import ThreatModel
from threatmodel.library.choices import MITIGATION_STATUSES
from threatmodel.threats.mitigations.models import Mitigation
from threatmodel.threats.threats.models import Threat
from threatmodel.trackers.choices import (
    CATEGORIES,
    KINDS,
    LINK_STATES,
    ORIGINS,
    PROPOSAL_STATES,
    TRACKER_STATES,
    UNSENT,
)

FAULT_LENGTH: Final = 300
URL_LENGTH: Final = 500
REMOTE_TITLE_LENGTH: Final = 500
TEMPLATE_LENGTH: Final = 10_000


class Tracker(models.Model):
    """A project of an issue tracker. The token is kept encrypted, and never shown."""

    team_path: ClassVar[str] = "team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="trackers")
    name = models.CharField(max_length=NAME_LENGTH)
    kind = models.CharField(max_length=20)
    base_url = models.CharField(max_length=URL_LENGTH)  # as people open it; that of the API follows
    project = models.CharField(max_length=255)  # owner/repository, group/project, or key
    account = models.CharField(max_length=254, blank=True, default="")  # e-mail address, of Jira Cloud
    token = models.BinaryField()  # encrypted
    labels = models.JSONField(default=list)
    issue_type = models.CharField(max_length=80, blank=True, default="")  # of Jira
    close_status = models.CharField(max_length=80, blank=True, default="")  # of Jira
    title_template = models.CharField(max_length=500)
    body_template = models.TextField(max_length=TEMPLATE_LENGTH)
    mapping = models.JSONField()  # from each of CATEGORIES to the status that it proposes, or nothing
    comments = models.BooleanField(default=False)
    sync = models.BooleanField(default=True)
    close_issues = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="ok")
    fault = models.CharField(max_length=FAULT_LENGTH, blank=True, default="")
    paused_until = models.DateTimeField(null=True)  # the tracker asked us to wait
    cursor = models.DateTimeField(null=True)  # the newest change that a look has seen
    last_sync_at = models.DateTimeField(null=True)
    next_sync_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "name"], name="tracker_name_once_per_team"),
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="tracker_kind_known"),
            models.CheckConstraint(condition=models.Q(state__in=TRACKER_STATES), name="tracker_state_known"),
        ]
        indexes = [
            models.Index(
                fields=["next_sync_at"], condition=models.Q(sync=True, state="ok"), name="tracker_sync_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.team_id}"


class IssueLink(models.Model):
    """An issue of a threat or a mitigation: one that is created for it, or one that people named.

    The id is in the text of a created issue, so that it is found again when the answer was lost.
    """

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tracker = models.ForeignKey(Tracker, on_delete=models.CASCADE, related_name="links", db_index=False)
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="issue_links")
    threat = models.ForeignKey(Threat, on_delete=models.CASCADE, null=True, related_name="issue_links")
    mitigation = models.ForeignKey(
        Mitigation, on_delete=models.CASCADE, null=True, related_name="issue_links"
    )
    origin = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default="queued")
    attempts = models.PositiveSmallIntegerField(default=0)
    # creating: until when its worker is taken to live; linked: when a request for it failed last
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(
        null=True
    )  # when an attempt began to create it, until the outcome is known
    fault = models.CharField(max_length=FAULT_LENGTH, blank=True, default="")
    remote_id = models.CharField(max_length=40, blank=True, default="")  # by which the API knows the issue
    key = models.CharField(max_length=60, blank=True, default="")  # as people call it
    url = models.CharField(max_length=URL_LENGTH, blank=True, default="")
    title = models.CharField(max_length=REMOTE_TITLE_LENGTH, blank=True, default="")
    remote_status = models.CharField(max_length=80, blank=True, default="")
    remote_category = models.CharField(max_length=20, blank=True, default="")
    remote_updated_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)  # when the issue was read last
    # The status here that was compared last; empty to bring the issue to it once more.
    synced_status = models.CharField(max_length=20, blank=True, default="")
    conflict_since = models.DateTimeField(null=True)  # both sides changed; a person decides
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tracker", "threat"],
                condition=models.Q(origin="created"),
                name="issue_created_once_per_threat",
            ),
            models.UniqueConstraint(
                fields=["tracker", "mitigation"],
                condition=models.Q(origin="created"),
                name="issue_created_once_per_mitigation",
            ),
            models.UniqueConstraint(
                fields=["tracker", "remote_id", "threat"],
                condition=~models.Q(remote_id=""),
                name="issue_linked_once_to_threat",
            ),
            models.UniqueConstraint(
                fields=["tracker", "remote_id", "mitigation"],
                condition=~models.Q(remote_id=""),
                name="issue_linked_once_to_mitigation",
            ),
            models.CheckConstraint(
                condition=models.Q(threat__isnull=True, mitigation__isnull=False)
                | models.Q(threat__isnull=False, mitigation__isnull=True),
                name="issue_link_of_one_thing",
            ),
            models.CheckConstraint(condition=models.Q(origin__in=ORIGINS), name="issue_link_origin_known"),
            models.CheckConstraint(condition=models.Q(state__in=LINK_STATES), name="issue_link_state_known"),
            models.CheckConstraint(
                condition=models.Q(remote_category__in=("", *CATEGORIES)), name="issue_link_category_known"
            ),
        ]
        indexes = [
            models.Index(fields=["tracker", "state", "seen_at"], name="issue_link_tracker_seen"),
            models.Index(
                fields=["due_at"], condition=models.Q(state__in=UNSENT), name="issue_link_unsent_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key or self.state} of {self.threat_id or self.mitigation_id}"


class StatusProposal(models.Model):
    """What the status of an issue proposes for a mitigation; a person accepts it or keeps what is here.

    Without a mitigation it is for a threat that has none: accepting it records one.
    """

    team_path: ClassVar[str] = "link__model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    link = models.ForeignKey(IssueLink, on_delete=models.CASCADE, related_name="proposals")
    mitigation = models.ForeignKey(Mitigation, on_delete=models.CASCADE, null=True, related_name="+")
    from_status = models.CharField(max_length=20)  # of the mitigation, or of the threat
    to_status = models.CharField(max_length=20)
    remote_status = models.CharField(max_length=80)
    state = models.CharField(max_length=12, default="waiting")
    created_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["link", "mitigation"],
                condition=models.Q(state="waiting"),
                name="status_proposal_waits_once",
            ),
            models.UniqueConstraint(
                fields=["link"],
                condition=models.Q(state="waiting", mitigation__isnull=True),
                name="status_proposal_waits_once_alone",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=PROPOSAL_STATES), name="status_proposal_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(to_status__in=[one for one in MITIGATION_STATUSES if one != "verified"]),
                name="status_proposal_never_verifies",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to_status} for {self.mitigation_id}: {self.state}"
