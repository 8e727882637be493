"""The shapes of the administration in the API."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import Team, User

MAX_QUOTA = 100_000


class UserTeamSerializer(serializers.Serializer[Any]):
    """A team of a person."""

    id = serializers.UUIDField(source="team.pk")
    name = serializers.CharField(source="team.name")
    role = serializers.ChoiceField(choices=Role.choices)


class UserSerializer(serializers.ModelSerializer[User]):
    """A user as administrators see them; they change only whether the account is active."""

    name = serializers.CharField(source="get_full_name", read_only=True)
    is_administrator = serializers.BooleanField(source="is_superuser", read_only=True)
    mfa = serializers.BooleanField(read_only=True)
    teams = UserTeamSerializer(source="memberships", many=True, read_only=True)

    class Meta:
        model = User
        fields = [
            "id",
            "name",
            "email",
            "is_active",
            "is_administrator",
            "mfa",
            "last_login",
            "date_joined",
            "teams",
        ]
        read_only_fields = [name for name in fields if name != "is_active"]
        extra_kwargs = {"is_active": {"required": True}}


class SessionsEndedSerializer(serializers.Serializer[Any]):
    """The number of sessions that were ended."""

    ended = serializers.IntegerField()


class ResetLinkSerializer(serializers.Serializer[Any]):
    """A link to set a new password; shown this once."""

    link = serializers.CharField()


class AdministeredTeamSerializer(serializers.ModelSerializer[Team]):
    """A team with its figures and quotas; null is without a limit."""

    member_count = serializers.IntegerField(read_only=True)
    model_count = serializers.IntegerField(read_only=True)
    element_count = serializers.IntegerField(read_only=True)
    job_count = serializers.IntegerField(read_only=True, help_text="Waiting or running.")
    max_models = serializers.IntegerField(min_value=0, max_value=MAX_QUOTA, allow_null=True, required=False)
    max_members = serializers.IntegerField(min_value=1, max_value=MAX_QUOTA, allow_null=True, required=False)

    class Meta:
        model = Team
        fields = [
            "id",
            "name",
            "created_at",
            "deleted_at",
            "member_count",
            "model_count",
            "element_count",
            "job_count",
            "max_models",
            "max_members",
        ]
        read_only_fields = ["id", "name", "created_at", "deleted_at"]


class DatabaseSerializer(serializers.Serializer[Any]):
    """The database of the instance."""

    name = serializers.CharField()
    size_bytes = serializers.IntegerField()


class JobFiguresSerializer(serializers.Serializer[Any]):
    """Background work: what waits and runs, and how the last 24 hours ended."""

    queued = serializers.IntegerField()
    running = serializers.IntegerField()
    succeeded = serializers.IntegerField()
    failed = serializers.IntegerField()
    oldest_wait_s = serializers.IntegerField()


class InstanceSerializer(serializers.Serializer[Any]):
    """What runs here and whether it works."""

    version = serializers.CharField()
    python = serializers.CharField()
    django = serializers.CharField()
    mode = serializers.ChoiceField(choices=["embedded", "team"])
    database = DatabaseSerializer()
    redis = serializers.BooleanField(allow_null=True, help_text="Null if there is none.")
    workers = serializers.ListField(child=serializers.CharField())
    jobs = JobFiguresSerializer()
    users = serializers.IntegerField(help_text="Active ones.")
    teams = serializers.IntegerField()
    models = serializers.IntegerField()
