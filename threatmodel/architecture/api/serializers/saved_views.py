"""Saved views as the API shows them."""

import json
from typing import Any, Final

from django.db.models.functions import Lower
from rest_framework import serializers

from threatmodel.accounts.serializers import NameField, PersonSerializer
from threatmodel.api.list_params import ListQuerySerializer, OrderingField
from threatmodel.architecture.models import UID_LENGTH, VIEWED
from threatmodel.architecture.operations.batch import COORDINATE

_NAME_LENGTH: Final = 80
_DOCUMENT_BYTES: Final = 64 * 1024
_FILTERS: Final = 30
_TEXT: Final = 200
_VALUES: Final = 500  # of one filter


class ViewportSerializer(serializers.Serializer[dict[str, Any]]):
    """The point of the canvas in the middle of the window, in pixels, and how near it is."""

    x = serializers.FloatField(min_value=-COORDINATE, max_value=COORDINATE)
    y = serializers.FloatField(min_value=-COORDINATE, max_value=COORDINATE)
    zoom = serializers.FloatField(min_value=0.01, max_value=10)


class ViewDocumentSerializer(serializers.Serializer[dict[str, Any]]):
    """What a view shows; of a list only `filters`.

    Other keys are refused; what the page no longer knows of it is passed over.
    """

    viewport = ViewportSerializer(required=False, allow_null=True)
    hidden = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=50, required=False, help_text="Layers."
    )
    collapsed = serializers.ListField(
        child=serializers.CharField(max_length=UID_LENGTH),
        max_length=2000,
        required=False,
        help_text="uids of the collapsed boundaries.",
    )
    filters = serializers.DictField(
        child=serializers.JSONField(),
        required=False,
        help_text="By name: a text, a number, yes or no, or a list of texts. Of a list also its order.",
    )

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Return the checked document; a key that is not known is an error, not a loss."""
        unknown = sorted(set(data) - set(self.fields)) if isinstance(data, dict) else []
        if unknown:
            raise serializers.ValidationError(
                {str(key)[:60]: ["Unknown field of a view."] for key in unknown}
            )
        checked: dict[str, Any] = super().to_internal_value(data)
        if len(json.dumps(checked)) > _DOCUMENT_BYTES:
            raise serializers.ValidationError(f"A view has at most {_DOCUMENT_BYTES // 1024} KiB.")
        return checked

    def validate_filters(self, filters: dict[str, Any]) -> dict[str, Any]:
        """Raise ValidationError for a filter that is neither a plain value nor a list of texts."""
        if len(filters) > _FILTERS:
            raise serializers.ValidationError(f"A view has at most {_FILTERS} filters.")
        for name, value in filters.items():
            if len(name) > _TEXT or not _is_filter(value):
                raise serializers.ValidationError(f"The filter {name[:60]!r} cannot be saved.")
        return filters


def _is_filter(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= UID_LENGTH
    if isinstance(value, list):
        return len(value) <= _VALUES and all(
            isinstance(item, str) and len(item) <= UID_LENGTH for item in value
        )
    return value is None or isinstance(value, (bool, int, float))


def shows_field() -> Any:
    """The drawing of the model, or its list of threats."""
    return serializers.ChoiceField(choices=VIEWED, required=False, default="drawing")


class ViewWriteSerializer(serializers.Serializer[dict[str, Any]]):
    """What people write about a view."""

    shows = shows_field()
    name = NameField(max_length=_NAME_LENGTH)
    shared = serializers.BooleanField(required=False, default=False, help_text="With the team; for editors.")
    document = ViewDocumentSerializer()


class ViewUpdateSerializer(serializers.Serializer[dict[str, Any]]):
    """What may be changed about a view of one's own; what is not named stays."""

    name = NameField(max_length=_NAME_LENGTH, required=False)
    shared = serializers.BooleanField(required=False)
    document = ViewDocumentSerializer(required=False)


class ViewSerializer(serializers.Serializer[dict[str, Any]]):
    """A saved view."""

    id = serializers.UUIDField()
    shows = serializers.ChoiceField(choices=VIEWED)
    of_team = serializers.BooleanField(help_text="Of every model of the team, not of this one alone.")
    name = serializers.CharField()
    shared = serializers.BooleanField()
    mine = serializers.BooleanField()
    owner = PersonSerializer()
    document = ViewDocumentSerializer()
    updated_at = serializers.DateTimeField()


class ViewQuerySerializer(ListQuerySerializer):
    shows = shows_field()
    ordering = OrderingField(by={"name": Lower("name"), "updated_at": "updated_at"}, default="name")
