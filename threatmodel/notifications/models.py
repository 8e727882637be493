"""Notices to people, and the preferences of each person."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from threatmodel.accounts.models import Team
from threatmodel.architecture.models import ThreatModel
from threatmodel.notifications.choices import KINDS, MAIL_MODES

KEY_LENGTH: Final = 150
TEXT_LENGTH: Final = 300
LINK_LENGTH: Final = 1_000
DIGEST_HOUR: Final = 8
ZONE_LENGTH: Final = 60


class Notice(models.Model):
    """What one person is told: once for each key, however often it is written.

    It is a text of its time: what it tells of may have another name by now, or be gone.
    """

    team_path: ClassVar[str] = "team"

    id = models.BigAutoField(primary_key=True)  # the order of the inbox
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", db_index=False
    )
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="notices")
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, null=True, related_name="notices")
    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=KEY_LENGTH)  # of what happened, such as "comment:<id>"
    subject = models.CharField(max_length=TEXT_LENGTH)  # what it is about, such as "T5 Runs privileged"
    what = models.CharField(max_length=TEXT_LENGTH)  # follows the name of the actor, else it is a sentence
    detail = models.CharField(max_length=TEXT_LENGTH, blank=True, default="")
    link = models.CharField(max_length=LINK_LENGTH)  # the path of the page
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    mail = models.CharField(max_length=10)  # how the person wanted to be mailed about it
    mailed_at = models.DateTimeField(null=True)  # when the mail was written to the outbox

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "user"], name="notice_once_per_person"),
            models.CheckConstraint(condition=models.Q(kind__in=list(KINDS)), name="notice_kind_known"),
            models.CheckConstraint(condition=models.Q(mail__in=MAIL_MODES), name="notice_mail_known"),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_user_newest"),
            models.Index(fields=["user"], condition=models.Q(read_at=None), name="notice_user_unread"),
            models.Index(
                fields=["mail", "user"],
                condition=models.Q(mailed_at=None, read_at=None) & ~models.Q(mail="off"),
                name="notice_to_mail",
            ),
            models.Index(fields=["created_at"], name="notice_created"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.user_id}: {self.subject}"


class NotificationPreferences(models.Model):
    """How a person wants to be mailed. Without a row everything is as by default."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="notification_preferences",
    )
    modes = models.JSONField(default=dict)  # by kind, where it differs from the default
    muted_teams = models.JSONField(default=list)  # ids of the teams about which nothing is mailed
    time_zone = models.CharField(max_length=ZONE_LENGTH, default="UTC")
    digest_hour = models.PositiveSmallIntegerField(default=DIGEST_HOUR)  # in that zone
    # No mail from the one hour until the other, in that zone; none: no quiet hours.
    quiet_from = models.PositiveSmallIntegerField(null=True)
    quiet_until = models.PositiveSmallIntegerField(null=True)
    digested_on = models.DateField(null=True)  # the day of the latest digest, in that zone

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(digest_hour__lte=23), name="digest_hour_of_a_day"),
            models.CheckConstraint(
                condition=models.Q(quiet_from=None, quiet_until=None)
                | models.Q(quiet_from__lte=23, quiet_until__lte=23),
                name="quiet_hours_both_or_none",
            ),
        ]

    def __str__(self) -> str:
        return f"notifications of {self.user_id}"
