"""Named versions and their approval."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.serializers import NameField, PersonSerializer
from threatmodel.architecture.models import NAME_LENGTH
from threatmodel.history.selectors.versions import STATE
from threatmodel.jobs.serializers import JobSerializer

Row = dict[str, Any]


VERSION_KINDS = ("plain", "approved")


class StateField(serializers.RegexField):
    """What a state is called."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            regex=STATE,
            max_length=60,
            help_text="now, a seq, version:<id>, approved, or import for the latest import.",
            **options,
        )


# --- changes ---------------------------------------------------------------------------------------


class VersionBriefSerializer(serializers.Serializer[Row]):
    """Enough of a version to name it."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=VERSION_KINDS)


# --- versions --------------------------------------------------------------------------------------


class ApprovalSerializer(serializers.Serializer[Row]):
    """That a version is or was approved; `ended_at` is null while it holds."""

    by = PersonSerializer(allow_null=True)
    at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class VersionSerializer(VersionBriefSerializer):
    """A state of the architecture with a name."""

    seq = serializers.IntegerField()
    note = serializers.CharField()
    created_by = PersonSerializer(allow_null=True)
    created_at = serializers.DateTimeField()
    approvals = ApprovalSerializer(many=True)


class VersionCreateSerializer(serializers.Serializer[Row]):
    """A name for a state; without seq for the newest."""

    name = NameField(max_length=NAME_LENGTH)
    note = serializers.CharField(max_length=4000, allow_blank=True, required=False, default="")
    seq = serializers.IntegerField(min_value=0, allow_null=True, required=False, default=None)


class VersionUpdateSerializer(serializers.Serializer[Row]):
    """What may be changed about a version; what is not named stays."""

    name = NameField(max_length=NAME_LENGTH, required=False)
    note = serializers.CharField(max_length=4000, allow_blank=True, required=False)


class RestoreSerializer(serializers.Serializer[Row]):
    """Where to go back to."""

    to = StateField()


class RestoredSerializer(serializers.Serializer[Row]):
    """The change that brought the state back. Undo it by its batch or its seq."""

    seq = serializers.IntegerField()
    changed = serializers.BooleanField()
    batch = serializers.CharField()
    job = JobSerializer(allow_null=True)
