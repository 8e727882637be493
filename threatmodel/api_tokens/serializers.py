"""API tokens as the API shows them: never the token itself, but once."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.models import TOKEN_DAYS_MOST
from threatmodel.accounts.serializers import NameField, PersonSerializer
from threatmodel.api_tokens.choices import PROPOSE, READ, SCOPES, WRITE
from threatmodel.api_tokens.models import NAME_LENGTH, ApiToken
from threatmodel.engine.mcp_tools.tool_list import PROPOSING, TOOL_NAMES

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
    tools = serializers.ListField(
        child=serializers.ChoiceField(choices=TOOL_NAMES),
        read_only=True,
        help_text="Tools of the MCP server that agents may call with it. Empty: it is not for agents.",
    )
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
            "tools",
            "tool_calls",
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
        help_text=(
            "read: read. write: change. import: import files, and read what came of it. propose: propose "
            "answers, mitigations and flows, which a person accepts."
        ),
    )
    tools = serializers.ListField(
        child=serializers.ChoiceField(choices=TOOL_NAMES),
        required=False,
        default=list,
        max_length=len(TOOL_NAMES),
        help_text="Tools of the MCP server that agents may call with it; by default none.",
    )
    days = serializers.IntegerField(
        min_value=1, max_value=TOKEN_DAYS_MOST, required=False, default=DEFAULT_DAYS
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse tools that the scopes do not allow, as every call of them would be refused."""
        scopes, tools = {*attrs["scopes"]}, {*attrs["tools"]}
        if tools & PROPOSING and not scopes & {PROPOSE, WRITE}:
            raise serializers.ValidationError({"tools": ["Tools that propose need the scope propose."]})
        if tools - PROPOSING and READ not in scopes:
            raise serializers.ValidationError({"tools": ["Tools that read need the scope read."]})
        return attrs


class AgentToolSerializer(serializers.Serializer[Any]):
    """A tool of the MCP server."""

    name = serializers.ChoiceField(choices=TOOL_NAMES)
    title = serializers.CharField()
    description = serializers.CharField()
    proposes = serializers.BooleanField(help_text="It writes a proposal; all others only read.")


class NewApiTokenSerializer(serializers.Serializer[dict[str, Any]]):
    """A new token with its text, which is shown this once."""

    token = ApiTokenSerializer()
    secret = serializers.CharField(help_text="Send it as `Authorization: Bearer …`. It is not shown again.")
