"""Models as the API takes them, how they are organized, and those in the trash."""

from typing import Any, Final

from rest_framework import serializers

from threatmodel.accounts.serializers import NameField, PersonSerializer
from threatmodel.api.list_params import UUID_PATTERN, owners_field
from threatmodel.architecture.api.services.organization import MODEL_TAGS_MOST
from threatmodel.architecture.models import FOLDER_LENGTH, MODEL_TAG_LENGTH, NAME_LENGTH

_MODELS_MOST: Final = 500  # changed at once

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


def _tags_field() -> Any:
    child = NameField(max_length=MODEL_TAG_LENGTH)
    return serializers.ListField(child=child, required=False, max_length=MODEL_TAGS_MOST)


class _PlaceSerializer(serializers.Serializer[Json]):
    """Where a model belongs, and to whom."""

    folder = serializers.UUIDField(
        allow_null=True, required=False, help_text="A folder of the team; null for none."
    )
    owner = serializers.UUIDField(
        allow_null=True, required=False, help_text="A member of the team; null for no owner."
    )


class ModelUpdateSerializer(_PlaceSerializer, ModelWriteSerializer):
    """What changes of a model; what is not named stays."""

    tags = _tags_field()


class ModelsChangeSerializer(_PlaceSerializer):
    """What is to become of every named model; what is not named stays."""

    tags_add = _tags_field()
    tags_remove = _tags_field()

    def validate(self, attrs: Json) -> Json:
        """Refuse a change of nothing."""
        if not attrs:
            raise serializers.ValidationError({"folder": ["Say what is to change."]})
        return attrs


class ModelsChangeRequestSerializer(serializers.Serializer[Json]):
    """One change of several models of a team."""

    models = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=_MODELS_MOST, help_text="Their ids."
    )
    change = ModelsChangeSerializer()


class ModelsChangedSerializer(serializers.Serializer[Json]):
    """How many models are different now."""

    changed = serializers.IntegerField()


class ModelFilterSerializer(serializers.Serializer[Json]):
    """What lists of models are narrowed by; values of one filter are alternatives."""

    search = serializers.CharField(max_length=200, allow_blank=True, required=False, default="")
    tag = serializers.ListField(
        child=serializers.CharField(max_length=MODEL_TAG_LENGTH), required=False, default=list
    )
    owner = owners_field("models")
    folder = serializers.ListField(
        child=serializers.RegexField(rf"^(none|{UUID_PATTERN})$"),
        required=False,
        default=list,
        help_text="ids of folders; `none` for models in no folder.",
    )
    favorite = serializers.BooleanField(
        required=False, default=None, allow_null=True, help_text="Your favorites; false: the others."
    )


class FolderBriefSerializer(serializers.Serializer[Json]):
    """A folder by its name."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class FolderSerializer(FolderBriefSerializer):
    """A folder of models."""

    count = serializers.IntegerField(help_text="How many models are in it.")


class FolderWriteSerializer(serializers.Serializer[Json]):
    """What people call a folder."""

    name = NameField(max_length=FOLDER_LENGTH)


class CountedNameSerializer(serializers.Serializer[Json]):
    """A word, and how many rows of the list have it."""

    name = serializers.CharField()
    count = serializers.IntegerField()


class CountedOwnerSerializer(PersonSerializer):
    """A person, and how many models they own."""

    count = serializers.IntegerField()

    class Meta(PersonSerializer.Meta):
        fields = [*PersonSerializer.Meta.fields, "count"]
        read_only_fields = fields


class ModelFacetsSerializer(serializers.Serializer[Json]):
    """The folders, tags and owners of the models of a team, with how many models have each."""

    folders = FolderSerializer(many=True)
    tags = CountedNameSerializer(many=True)
    owners = CountedOwnerSerializer(many=True)
    without_owner = serializers.IntegerField()
    without_folder = serializers.IntegerField()
    favorites = serializers.IntegerField(help_text="Your own.")


class ModelBriefSerializer(serializers.Serializer[Json]):
    """Enough of a model to name it."""

    id = serializers.UUIDField()
    name = serializers.CharField()
