"""Rows of the threat list: what an analysis found, what was decided, and who is doing what about it.

Threats and mitigations have short numbers (T7, M3) that never change and are never given twice.
"""

import uuid
from typing import ClassVar

from django.db import models

from threatmodel.architecture.models import FLOW_UID_LENGTH, NAME_LENGTH, Element, Flow, ThreatModel
from threatmodel.library.choices import SEVERITIES
from threatmodel.threats.analysis.models import AnalysisRun
from threatmodel.threats.choices import CERTAINTIES, DECIDABLE, DISPOSITIONS, RESOLUTIONS


class FoundThreats(models.Manager["Threat"]):
    """Finds what the rules have found; possible threats count nowhere unless they are asked for."""

    def get_queryset(self) -> models.QuerySet["Threat"]:
        """Return the found threats."""
        return super().get_queryset().filter(certainty="found")


class Threat(models.Model):
    """A rule that fired on an element or flow, or may once facts are known, and what the team decided.

    The subject is kept in words too: a threat outlives the element it was found on. What holds for every
    threat of a rule (why, fix, controls, references) is read from the library by the rule's id.
    """

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="threats", db_index=False)
    number = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=32)  # hash of rule and subject: decisions survive re-imports
    rule = models.CharField(max_length=120)
    title = models.CharField(max_length=1000)
    severity = models.CharField(max_length=10)
    score = models.PositiveSmallIntegerField()
    element = models.ForeignKey(Element, on_delete=models.SET_NULL, null=True, related_name="threats")
    flow = models.ForeignKey(Flow, on_delete=models.SET_NULL, null=True, related_name="threats")
    subject_uid = models.CharField(max_length=FLOW_UID_LENGTH)
    subject_name = models.CharField(max_length=2 * NAME_LENGTH + 10)
    subject_kind = models.CharField(max_length=40)  # a kind of the catalogue, or flow
    category_bits = models.PositiveIntegerField()  # choices.category_bits of its categories
    # uid of the component whose hardening gaps include it; empty for a threat of its own.
    hardening_of = models.CharField(max_length=FLOW_UID_LENGTH, blank=True, default="")
    evidence = models.JSONField(default=list)  # [{fact, element, value, file, line, origin}]
    certainty = models.CharField(max_length=10, default="found")
    # Of a possible threat, else empty: what is missing, [{element, fact}], and the answers that decide it,
    # {applies, does-not-apply: [[{element, fact, value}]]}, of which any one does.
    waits_for = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    # fingerprint of the possible threat of the same subject that a list shows in its place; else empty.
    folded_under = models.CharField(max_length=32, blank=True, default="")
    # Resolved when no analysis finds it, mitigated when its mitigations are done, else the decision.
    disposition = models.CharField(max_length=20, default="open")
    decided = models.CharField(max_length=20, default="open")  # by a person; kept while gone or treated
    disposition_reason = models.TextField(blank=True, default="")
    resolution = models.CharField(
        max_length=10, blank=True, default=""
    )  # why it is gone; empty while it is not
    first_seen_at = models.DateTimeField()
    last_changed_run = models.ForeignKey(AnalysisRun, on_delete=models.SET_NULL, null=True, related_name="+")

    objects: ClassVar[FoundThreats] = FoundThreats()
    with_possible: ClassVar[models.Manager["Threat"]] = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "number"], name="threat_number_once_per_model"),
            models.UniqueConstraint(
                fields=["model", "fingerprint"], name="threat_fingerprint_once_per_model"
            ),
            models.CheckConstraint(condition=models.Q(severity__in=SEVERITIES), name="threat_severity_known"),
            models.CheckConstraint(condition=models.Q(score__lte=100), name="threat_score_at_most_100"),
            models.CheckConstraint(
                condition=models.Q(disposition__in=DISPOSITIONS), name="threat_disposition_known"
            ),
            models.CheckConstraint(condition=models.Q(decided__in=DECIDABLE), name="threat_decision_known"),
            models.CheckConstraint(
                condition=models.Q(certainty__in=CERTAINTIES), name="threat_certainty_known"
            ),
            models.CheckConstraint(
                condition=models.Q(disposition="resolved", resolution__in=RESOLUTIONS)
                | (~models.Q(disposition="resolved") & models.Q(resolution="")),
                name="threat_gone_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["model", "certainty", "-score", "number"], name="threat_model_worst_first"),
            # Count and facets of the list are read from this index alone.
            models.Index(
                fields=["model", "certainty", "severity", "disposition", "category_bits"],
                name="threat_model_facets",
            ),
            # The worst hardening gap of each component, and how many components have any.
            models.Index(
                fields=["model", "hardening_of", "certainty", "-score", "number"],
                name="threat_model_hardening",
            ),
            # The possible threats that lead, and those that one of them folds.
            models.Index(
                fields=["model", "folded_under", "-score", "number"],
                condition=models.Q(certainty="possible"),
                name="threat_model_possible",
            ),
        ]

    def __str__(self) -> str:
        return f"T{self.number} {self.title}"
