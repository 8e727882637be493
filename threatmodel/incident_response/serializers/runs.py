"""Playbooks and runs as the API shows them."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.architecture.api.serializers.elements import KINDS, SubjectSerializer
from threatmodel.incident_response.choices import (
    RUN_PLATFORMS,
    RUN_STATES,
    STEP_LISTS,
    STEP_PHASES,
    STEP_STATES,
)

Json = dict[str, Any]


class PlaybookStepSerializer(serializers.Serializer[Json]):
    """A step of a playbook, before it is filled with names."""

    id = serializers.CharField()
    phase = serializers.ChoiceField(choices=STEP_PHASES)
    title = serializers.CharField()


class PlaybookReferenceSerializer(serializers.Serializer[Json]):
    """Where the steps come from."""

    id = serializers.CharField()
    title = serializers.CharField()
    url = serializers.URLField()


class PlaybookSerializer(serializers.Serializer[Json]):
    """A playbook of the library."""

    id = serializers.CharField()
    title = serializers.CharField()
    about = serializers.CharField()
    applies_to = serializers.ListField(child=serializers.ChoiceField(choices=KINDS))
    steps = PlaybookStepSerializer(many=True)
    references = PlaybookReferenceSerializer(many=True)


class PlaybooksSerializer(serializers.Serializer[Json]):
    """All playbooks."""

    playbooks = PlaybookSerializer(many=True)


class ResponseNoteSerializer(serializers.Serializer[Json]):
    """What one person noted."""

    person = PersonSerializer(allow_null=True)
    text = serializers.CharField()
    written_at = serializers.DateTimeField()


class StepListSerializer(serializers.Serializer[Json]):
    """Elements that a step is about, as they were called at the start."""

    list = serializers.ChoiceField(choices=STEP_LISTS)
    elements = SubjectSerializer(many=True)
    more = serializers.IntegerField(help_text="How many are not listed.")


class ResponseStepSerializer(serializers.Serializer[Json]):
    """A step with the names of the model."""

    place = serializers.IntegerField()
    key = serializers.CharField(help_text="Id of the step in its playbook.")
    phase = serializers.ChoiceField(choices=STEP_PHASES)
    title = serializers.CharField()
    text = serializers.CharField()
    commands = serializers.ListField(
        child=serializers.CharField(), help_text="For a POSIX shell; names are quoted."
    )
    manifest = serializers.CharField(help_text="A file in YAML, or empty.")
    lists = StepListSerializer(many=True)
    state = serializers.ChoiceField(choices=STEP_STATES)
    owner = PersonSerializer(allow_null=True)
    reason = serializers.CharField()
    finished_by = PersonSerializer(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    notes = ResponseNoteSerializer(many=True)


class ResponseRunBriefSerializer(serializers.Serializer[Json]):
    """What the list and the page of a run share."""

    id = serializers.UUIDField()
    playbook = serializers.CharField()
    title = serializers.CharField()
    exercise = serializers.BooleanField()
    element = SubjectSerializer()
    state = serializers.ChoiceField(choices=RUN_STATES)
    started_by = PersonSerializer(allow_null=True)
    started_at = serializers.DateTimeField()
    closed_by = PersonSerializer(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)


class ResponseRunRowSerializer(ResponseRunBriefSerializer):
    """A run in the list."""

    steps_count = serializers.IntegerField()
    finished = serializers.IntegerField(help_text="Steps that are done or skipped.")


class ResponseRunSerializer(ResponseRunBriefSerializer):
    """A run with its steps and notes."""

    platform = serializers.ChoiceField(choices=RUN_PLATFORMS)
    seq = serializers.IntegerField(help_text="Change of the architecture that the steps are filled from.")
    outcome = serializers.CharField()
    steps = ResponseStepSerializer(many=True)


class ResponseRunConflictSerializer(serializers.Serializer[Json]):
    """Another person was faster; `current` is the run as it is now."""

    detail = serializers.CharField()
    current = ResponseRunSerializer()
