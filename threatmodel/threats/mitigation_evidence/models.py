"""Evidence of mitigations; the content of files is in a table of its own, so that lists do not read it."""

import uuid
from typing import ClassVar, Final

from django.conf import settings
from django.db import models

from threatmodel.threats.choices import EVIDENCE_KINDS
from threatmodel.threats.mitigations.models import Mitigation

EVIDENCE_TITLE_LENGTH: Final = 200
EVIDENCE_TEXT_LENGTH: Final = 4_000
EVIDENCE_URL_LENGTH: Final = 2_000


class MitigationEvidence(models.Model):
    """A link, a note or a file of which a person says that it shows what was done.

    What was removed is kept for a while, so that the removal can be undone.
    """

    team_path: ClassVar[str] = "mitigation__model__team"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mitigation = models.ForeignKey(
        Mitigation, on_delete=models.CASCADE, related_name="evidence", db_index=False
    )
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=EVIDENCE_TITLE_LENGTH)  # of a file its name, of a note its first line
    url = models.CharField(max_length=EVIDENCE_URL_LENGTH, blank=True, default="")
    text = models.TextField(max_length=EVIDENCE_TEXT_LENGTH, blank=True, default="")
    media_type = models.CharField(max_length=40, blank=True, default="")  # of a file, by its content
    size_bytes = models.PositiveIntegerField(default=0)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="link", media_type="") & ~models.Q(url="")
                | models.Q(kind="note", media_type="") & ~models.Q(text="")
                | models.Q(kind="file", size_bytes__gt=0) & ~models.Q(media_type=""),
                name="evidence_has_content_of_its_kind",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=EVIDENCE_KINDS), name="evidence_kind_known"),
            models.CheckConstraint(condition=~models.Q(title=""), name="evidence_has_title"),
        ]
        indexes = [
            models.Index(fields=["mitigation", "added_at"], name="evidence_of_mitigation"),
            # The files of a team are summed from this index alone.
            models.Index(
                fields=["mitigation", "size_bytes"], condition=models.Q(kind="file"), name="evidence_files"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EvidenceContent(models.Model):
    """The bytes of a file. In the database, so that backups hold them and every process finds them."""

    team_path: ClassVar[str] = "evidence__mitigation__model__team"

    evidence = models.OneToOneField(
        MitigationEvidence, on_delete=models.CASCADE, primary_key=True, related_name="content"
    )
    data = models.BinaryField()

    def __str__(self) -> str:
        return str(self.evidence_id)
