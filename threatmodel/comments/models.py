"""Comments and mentions."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from threatmodel.architecture.models import FLOW_UID_LENGTH, NAME_LENGTH, ThreatModel
from threatmodel.comments.choices import COMMENT_PLACES


class Comment(models.Model):
    """A comment on an element, a flow, a threat, a mitigation or the model; a thread, or a reply to it.

    The place is kept by its uid: a thread survives an import that no longer finds its element, and a deletion
    that is undone.
    """

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="comments", db_index=False)
    thread = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="replies")
    place = models.CharField(max_length=10)  # choices.COMMENT_PLACES
    place_uid = models.CharField(max_length=FLOW_UID_LENGTH, blank=True, default="")  # empty for the model
    place_name = models.CharField(max_length=2 * NAME_LENGTH + 10, blank=True, default="")  # when it began
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    text = models.TextField()  # plain, with <@id> for each person mentioned; empty once withdrawn
    created_at = models.DateTimeField(auto_now_add=True)
    edited_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)  # of the first of a thread
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(place__in=COMMENT_PLACES), name="comment_place_known"),
            models.CheckConstraint(
                condition=models.Q(thread__isnull=True) | models.Q(resolved_at__isnull=True),
                name="comment_only_threads_are_resolved",
            ),
        ]
        indexes = [
            models.Index(fields=["model", "-created_at"], name="comment_model_recent"),
            # How many threads are open at each place is read from this index alone.
            models.Index(
                fields=["model", "place_uid"],
                condition=models.Q(thread__isnull=True, resolved_at__isnull=True),
                name="comment_open_by_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_uid or self.place}: {self.text[:40]}"


class Mention(models.Model):
    """A person is mentioned in a comment."""

    team_path: ClassVar[str] = "comment__model__team"

    id = models.BigAutoField(primary_key=True)
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentions", db_index=False
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "comment"], name="mention_once_per_comment")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.comment_id}"
