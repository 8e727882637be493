"""Uploads as the API takes them."""

from typing import Any

from rest_framework import serializers

from threatmodel.architecture.api.serializers.models import ModelWriteSerializer
from threatmodel.architecture.importing.import_scope import SCOPES


class ImportSerializer(serializers.Serializer[dict[str, Any]]):
    """Files to import, and what they replace."""

    files = serializers.ListField(child=serializers.FileField(allow_empty_file=True))
    paths = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="One path per file, in the same order, relative to the chosen folder.",
    )
    scope = serializers.ChoiceField(
        choices=SCOPES,
        required=False,
        default="files",
        help_text="files: replace the objects of these files. all: the files describe the whole system.",
    )
    profiles = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="Compose profiles to enable; without them, their services have no flows.",
    )


class ProfileSerializer(serializers.Serializer[dict[str, Any]]):
    """A compose profile that files name."""

    name = serializers.CharField()
    services = serializers.ListField(
        child=serializers.CharField(), help_text="Services that it starts, by name."
    )
    chosen = serializers.BooleanField(help_text="Enabled in the last import of the model.")


class ProfilesSerializer(serializers.Serializer[dict[str, Any]]):
    """The compose profiles that files name."""

    profiles = ProfileSerializer(many=True)


class ProfileFilesSerializer(serializers.Serializer[dict[str, Any]]):
    """Compose files to look into."""

    files = serializers.ListField(child=serializers.FileField(allow_empty_file=True))


class NewModelImportSerializer(ModelWriteSerializer):
    """Files to make a model of."""

    files = serializers.ListField(child=serializers.FileField(allow_empty_file=True))
    paths = serializers.ListField(child=serializers.CharField(), required=False, help_text="As of an import.")
