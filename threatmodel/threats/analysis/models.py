"""The counters of a model and its analyses."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.choices import LIBRARY_UPDATE_STATES


class ModelCounters(models.Model):
    """The counters of one model. Its row is the lock for giving numbers and writing analyses."""

    team_path: ClassVar[str] = "model__team"

    model = models.OneToOneField(
        ThreatModel, on_delete=models.CASCADE, primary_key=True, related_name="counters"
    )
    last_threat = models.PositiveIntegerField(default=0)
    last_mitigation = models.PositiveIntegerField(default=0)
    last_acceptance = models.PositiveIntegerField(default=0)
    analyzed_seq = models.BigIntegerField(default=-1)  # seq of the newest analysis; -1 before the first
    last_run = models.PositiveIntegerField(default=0)  # number of the newest analysis that was written
    # Hash of the team rules it used (library.selectors.team_library.rules_hash); empty for none.
    analyzed_rules = models.CharField(max_length=64, blank=True, default="")
    analyzed_on = models.DateField(
        null=True
    )  # the day for which it was analyzed, by which dates are old or not
    # The first day on which the same model has another result, as a date among its facts gets too old.
    outdated_on = models.DateField(null=True, db_index=True)
    # Which release analyzed it: engine.analysis.analyzer_version; empty before the first analysis.
    analyzer_version = models.CharField(max_length=64, blank=True, default="")

    def __str__(self) -> str:
        return f"T{self.last_threat} M{self.last_mitigation}"


class ModelReach(models.Model):
    """How attackers reach each element and flow of a model, as the newest attack paths have it.

    Scores of threats use it (engine.analysis.severity). Elements that no attack step is about are left out.
    """

    team_path: ClassVar[str] = "model__team"

    model = models.OneToOneField(
        ThreatModel, on_delete=models.CASCADE, primary_key=True, related_name="reach"
    )
    grades_hash = models.CharField(max_length=64)  # of what scores depend on
    content = models.BinaryField()  # {uid: [grade, cost, id of the attacker]}, packed

    def __str__(self) -> str:
        return f"{self.model_id}"


class AnalysisRun(models.Model):
    """One analysis of the model as it was at `seq`. A run that changes nothing leaves no row."""

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="analyses", db_index=False)
    seq = models.PositiveBigIntegerField()
    day = models.DateField(null=True)  # for which it was analyzed, by which dates are old or not
    number = models.PositiveIntegerField(default=0)  # counts the runs of a model; 0 before they were counted
    # The rows it wrote, for workers that keep an analysis in memory; null for too many:
    # {threats: {fingerprint: uid of its subject}, questions: [uids of subjects], grids: [methods]}
    wrote = models.JSONField(null=True)
    counts = models.JSONField(default=dict)  # {new, changed, gone, returned, threats, questions}
    duration_ms = models.PositiveIntegerField(default=0)
    completeness = models.JSONField(default=dict)  # method: per cent of its coverage grid that is settled
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["model", "number"],
                condition=models.Q(number__gt=0),
                name="analysis_number_once_per_model",
            )
        ]
        indexes = [models.Index(fields=["model", "-created_at"], name="analysis_model_recent")]

    def __str__(self) -> str:
        return f"{self.model_id} {self.seq}"


class LibraryUpdate(models.Model):
    """What another rule library changes about a model: a preview until it is applied, then the result."""

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(
        ThreatModel, on_delete=models.CASCADE, related_name="library_updates", db_index=False
    )
    version = models.CharField(max_length=64)  # engine.analysis.analyzer_version
    earlier_version = models.CharField(max_length=64)  # by which the model was analyzed before
    state = models.CharField(max_length=10, default="waiting")
    seq = models.PositiveBigIntegerField()  # of the model that was analyzed, for the preview or in the end
    previewed_seq = models.PositiveBigIntegerField(null=True)  # null: analyzed before there was a preview
    counts = models.JSONField()  # services.library_report.LibraryReport, as are the changes
    changes = models.JSONField()
    previewed_counts = models.JSONField(null=True)  # of the preview, once it ended
    created_at = models.DateTimeField()
    requested_at = models.DateTimeField(null=True)  # since when it is to be applied
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )  # null: the days of the team have passed
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "version"], name="library_update_once_per_version"),
            models.UniqueConstraint(
                fields=["model"], condition=models.Q(state="waiting"), name="library_update_one_waiting"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=LIBRARY_UPDATE_STATES), name="library_update_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", ended_at=None)
                | (~models.Q(state="waiting") & models.Q(ended_at__isnull=False)),
                name="library_update_ends_once",
            ),
        ]
        indexes = [
            models.Index(fields=["model", "-created_at"], name="library_update_recent"),
            models.Index(
                fields=["created_at"], condition=models.Q(state="waiting"), name="library_update_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model_id} {self.version}: {self.state}"
