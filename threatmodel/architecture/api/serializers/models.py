"""Models as the API takes them, and those in the trash."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.serializers import NameField
from threatmodel.architecture.models import NAME_LENGTH

Json = dict[str, Any]


class DeletedModelSerializer(serializers.Serializer[dict[str, Any]]):
    """A model in the trash of its team."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    description = serializers.CharField()
    deleted_at = serializers.DateTimeField()
    deleted_by = serializers.CharField(help_text="Empty if the account was deleted.")
    kept_until = serializers.DateTimeField(help_text="Afterwards it is deleted for good.")


class ModelWriteSerializer(serializers.Serializer[dict[str, Any]]):
    """What people write about a model."""

    name = NameField(max_length=NAME_LENGTH)
    description = serializers.CharField(max_length=4000, allow_blank=True, required=False, default="")


class ModelBriefSerializer(serializers.Serializer[Json]):
    """Enough of a model to name it."""

    id = serializers.UUIDField()
    name = serializers.CharField()
