"""API tokens as the API shows them: never the token itself, but once."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.models import TOKEN_DAYS_MOST
from threatmodel.accounts.serializers import NameField, PersonSerializer
from threatmodel.api_tokens.choices import SCOPES
from threatmodel.api_tokens.models import NAME_LENGTH, ApiToken

DEFAULT_DAYS = 90


class TokenPlaceSerializer(serializers.Serializer[Any]):
    """The team or model of a token."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class ApiTokenSerializer(serializers.ModelSerializer[ApiToken]):
    """A token, by its name and the beginning of its text."""

    team = TokenPlaceSerializer(read_only=True)
    model = TokenPlaceSerializer(read_only=True, allow_null=True, help_text="Null: all models of the team.")
    owner = PersonSerializer(source="user", read_only=True)
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=SCOPES), read_only=True)
    expires_at = serializers.DateTimeField(
        source="ends_at", read_only=True, help_text="Or earlier: when it is revoked, or its owner leaves."
    )

    class Meta:
        model = ApiToken
        fields = [
            "id",
            "name",
            "hint",
            "team",
            "model",
            "owner",
            "scopes",
            "created_at",
            "expires_at",
            "last_used_at",
            "revoked_at",
        ]
        read_only_fields = fields


class ApiTokenCreateSerializer(serializers.Serializer[dict[str, Any]]):
    """What a new token is for."""

    name = NameField(max_length=NAME_LENGTH)
    team = serializers.UUIDField()
    model = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="One model of the team; null: all."
    )
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=SCOPES),
        allow_empty=False,
        max_length=len(SCOPES),
        help_text="read: read. write: change. import: import files, and read what came of it.",
    )
    days = serializers.IntegerField(
        min_value=1, max_value=TOKEN_DAYS_MOST, required=False, default=DEFAULT_DAYS
    )


class NewApiTokenSerializer(serializers.Serializer[dict[str, Any]]):
    """A new token with its text, which is shown this once."""

    token = ApiTokenSerializer()
    secret = serializers.CharField(help_text="Send it as `Authorization: Bearer …`. It is not shown again.")
