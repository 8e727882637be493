"""Rows of the threat list: what an analysis found, what was decided, and who is doing what about it.

Threats and mitigations have short numbers (T7, M3) that never change and are never given twice.
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from threatmodel.accounts.models import Team
from threatmodel.architecture.models import NAME_LENGTH, UID_LENGTH, Element, Flow, ThreatModel
from threatmodel.threats.vocabulary import (
    COMMENT_PLACES,
    DECIDABLE,
    DISPOSITIONS,
    METHODS,
    RESOLUTIONS,
    SEEN,
    SEVERITIES,
    STATUSES,
    SUBJECTS,
    TEAM_PREFIX,
)

FLOW_UID_LENGTH = 2 * UID_LENGTH + 40


class Register(models.Model):
    """The counters of one model. Its row is the lock under which numbers are given and analyses written."""

    team_path: ClassVar[str] = "model__team"

    model = models.OneToOneField(
        ThreatModel, on_delete=models.CASCADE, primary_key=True, related_name="register"
    )
    last_threat = models.PositiveIntegerField(default=0)
    last_mitigation = models.PositiveIntegerField(default=0)
    analysed_seq = models.BigIntegerField(default=-1)  # seq of the newest analysis; -1 before the first
    last_run = models.PositiveIntegerField(default=0)  # number of the newest analysis that was written
    # Which rules of the team it judged by: selectors.team_library.rules_stamp, empty for none.
    analysed_rules = models.CharField(max_length=64, blank=True, default="")
    # Which release judged it: engine.analysis.edition; empty before the first, and before that was noted.
    analysed_edition = models.CharField(max_length=64, blank=True, default="")

    def __str__(self) -> str:
        return f"T{self.last_threat} M{self.last_mitigation}"


class AnalysisRun(models.Model):
    """One analysis of the model as it was at `seq`. A run that changes nothing leaves no row."""

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="analyses", db_index=False)
    seq = models.PositiveBigIntegerField()
    number = models.PositiveIntegerField(default=0)  # counts the runs of a model; 0 before they were counted
    # Whose rows it wrote, for those who keep an analysis in memory; null for too many to name:
    # {threats: {fingerprint: uid of its subject}, questions: [uids of whom], grids: [methods]}
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


class Threat(models.Model):
    """A rule that fired on an element or flow, and what the team decided about it.

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
    category_bits = models.PositiveIntegerField()  # vocabulary.category_bits of its categories
    # uid of the component whose hygiene it belongs to; empty when it stands by itself.
    hygiene_of = models.CharField(max_length=FLOW_UID_LENGTH, blank=True, default="")
    evidence = models.JSONField(default=list)  # [{fact, element, value, file, line, origin}]
    # What holds: gone when no analysis finds it, treated when its mitigations are done, else the decision.
    disposition = models.CharField(max_length=20, default="open")
    decided = models.CharField(max_length=20, default="open")  # by a person; outlasts gone and treated
    disposition_reason = models.TextField(blank=True, default="")
    resolution = models.CharField(
        max_length=10, blank=True, default=""
    )  # why it is gone; empty while it is not
    first_seen_at = models.DateTimeField()
    last_changed_run = models.ForeignKey(AnalysisRun, on_delete=models.SET_NULL, null=True, related_name="+")

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
                condition=models.Q(disposition="gone", resolution__in=RESOLUTIONS)
                | (~models.Q(disposition="gone") & models.Q(resolution="")),
                name="threat_gone_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["model", "-score", "number"], name="threat_model_worst_first"),
            # Count and facets of the list are read from this index alone.
            models.Index(
                fields=["model", "severity", "disposition", "category_bits"], name="threat_model_facets"
            ),
            # The worst threat of each component's hygiene, and how many components have any.
            models.Index(fields=["model", "hygiene_of", "-score", "number"], name="threat_model_hygiene"),
        ]

    def __str__(self) -> str:
        return f"T{self.number} {self.title}"


class Question(models.Model):
    """What a person is asked because no file tells it. Answered once the fact is known."""

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="questions", db_index=False)
    element = models.ForeignKey(Element, on_delete=models.CASCADE, null=True, related_name="questions")
    flow = models.ForeignKey(Flow, on_delete=models.CASCADE, null=True, related_name="questions")
    fact = models.CharField(max_length=80)
    text = models.TextField()
    rules = models.JSONField(default=list)  # ids of the rules that wait for the answer
    weight = models.PositiveIntegerField(default=0)  # how much the answer decides; the heaviest first
    could_raise = models.JSONField(default=dict)  # severity: how many threats may come of the answer
    answered = models.BooleanField(default=False)
    by_person = models.BooleanField(default=False)  # answered by a person; else files tell, or no rule asks
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
        indexes = [models.Index(fields=["model", "answered", "-weight"], name="question_model_heaviest")]

    def __str__(self) -> str:
        return self.text


class Mitigation(models.Model):
    """A control applied here: one piece of work that may treat many threats."""

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(
        ThreatModel, on_delete=models.CASCADE, related_name="mitigations", db_index=False
    )
    number = models.PositiveIntegerField()
    control = models.CharField(max_length=120, blank=True, default="")  # id in the library, or free text only
    title = models.CharField(max_length=NAME_LENGTH)
    description = models.TextField(blank=True, default="", max_length=10_000)
    status = models.CharField(max_length=20, default="proposed")
    # An import showed that the facts its control changes have changed; else an approver verified it.
    verified_by_evidence = models.BooleanField(default=False)
    # What the approver looked at.
    verification_note = models.TextField(blank=True, default="", max_length=4_000)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    due = models.DateField(null=True)
    threats = models.ManyToManyField(Threat, through="Treatment", related_name="mitigations")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "number"], name="mitigation_number_once_per_model"),
            models.CheckConstraint(condition=models.Q(status__in=STATUSES), name="mitigation_status_known"),
            models.CheckConstraint(condition=~models.Q(title=""), name="mitigation_has_title"),
            models.CheckConstraint(
                condition=models.Q(verified_by_evidence=False) | models.Q(status="verified"),
                name="mitigation_evidence_means_verified",
            ),
        ]
        indexes = [models.Index(fields=["model", "status", "due"], name="mitigation_model_status")]

    def __str__(self) -> str:
        return f"M{self.number} {self.title}"


class Treatment(models.Model):
    """One mitigation treats one threat, and what the files show of that.

    `seen` is written by imports alone, and only where the control of the mitigation changes facts that the
    rule of the threat fired on: what a control merely helps against, files cannot show.
    """

    team_path: ClassVar[str] = "mitigation__model__team"

    id = models.BigAutoField(primary_key=True)
    mitigation = models.ForeignKey(Mitigation, on_delete=models.CASCADE, related_name="treatments")
    threat = models.ForeignKey(Threat, on_delete=models.CASCADE, related_name="treatments")
    seen = models.CharField(max_length=10, blank=True, default="")  # empty: no import has shown it since
    seen_at = models.DateTimeField(null=True)
    seen_facts = models.JSONField(
        default=list
    )  # [{fact, element, value, file, line}], as that import shows them

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mitigation", "threat"], name="treatment_once"),
            models.CheckConstraint(condition=models.Q(seen__in=("", *SEEN)), name="treatment_seen_known"),
        ]

    def __str__(self) -> str:
        return f"{self.mitigation_id} {self.threat_id}"


class OverrideConfirmation(models.Model):
    """An approver agrees with a person whose word about a fact differs from what the files say.

    It holds for these two values: when the person or the files say something else, it is to be confirmed
    anew.
    """

    team_path: ClassVar[str] = "model__team"

    id = models.BigAutoField(primary_key=True)
    model = models.ForeignKey(
        ThreatModel, on_delete=models.CASCADE, related_name="override_confirmations", db_index=False
    )
    subject_uid = models.CharField(max_length=FLOW_UID_LENGTH)
    fact = models.CharField(max_length=80)
    value = models.JSONField(null=True)  # what the person said
    file_value = models.JSONField(null=True)  # what the files say
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["model", "subject_uid", "fact"], name="override_confirmed_once_per_fact"
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject_uid} {self.fact}"


class Event(models.Model):
    """Who did what, when, and what it was before. Rows are only ever added."""

    team_path: ClassVar[str] = "model__team"

    id = models.BigAutoField(primary_key=True)  # the order of the history
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="events", db_index=False)
    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(  # null: the analysis itself, or a person whose account is gone
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    subject_type = models.CharField(max_length=20)
    subject_number = models.PositiveIntegerField(null=True)  # of the threat or mitigation
    what = models.CharField(max_length=200)  # past tense, as people read it: "changed the status"
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(subject_type__in=SUBJECTS), name="event_subject_known")
        ]
        indexes = [
            models.Index(fields=["model", "-id"], name="event_model_recent"),
            models.Index(fields=["model", "subject_type", "subject_number"], name="event_model_subject"),
        ]

    def __str__(self) -> str:
        return self.what


class CoverageGrid(models.Model):
    """Element by category of one method, as the newest analysis left it: which cells are settled.

    Kept as one value: it is written and read as a whole, and a row for each cell would be rewritten by
    every analysis. What stands in a cell (threats, questions, rules) is read from their own rows.
    """

    team_path: ClassVar[str] = "model__team"

    id = models.BigAutoField(primary_key=True)
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="grids", db_index=False)
    method = models.CharField(max_length=10)
    legend = models.JSONField(default=list)  # [[state, because]], by the letters of the rows: a, b, c …
    rows = models.JSONField(default=list)  # [[uid, kind, name, one letter for each category, "." for none]]
    settled = models.PositiveIntegerField(default=0)
    applicable = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "method"], name="grid_once_per_model_method"),
            models.CheckConstraint(condition=models.Q(method__in=METHODS), name="grid_method_known"),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.settled}/{self.applicable}"


class TeamRule(models.Model):
    """A rule that a team wrote, in the shape of the library's files."""

    team_path: ClassVar[str] = "team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="rules", db_index=False)
    rule = models.CharField(max_length=80)  # the id, beginning with team-
    definition = models.JSONField()  # checked by engine.library.entry before it is written
    enabled = models.BooleanField(default=True)
    note = models.CharField(max_length=300, blank=True, default="")  # why Bulkhead switched it off
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "rule"], name="rule_once_per_team"),
            models.CheckConstraint(
                condition=models.Q(rule__startswith=TEAM_PREFIX), name="rule_of_team_has_prefix"
            ),
        ]

    def __str__(self) -> str:
        return self.rule


class TeamControl(models.Model):
    """A control that a team wrote, in the shape of the library's files."""

    team_path: ClassVar[str] = "team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="controls", db_index=False)
    control = models.CharField(max_length=80)  # the id, beginning with team-
    definition = models.JSONField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "control"], name="control_once_per_team"),
            models.CheckConstraint(
                condition=models.Q(control__startswith=TEAM_PREFIX), name="control_of_team_has_prefix"
            ),
        ]

    def __str__(self) -> str:
        return self.control


class Comment(models.Model):
    """What a person says about an element, a flow or the model; the first of a thread, or an answer to it.

    The place is kept by its uid: a thread outlives an import that no longer finds its element, and a deletion
    that is taken back.
    """

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="comments", db_index=False)
    thread = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="replies")
    place = models.CharField(max_length=10)  # model, element or flow
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
    """A person is named in a comment, and has seen it or not."""

    team_path: ClassVar[str] = "comment__model__team"

    id = models.BigAutoField(primary_key=True)  # the order of the notices
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentions", db_index=False
    )
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["comment", "user"], name="mention_once_per_comment")]
        indexes = [models.Index(fields=["user", "read_at"], name="mention_user_unread")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.comment_id}"


class SavedView(models.Model):
    """How one person looks at a drawing: what is in sight, hidden, folded and filtered, under a name."""

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="views", db_index=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    name = models.CharField(max_length=80)
    shared = models.BooleanField(default=False)  # with the team; else its owner's alone
    document = models.JSONField(default=dict)  # serializers.views.ViewDocumentSerializer
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "owner", "name"], name="view_name_once_per_owner"),
            models.CheckConstraint(condition=~models.Q(name=""), name="view_has_name"),
        ]
        indexes = [models.Index(fields=["owner"], name="view_owner")]

    def __str__(self) -> str:
        return self.name
