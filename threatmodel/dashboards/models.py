"""The figures of each model on each day. The past is not computed: a day without a row stays without one."""

from typing import ClassVar, Final

from django.db import models

from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.choices import CLOSED


class PostureSnapshot(models.Model):
    """The figures of one model on one day (UTC), as they were when it was taken last.

    Threats are found ones alone. `open_…` and `accepted_…` together are those at risk. What happened on the
    day (`found` to `due_kept`) is counted once more after its end, by which the row is complete.
    """

    team_path: ClassVar[str] = "model__team"

    id = models.BigAutoField(primary_key=True)
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="posture", db_index=False)
    day = models.DateField()
    taken_at = models.DateTimeField()
    complete = models.BooleanField(default=False)
    open_critical = models.PositiveIntegerField(default=0)
    open_high = models.PositiveIntegerField(default=0)
    open_medium = models.PositiveIntegerField(default=0)
    open_low = models.PositiveIntegerField(default=0)
    open_info = models.PositiveIntegerField(default=0)
    accepted_critical = models.PositiveIntegerField(default=0)
    accepted_high = models.PositiveIntegerField(default=0)
    accepted_medium = models.PositiveIntegerField(default=0)
    accepted_low = models.PositiveIntegerField(default=0)
    accepted_info = models.PositiveIntegerField(default=0)
    overdue = models.PositiveIntegerField(default=0)  # open threats past their date
    overdue_mitigations = models.PositiveIntegerField(default=0)
    expiring = models.PositiveIntegerField(default=0)  # acceptances that end within EXPIRING_DAYS
    cells_settled = models.PositiveIntegerField(default=0)  # of the coverage grids of all methods
    cells_applicable = models.PositiveIntegerField(default=0)
    jewels = models.PositiveIntegerField(default=0)  # crown jewels
    jewels_reached = models.PositiveIntegerField(default=0)  # of these, those an attacker who counts reaches
    jewel_score = models.PositiveSmallIntegerField(default=0)  # of the likeliest path to any of them
    # What happened on the day: first seen; closed since, and still so when it was counted, by status.
    found = models.PositiveIntegerField(default=0)
    mitigated = models.PositiveIntegerField(default=0)
    resolved = models.PositiveIntegerField(default=0)
    not_applicable = models.PositiveIntegerField(default=0)
    fixed_seconds = models.PositiveBigIntegerField(
        default=0
    )  # from first seen to mitigated or resolved, summed
    due_fixed = models.PositiveIntegerField(default=0)  # of the mitigated and resolved, those with a date
    due_kept = models.PositiveIntegerField(default=0)  # of these, those in time

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "day"], name="posture_once_per_day"),
            models.CheckConstraint(
                condition=models.Q(jewels_reached__lte=models.F("jewels"), jewel_score__lte=100),
                name="posture_jewels_reached_of_all",
            ),
            models.CheckConstraint(
                condition=models.Q(due_kept__lte=models.F("due_fixed")), name="posture_kept_of_due"
            ),
        ]
        indexes = [
            models.Index(fields=["day"], name="posture_day"),
            models.Index(fields=["day"], condition=models.Q(complete=False), name="posture_incomplete"),
        ]

    def __str__(self) -> str:
        return f"{self.model_id} {self.day}"


FIGURES: Final = tuple(
    field.name
    for field in PostureSnapshot._meta.concrete_fields  # noqa: SLF001 (Django's public _meta)
    if field.name not in {"id", "model"}
)
"""The columns of a snapshot beside its model."""
CLOSED_COLUMNS: Final = {status: status.replace("-", "_") for status in CLOSED}
"""The column that counts the threats which were closed with a status."""
