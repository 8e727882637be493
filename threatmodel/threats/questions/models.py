"""Questions about facts that no file states."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from threatmodel.architecture.models import Element, Flow, ThreatModel
from threatmodel.architecture.stored_json import StoredJson, WrittenJson
from threatmodel.comments.models import Comment


class Question(models.Model):
    """A question about a fact that no file states. Answered once the fact is known."""

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="questions", db_index=False)
    element = models.ForeignKey(Element, on_delete=models.CASCADE, null=True, related_name="questions")
    flow = models.ForeignKey(Flow, on_delete=models.CASCADE, null=True, related_name="questions")
    fact = models.CharField(max_length=80)
    text = models.TextField()
    # ids of the rules that wait for the answer
    rules = models.JSONField(default=list, encoder=WrittenJson, decoder=StoredJson)
    # By the worst threats that may come of the answer (engine/analysis/question_rank.py); the highest first.
    rank = models.PositiveBigIntegerField(default=0)
    weight = models.PositiveIntegerField(default=0)  # what those threats would score; orders equal ranks
    # severity: how many threats may come of the answer
    could_raise = models.JSONField(default=dict, encoder=WrittenJson, decoder=StoredJson)
    answered = models.BooleanField(default=False)
    # Answered by a person; else by files, or no rule needs it any more.
    by_person = models.BooleanField(default=False)
    # An answer made the rules ask it. It counts as asked once it is answered: no answer lowers the progress.
    follow_up = models.BooleanField(default=False)
    # "Don't know yet": it stays open, after those that nobody has looked at.
    deferred_at = models.DateTimeField(null=True)
    deferred_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    # The member of the team who was asked to answer it, in a comment that mentions them.
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    assigned_at = models.DateTimeField(null=True)
    thread = models.ForeignKey(Comment, on_delete=models.SET_NULL, null=True, related_name="questions")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(element__isnull=True) ^ models.Q(flow__isnull=True),
                name="question_about_element_or_flow",
            ),
            models.UniqueConstraint(fields=["element", "fact"], name="question_once_per_element_fact"),
            models.UniqueConstraint(fields=["flow", "fact"], name="question_once_per_flow_fact"),
        ]
        indexes = [models.Index(fields=["model", "answered", "-rank", "-weight"], name="question_model_rank")]

    def __str__(self) -> str:
        return self.text
