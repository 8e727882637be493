"""What is asked before something is deleted."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.models import NAME_LENGTH


class AccountDeletionSerializer(serializers.Serializer[dict[str, Any]]):
    """The own address, typed."""

    email = serializers.CharField(max_length=320)


class TeamDeletionSerializer(serializers.Serializer[dict[str, Any]]):
    """The name of the team, typed."""

    name = serializers.CharField(max_length=NAME_LENGTH)
