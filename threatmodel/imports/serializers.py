"""Uploads as the API takes them."""

from typing import Any

from rest_framework import serializers

from threatmodel.architecture.api.serializers.models import ModelWriteSerializer
from threatmodel.architecture.importing.import_scope import SCOPES


class ImportSerializer(serializers.Serializer[dict[str, Any]]):
    """Files to import, and what they stand for."""

    files = serializers.ListField(child=serializers.FileField(allow_empty_file=True))
    paths = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="One for each file, in the same order: where it lies in its folder. File names lose that.",
    )
    scope = serializers.ChoiceField(
        choices=SCOPES,
        required=False,
        default="files",
        help_text="files: replace what these files described before. all: they describe the whole system.",
    )
    profiles = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="Compose profiles to switch on; without one, their services make no flows.",
    )


class ProfileSerializer(serializers.Serializer[dict[str, Any]]):
    """A compose profile that files name."""

    name = serializers.CharField()
    services = serializers.ListField(child=serializers.CharField(), help_text="What it starts, by name.")
    chosen = serializers.BooleanField(help_text="The last import of the model had it switched on.")


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
