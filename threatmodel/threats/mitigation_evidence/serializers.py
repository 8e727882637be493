"""Evidence as the API takes and shows it."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.api.url_validation import web_address
from threatmodel.threats.choices import EVIDENCE_KINDS, WRITTEN_EVIDENCE
from threatmodel.threats.mitigation_evidence.models import (
    EVIDENCE_TEXT_LENGTH,
    EVIDENCE_TITLE_LENGTH,
    EVIDENCE_URL_LENGTH,
)


class MitigationEvidenceSerializer(serializers.Serializer[dict[str, Any]]):
    """A link, a note or a file that a person put with a mitigation."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=EVIDENCE_KINDS)
    title = serializers.CharField(help_text="Of a file, its name.")
    url = serializers.CharField()
    text = serializers.CharField()
    media_type = serializers.CharField(help_text="Of a file, by its content.")
    size_bytes = serializers.IntegerField()
    added_by = PersonSerializer(allow_null=True)
    added_at = serializers.DateTimeField()


class WrittenEvidenceSerializer(serializers.Serializer[dict[str, Any]]):
    """A link or a note."""

    kind = serializers.ChoiceField(choices=WRITTEN_EVIDENCE)
    title = serializers.CharField(
        max_length=EVIDENCE_TITLE_LENGTH, allow_blank=True, required=False, default=""
    )
    url = serializers.CharField(max_length=EVIDENCE_URL_LENGTH, allow_blank=True, required=False, default="")
    text = serializers.CharField(
        max_length=EVIDENCE_TEXT_LENGTH, allow_blank=True, required=False, default=""
    )

    def validate_url(self, url: str) -> str:
        """Take only web addresses without credentials."""
        return web_address(url)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a link without an address and a note without words."""
        field = "url" if attrs["kind"] == "link" else "text"
        if not attrs[field].strip():
            missing = "Enter the address." if field == "url" else "Write the note."
            raise serializers.ValidationError({field: [missing]})
        return attrs


class EvidenceFileSerializer(serializers.Serializer[dict[str, Any]]):
    """A file of at most 10 MB."""

    file = serializers.FileField()
