"""What people send during a response."""

from typing import Any

from rest_framework import serializers

from threatmodel.architecture.models import NAME_LENGTH, UID_LENGTH
from threatmodel.incident_response.choices import RUN_FORMATS, STEP_STATES
from threatmodel.incident_response.models import NOTE_LENGTH

Json = dict[str, Any]


class ResponseStartSerializer(serializers.Serializer[Json]):
    """Which playbook is carried out on which element."""

    playbook = serializers.CharField(max_length=60)
    element = serializers.CharField(max_length=UID_LENGTH, help_text="Uid of the element.")
    title = serializers.CharField(max_length=NAME_LENGTH, allow_blank=True, required=False, default="")
    exercise = serializers.BooleanField(
        required=False, default=False, help_text="Whether it is a drill: nothing has happened."
    )


class StepChangeSerializer(serializers.Serializer[Json]):
    """What becomes of a step; what is not given stays."""

    version = serializers.IntegerField(min_value=0, help_text="Of the step that the person saw.")
    state = serializers.ChoiceField(choices=STEP_STATES, required=False)
    reason = serializers.CharField(max_length=NOTE_LENGTH, allow_blank=True, required=False)
    owner = serializers.UUIDField(allow_null=True, required=False)


class ResponseNoteWriteSerializer(serializers.Serializer[Json]):
    """A note for a step."""

    text = serializers.CharField(max_length=NOTE_LENGTH)


class ResponseCloseSerializer(serializers.Serializer[Json]):
    """How the response ended."""

    outcome = serializers.CharField(max_length=NOTE_LENGTH)


class ResponseDownloadQuerySerializer(serializers.Serializer[Json]):
    """The format of a download."""

    file_format = serializers.ChoiceField(choices=RUN_FORMATS, required=False, default="markdown")
