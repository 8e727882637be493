"""The job as the API describes it; progress.job_to_json writes the same shape for the WebSocket."""

from typing import Any

from rest_framework import serializers

from threatmodel.jobs.models import Job, Kind, State
from threatmodel.jobs.progress import job_to_json


class JobProblemSerializer(serializers.Serializer[dict[str, Any]]):
    """Something about the input that the person should know."""

    file = serializers.CharField()
    line = serializers.IntegerField()
    severity = serializers.ChoiceField(choices=["error", "warning", "info"])
    message = serializers.CharField()


class JobResultSerializer(serializers.Serializer[dict[str, Any]]):
    """What the job did, in numbers; those that apply to its kind."""

    elements = serializers.IntegerField(required=False)
    flows = serializers.IntegerField(required=False)
    threats = serializers.IntegerField(required=False)
    questions = serializers.IntegerField(required=False)
    added = serializers.IntegerField(required=False)
    changed = serializers.IntegerField(required=False)
    gone = serializers.IntegerField(required=False)


class JobSerializer(serializers.Serializer[Job]):
    """One piece of background work."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    state = serializers.ChoiceField(choices=State.choices)
    progress = serializers.IntegerField(min_value=0, max_value=100)
    stage = serializers.CharField(allow_blank=True)
    message = serializers.CharField(allow_blank=True)
    model = serializers.UUIDField(allow_null=True)
    result = JobResultSerializer(allow_null=True)
    problems = JobProblemSerializer(many=True)
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, instance: Job) -> dict[str, Any]:
        """Return what the WebSocket sends for the same job."""
        return job_to_json(instance)
