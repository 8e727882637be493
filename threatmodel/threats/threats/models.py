"""Rows of the threat list: what an analysis found or a person wrote, and what was decided about it.

Threats and mitigations have short numbers (T7, M3) that never change and are never given twice.
"""

import uuid
from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from threatmodel.architecture.models import FLOW_UID_LENGTH, NAME_LENGTH, Element, Flow, ThreatModel
from threatmodel.architecture.stored_json import StoredJson, WrittenJson
from threatmodel.engine.analysis.risk_levels import LEVELS
from threatmodel.library.choices import SEVERITIES
from threatmodel.threats.analysis.models import AnalysisRun
from threatmodel.threats.choices import CERTAINTIES, DECIDABLE, RESOLUTIONS, THREAT_STATUSES
from threatmodel.threats.threats.text_key import TextKey


class FoundThreats(models.Manager["Threat"]):
    """Finds what the rules have found; possible threats count nowhere unless they are asked for."""

    def get_queryset(self) -> models.QuerySet["Threat"]:
        """Return the found threats."""
        return super().get_queryset().filter(certainty="found")


TITLE_LENGTH: Final = 1000
_RISK_RANGE: Final = (LEVELS[0], LEVELS[-1])
DESCRIPTION_LENGTH: Final = 10_000
REASON_LENGTH: Final = 4_000


class Threat(models.Model):
    """A rule that fired on an element or flow, or may once facts are known, or what a person wrote.

    The team decides about it.

    The subject is kept in words too: a threat outlives the element it was found on. What holds for every
    threat of a rule (why, fix, controls, references) is read from the library by the rule's id; what a person
    wrote is in ManualThreat. Severity and score are those that count, where a person overrode them too.
    """

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="threats", db_index=False)
    number = models.PositiveIntegerField()
    # Hash of rule and subject, so that decisions survive re-imports; random of what a person wrote.
    fingerprint = models.CharField(max_length=32)
    rule = models.CharField(max_length=120, blank=True, default="")  # empty: a person wrote it
    title = models.CharField(max_length=TITLE_LENGTH)
    severity = models.CharField(max_length=10)
    score = models.PositiveSmallIntegerField()
    # What the rule gives where a person overrode it, kept current by analyses; else empty.
    computed_severity = models.CharField(max_length=10, blank=True, default="")
    computed_score = models.PositiveSmallIntegerField(null=True)
    likelihood = models.PositiveSmallIntegerField(default=3)  # engine.analysis.risk_levels, as is the impact
    impact = models.PositiveSmallIntegerField(default=3)
    # [{factor, points, element, fact, value}] of the computed score
    factors = models.JSONField(default=list, encoder=WrittenJson, decoder=StoredJson)
    version = models.PositiveIntegerField(default=0)  # counts the edits by people of its content and severity
    element = models.ForeignKey(Element, on_delete=models.SET_NULL, null=True, related_name="threats")
    flow = models.ForeignKey(Flow, on_delete=models.SET_NULL, null=True, related_name="threats")
    subject_uid = models.CharField(max_length=FLOW_UID_LENGTH, blank=True)  # empty for the model
    subject_key = TextKey(of="subject_uid")
    subject_name = models.CharField(max_length=2 * NAME_LENGTH + 10)
    subject_kind = models.CharField(max_length=40)  # a kind of the catalogue, flow, or model
    category_bits = models.PositiveIntegerField()  # choices.category_bits of its categories
    # uid of the component whose hardening gaps include it; empty for a threat of its own.
    hardening_of = models.CharField(max_length=FLOW_UID_LENGTH, blank=True, default="")
    hardening_key = TextKey(of="hardening_of")
    # a list of {fact, element, value, file, line, origin}
    evidence = models.JSONField(default=list, encoder=WrittenJson, decoder=StoredJson)
    certainty = models.CharField(max_length=10, default="found")
    # Of a possible threat, else empty: what is missing, [{element, fact}], and the answers that decide it,
    # {applies, does-not-apply: [[{element, fact, value}]]}, of which any one does.
    waits_for = models.JSONField(default=list, encoder=WrittenJson, decoder=StoredJson)
    answers = models.JSONField(default=dict, encoder=WrittenJson, decoder=StoredJson)
    # fingerprint of the possible threat of the same subject that a list shows in its place; else empty.
    folded_under = models.CharField(max_length=32, blank=True, default="")
    # Resolved when no analysis finds it, mitigated when its mitigations are done, else the decision.
    status = models.CharField(max_length=20, default="open")
    decided = models.CharField(max_length=20, default="open")  # by a person; kept while gone or treated
    status_reason = models.TextField(blank=True, default="")
    resolution = models.CharField(
        max_length=10, blank=True, default=""
    )  # why it is gone; empty while it is not
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )
    due = models.DateField(null=True)  # set by a person; else the team's days for its severity count
    duplicate_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="duplicates", db_index=False
    )
    first_seen_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)  # since when it is in CLOSED; null while it is at risk
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
                condition=models.Q(likelihood__range=_RISK_RANGE, impact__range=_RISK_RANGE),
                name="threat_risk_levels_known",
            ),
            models.CheckConstraint(
                condition=models.Q(computed_severity="", computed_score=None)
                | models.Q(computed_severity__in=SEVERITIES, computed_score__lte=100),
                name="threat_computed_severity_known",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=THREAT_STATUSES), name="threat_status_known"
            ),
            models.CheckConstraint(condition=models.Q(decided__in=DECIDABLE), name="threat_decision_known"),
            models.CheckConstraint(
                condition=models.Q(certainty__in=CERTAINTIES), name="threat_certainty_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status="resolved", resolution__in=RESOLUTIONS)
                | (~models.Q(status="resolved") & models.Q(resolution="")),
                name="threat_gone_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(duplicate_of=models.F("id")), name="threat_not_its_own_duplicate"
            ),
        ]
        indexes = [
            models.Index(fields=["owner"], condition=models.Q(owner__isnull=False), name="threat_owner"),
            models.Index(
                fields=["duplicate_of"],
                condition=models.Q(duplicate_of__isnull=False),
                name="threat_duplicate_of",
            ),
            models.Index(fields=["model", "certainty", "-score", "number"], name="threat_model_worst_first"),
            # Count, facets, causes and groups of the list, with filters of triage, its order by date and the
            # risk of models are read from this index alone: SQLite takes ten times as long to fetch each
            # threat. Its first columns are those that the list is counted by, in order, so that nothing is
            # sorted. It has keys of subjects rather than their uids, as PostgreSQL refuses entries of more
            # than 2,700 bytes.
            models.Index(
                fields=[
                    "model",
                    "certainty",
                    "severity",
                    "status",
                    "category_bits",
                    "rule",
                    "subject_kind",
                    "likelihood",
                    "impact",
                    "owner",
                    "due",
                    "first_seen_at",
                    "score",
                    "number",
                    "subject_key",
                    "hardening_key",
                    "id",
                ],
                name="threat_model_facets",
            ),
            models.Index(fields=["model"], condition=models.Q(rule=""), name="threat_model_manual"),
            models.Index(
                fields=["model", "closed_at"],
                condition=models.Q(closed_at__isnull=False),
                name="threat_model_closed",
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


class Scenario(models.Model):
    """The attack scenario that a threat lists: who attacks what, in which steps, and how likely that is."""

    team_path: ClassVar[str] = "threat__model__team"

    threat = models.OneToOneField(Threat, on_delete=models.CASCADE, primary_key=True, related_name="scenario")
    content = models.JSONField(
        default=dict
    )  # engine.exporters.scenarios.scenario_to_json, and `why` in words
    digest = models.CharField(max_length=32, blank=True, default="")  # of the content

    def __str__(self) -> str:
        return f"{self.threat_id}"


class ManualThreat(models.Model):
    """What a person wrote of a threat, beside its title, subject, categories and severity."""

    team_path: ClassVar[str] = "threat__model__team"

    threat = models.OneToOneField(Threat, on_delete=models.CASCADE, primary_key=True, related_name="manual")
    description = models.TextField(blank=True, default="", max_length=DESCRIPTION_LENGTH)
    references = models.JSONField(default=list)  # ids of the library's references, and https links
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.threat_id}"


class SeverityOverride(models.Model):
    """Why a person gave a threat another severity than its rule, who, and when.

    There is one exactly while the threat has a computed severity of its own.
    """

    team_path: ClassVar[str] = "threat__model__team"

    threat = models.OneToOneField(
        Threat, on_delete=models.CASCADE, primary_key=True, related_name="severity_override"
    )
    reason = models.TextField(max_length=REASON_LENGTH)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="severity_has_reason")]

    def __str__(self) -> str:
        return f"{self.threat_id} {self.reason[:40]}"
