"""Rows of the architecture: one typed graph per threat model, and the log of what changed in it.

Only operations/apply.py writes Element, Relation, Flow, Change and ChangedSubject, and moves ThreatModel.seq.
A foreign key has no index of its own where another index begins with it.
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from threatmodel.architecture.stored_json import StoredJson, WrittenJson

NAME_LENGTH = 200
FOLDER_LENGTH = 80
MODEL_TAG_LENGTH = 40
VIEWED = ("drawing", "threats")  # what saved views show
# A uid joins namespace, kind, workload and container or volume, each up to 253 characters in Kubernetes.
UID_LENGTH = 600


class ModelFolder(models.Model):
    """A folder of models of a team. Models stay when it is deleted, in no folder."""

    team_path: ClassVar[str] = "team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(
        "accounts.Team", on_delete=models.CASCADE, related_name="folders", db_index=False
    )
    name = models.CharField(max_length=FOLDER_LENGTH)

    class Meta:
        constraints = [
            models.UniqueConstraint("team", Lower("name"), name="folder_name_once_per_team"),
            models.CheckConstraint(condition=~models.Q(name=""), name="folder_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class KeptModels(models.Manager["ThreatModel"]):
    """Models that are not in the trash; only the trash uses others."""

    def get_queryset(self) -> models.QuerySet["ThreatModel"]:
        """Return them without those in the trash."""
        return super().get_queryset().filter(deleted_at__isnull=True)


class ThreatModel(models.Model):
    """One system under review. Its row is the lock that puts changes of the architecture in order."""

    team_path: ClassVar[str] = "team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey("accounts.Team", on_delete=models.CASCADE, related_name="models")
    name = models.CharField(max_length=NAME_LENGTH)
    description = models.TextField(blank=True, default="", max_length=4000)
    owner = models.ForeignKey(  # a member of the team who answers for it
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    folder = models.ForeignKey(ModelFolder, on_delete=models.SET_NULL, null=True, related_name="models")
    seq = models.PositiveBigIntegerField(default=0)  # number of the latest Change; no gaps
    # Elements and flows that were ever added or came back: no state of the model, past or present, has more.
    ever_added = models.PositiveBigIntegerField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True)  # in the trash since
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    purging = models.BooleanField(default=False)  # its rows are being deleted for good: no way back

    objects = KeptModels()
    with_trash: ClassVar[models.Manager["ThreatModel"]] = models.Manager()

    class Meta:
        indexes = [
            models.Index(fields=["team", "name"], name="threatmodel_team_name"),
            models.Index(
                fields=["deleted_at"], condition=models.Q(deleted_at__isnull=False), name="threatmodel_trash"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ModelTag(models.Model):
    """A word that people put on a model."""

    team_path: ClassVar[str] = "model__team"

    id = models.BigAutoField(primary_key=True)
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="tags", db_index=False)
    name = models.CharField(max_length=MODEL_TAG_LENGTH)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "name"], name="tag_once_per_model"),
            models.CheckConstraint(condition=~models.Q(name=""), name="model_tag_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class FavoriteModel(models.Model):
    """A model that one person wants at hand; nobody else sees that."""

    team_path: ClassVar[str] = "model__team"

    id = models.BigAutoField(primary_key=True)
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="favorites")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "model"], name="favorite_once_per_person")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.model_id}"


class Element(models.Model):
    """One part of the architecture. Positions are absolute pixels of the top left corner."""

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="elements", db_index=False)
    uid = models.CharField(max_length=UID_LENGTH)  # survives renames and re-imports
    kind = models.CharField(max_length=40)  # a kind of the catalogue
    name = models.CharField(max_length=NAME_LENGTH)
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="children")
    facts = models.JSONField(
        default=dict, encoder=WrittenJson, decoder=StoredJson
    )  # engine.model.codec: {name: {value, origin, file, line}}
    source = models.JSONField(
        default=dict, encoder=WrittenJson, decoder=StoredJson
    )  # engine.model.codec: where the element itself comes from
    x = models.FloatField(null=True)
    y = models.FloatField(null=True)
    width = models.FloatField(null=True)
    height = models.FloatField(null=True)
    gone_at = models.DateTimeField(null=True)  # when an import no longer found it; null while it is there

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "uid"], name="element_uid_once_per_model"),
            models.CheckConstraint(condition=~models.Q(uid=""), name="element_has_uid"),
            models.CheckConstraint(condition=~models.Q(kind=""), name="element_has_kind"),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="element_is_not_its_own_parent",
            ),
        ]
        indexes = [models.Index(fields=["model", "kind"], name="element_model_kind")]

    def __str__(self) -> str:
        return self.name


class Relation(models.Model):
    """A typed link between two elements that carries no data."""

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="relations")
    type = models.CharField(max_length=40)  # a relation type of the catalogue
    source = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="relations_out")
    target = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="relations_in")
    origin = models.CharField(
        max_length=10, default="file"
    )  # file or person: an import replaces only its own

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "type", "target"], name="relation_once"),
            models.CheckConstraint(condition=~models.Q(type=""), name="relation_has_type"),
            models.CheckConstraint(
                condition=models.Q(origin__in=["file", "person"]), name="relation_origin_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.type} {self.target_id}"


class Flow(models.Model):
    """Data moving from one element to another; the caller is the source."""

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="flows", db_index=False)
    uid = models.CharField(max_length=2 * UID_LENGTH + 40)  # names both ends
    source = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="flows_out")
    destination = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="flows_in")
    name = models.CharField(max_length=NAME_LENGTH, blank=True, default="")
    facts = models.JSONField(default=dict, encoder=WrittenJson, decoder=StoredJson)
    origin = models.CharField(max_length=10)  # declared, inferred or drawn
    why = models.TextField(blank=True, default="")  # how an inferred flow was concluded
    provenance = models.JSONField(default=dict, encoder=WrittenJson, decoder=StoredJson)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "uid"], name="flow_uid_once_per_model"),
            models.CheckConstraint(condition=~models.Q(uid=""), name="flow_has_uid"),
            models.CheckConstraint(
                condition=models.Q(origin__in=["declared", "inferred", "drawn"]), name="flow_origin_known"
            ),
        ]

    def __str__(self) -> str:
        return self.uid


class Change(models.Model):
    """One batch of operations as it was applied, with what each property was before."""

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(ThreatModel, on_delete=models.CASCADE, related_name="changes", db_index=False)
    seq = models.PositiveBigIntegerField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    token = models.CharField(max_length=60, blank=True, default="")  # name of the actor's API token, if any
    batch_id = models.CharField(max_length=64)
    ops = models.JSONField(encoder=WrittenJson, decoder=StoredJson)
    before = models.JSONField(
        encoder=WrittenJson, decoder=StoredJson
    )  # parallel to ops: what a later undo writes back
    origin = models.CharField(max_length=10, default="person")  # batch.Origin
    structural = models.BooleanField(default=True)  # False: only positions moved
    what = models.CharField(max_length=500, blank=True, default="")  # past tense, as people read it
    counts = models.JSONField(
        default=dict, encoder=WrittenJson, decoder=StoredJson
    )  # change_summary.Counts: {added, changed, removed, moved, links}
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model", "seq"], name="change_seq_once_per_model"),
            # A resend after a lost answer is a no-op; another actor's id must not swallow it.
            models.UniqueConstraint(
                fields=["model", "actor", "batch_id"], name="change_batch_once_per_actor"
            ),
            models.UniqueConstraint(
                fields=["model", "batch_id"],
                condition=models.Q(actor__isnull=True),
                name="change_batch_once_without_actor",
            ),
            models.CheckConstraint(condition=models.Q(seq__gt=0), name="change_seq_positive"),
        ]
        ordering = ["seq"]

    def __str__(self) -> str:
        return f"{self.model_id} {self.seq}"


class ChangedSubject(models.Model):
    """An element or flow that a change did more to than move it: the index of the history of one subject.

    `subject` is change_summary.subject_key of the uid: uids are too long for an index on every database.
    """

    team_path: ClassVar[str] = "model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    model = models.ForeignKey(
        ThreatModel, on_delete=models.CASCADE, related_name="changed_subjects", db_index=False
    )
    subject = models.BigIntegerField()
    seq = models.PositiveBigIntegerField()  # of the change

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["model", "subject", "seq"], name="changed_subject_once_per_change"
            )
        ]

    def __str__(self) -> str:
        return f"{self.model_id} {self.seq}"


FLOW_UID_LENGTH = 2 * UID_LENGTH + 40
FILE_LENGTH = 1024  # of the name of an imported file; lines of files with longer names are not kept


class SavedView(models.Model):
    """How one person looks at a page, under a name: what is in sight, hidden, folded and filtered."""

    team_path: ClassVar[str] = "team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey("accounts.Team", on_delete=models.CASCADE, related_name="views")
    model = models.ForeignKey(  # null: a view of every model of the team
        ThreatModel, on_delete=models.CASCADE, null=True, related_name="views", db_index=False
    )
    shows = models.CharField(max_length=20, default="drawing")  # one of VIEWED
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    name = models.CharField(max_length=80)
    shared = models.BooleanField(default=False)  # with the team; else its owner's alone
    document = models.JSONField(default=dict)  # api.serializers.saved_views.ViewDocumentSerializer
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["model", "owner", "shows", "name"], name="view_name_once_per_owner"
            ),
            models.UniqueConstraint(
                fields=["team", "owner", "shows", "name"],
                condition=models.Q(model__isnull=True),
                name="view_of_team_name_once_per_owner",
            ),
            models.CheckConstraint(condition=models.Q(shows__in=VIEWED), name="view_shows_known"),
            models.CheckConstraint(
                condition=models.Q(shows="threats") | models.Q(model__isnull=False),
                name="view_of_drawing_has_model",
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="view_has_name"),
        ]
        indexes = [models.Index(fields=["owner"], name="view_owner")]

    def __str__(self) -> str:
        return self.name


class SourceFile(models.Model):
    """Lines of one file of the latest import that held it, redacted: those around what threats point to."""

    team_path: ClassVar[str] = "model__team"

    id = models.BigAutoField(primary_key=True)
    model = models.ForeignKey(
        ThreatModel, on_delete=models.CASCADE, related_name="source_files", db_index=False
    )
    file = models.CharField(max_length=FILE_LENGTH)
    lines = models.JSONField(default=dict)  # {number: text}; engine.importers.source_lines
    line_count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model", "file"], name="source_file_once_per_model")]

    def __str__(self) -> str:
        return self.file
