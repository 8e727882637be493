"""What an import showed of threats and mitigations, and what a team said of the columns of its tables."""

from typing import ClassVar, Final

from django.db import models

from threatmodel.accounts.models import Team
from threatmodel.architecture.models import ThreatModel
from threatmodel.threats.choices import TRACKED
from threatmodel.threats.threats.models import TITLE_LENGTH

OUTCOMES: Final = ("verified", "reopened", "contradicted")


class VerificationOutcome(models.Model):
    """One threat or mitigation of which the files of an import say something.

    Verified: they show that it is fixed. Reopened: they show what counted as ended. Contradicted: it counts
    as done, and they still show the fault.
    """

    team_path: ClassVar[str] = "model__team"

    id = models.BigAutoField(primary_key=True)
    model = models.ForeignKey(
        ThreatModel, on_delete=models.CASCADE, related_name="verification_outcomes", db_index=False
    )
    batch = models.CharField(max_length=32)  # of the import: the id of its job in hex
    outcome = models.CharField(max_length=12)
    subject = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=TITLE_LENGTH)
    facts = models.JSONField(default=list)  # [{fact, element, value, file, line}] as the files show them

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["model", "batch", "outcome", "subject", "number"], name="verification_outcome_once"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome__in=OUTCOMES, subject__in=TRACKED),
                name="verification_outcome_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.subject} {self.number}"


class TeamTableMapping(models.Model):
    """What tables with these headings list and hold, as a member said at the latest import of one.

    `headings_hash` is also of the name of the sheet where the mapping is for sheets of one name.
    """

    team_path: ClassVar[str] = "team"

    id = models.BigAutoField(primary_key=True)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="table_mappings", db_index=False)
    headings_hash = models.CharField(max_length=64)
    mapping = models.JSONField()  # a TableMapping of the engine
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "headings_hash"], name="table_mapping_once_per_headings"),
        ]

    def __str__(self) -> str:
        return f"mapping of tables {self.headings_hash[:8]}"
