"""The job as the API describes it; progress.job_to_json writes the same shape for the WebSocket."""

from typing import Any

from rest_framework import serializers

from threatmodel.jobs.choices import JobKind, JobState
from threatmodel.jobs.models import Job
from threatmodel.jobs.progress import job_to_json


class JobProblemSerializer(serializers.Serializer[dict[str, Any]]):
    """Something about the input that the person should know."""

    file = serializers.CharField()
    line = serializers.IntegerField()
    severity = serializers.ChoiceField(choices=["error", "warning", "info"])
    message = serializers.CharField()


class FactChangeSerializer(serializers.Serializer[dict[str, Any]]):
    """A fact before and after, as short texts; an empty one means unknown."""

    fact = serializers.CharField()
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)


class PartChangeSerializer(serializers.Serializer[dict[str, Any]]):
    """An element or flow that an import would add, change or mark as gone."""

    uid = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.CharField(help_text="The kind of the element, or flow.")
    facts = FactChangeSerializer(many=True)


class ThreatChangeSerializer(serializers.Serializer[dict[str, Any]]):
    """A threat that an import would bring or take away."""

    number = serializers.IntegerField(allow_null=True, help_text="Null for one that is new.")
    title = serializers.CharField()
    severity = serializers.CharField()


class PreviewSerializer(serializers.Serializer[dict[str, Any]]):
    """What an import would do. Lists are cut after `listed` entries; the figures beside them count all."""

    listed = serializers.IntegerField()
    added = PartChangeSerializer(many=True)
    changed = PartChangeSerializer(many=True)
    gone = PartChangeSerializer(many=True)
    new_threats = ThreatChangeSerializer(many=True)
    gone_threats = ThreatChangeSerializer(many=True)
    new_threat_count = serializers.IntegerField()
    gone_threat_count = serializers.IntegerField()
    scenarios_compared = serializers.BooleanField(
        help_text="Whether attack scenarios are among the threats; not while attack paths are being computed."
    )


class VerdictSerializer(serializers.Serializer[dict[str, Any]]):
    """What an import changed about threats. The lists hold the worst 50; the figures count all."""

    new = serializers.DictField(child=serializers.IntegerField(), help_text="By severity.")
    reopened = serializers.DictField(child=serializers.IntegerField(), help_text="Found again, by severity.")
    gone = serializers.IntegerField()
    open = serializers.DictField(
        child=serializers.IntegerField(), help_text="Open after the import, by severity."
    )
    new_threats = ThreatChangeSerializer(many=True)
    reopened_threats = ThreatChangeSerializer(many=True)


class StatementChangeSerializer(serializers.Serializer[dict[str, Any]]):
    """What bulkhead.yaml does to one property of a statement, or to all of it. Values are short texts."""

    id = serializers.CharField(help_text="Name it in `choices`.")
    section = serializers.CharField()
    subject = serializers.CharField()
    property = serializers.CharField(allow_blank=True, help_text="Empty: the statement as a whole.")
    change = serializers.ChoiceField(choices=["add", "change", "delete"])
    conflict = serializers.BooleanField(help_text="The model has changed it too since the file was written.")
    base = serializers.CharField(allow_blank=True, help_text="When the file was written.")
    present = serializers.CharField(allow_blank=True, help_text="In the model.")
    given = serializers.CharField(allow_blank=True, help_text="In the file.")
    by = serializers.CharField(allow_blank=True, help_text="Who says it in the model, and when.")
    given_by = serializers.CharField(allow_blank=True, help_text="Who says it in the file, and when.")
    line = serializers.IntegerField(help_text="Of the file; 0 for what it leaves out.")


class StatementsSerializer(serializers.Serializer[dict[str, Any]]):
    """What importing bulkhead.yaml would change, or has changed in numbers."""

    base_known = serializers.BooleanField(
        required=False, help_text="Whether the version is known that the file was written from."
    )
    count = serializers.IntegerField(required=False)
    listed = serializers.IntegerField(required=False, help_text="The most that `changes` lists.")
    changes = StatementChangeSerializer(many=True, required=False)
    conflicts = serializers.IntegerField(help_text="Of an import: those kept as the model has them.")
    architecture = serializers.IntegerField(required=False, help_text="Elements and flows that it changed.")
    decisions = serializers.IntegerField(required=False)


class JobResultSerializer(serializers.Serializer[dict[str, Any]]):
    """What the job did, in numbers; those that apply to its kind."""

    elements = serializers.IntegerField(required=False)
    flows = serializers.IntegerField(required=False)
    threats = serializers.IntegerField(required=False)
    questions = serializers.IntegerField(required=False)
    added = serializers.IntegerField(required=False)
    changed = serializers.IntegerField(required=False)
    gone = serializers.IntegerField(required=False)
    verified = serializers.ListField(
        child=serializers.IntegerField(), required=False, help_text="Numbers of mitigations it verified."
    )
    reopened = serializers.ListField(
        child=serializers.IntegerField(), required=False, help_text="Those it reopened."
    )
    contradicted = serializers.ListField(
        child=serializers.IntegerField(),
        required=False,
        help_text="Implemented mitigations whose fault is still in the files.",
    )
    verdict = VerdictSerializer(required=False, help_text="Of an import.")
    preview = PreviewSerializer(required=False)
    size_bytes = serializers.IntegerField(required=False, help_text="Of the file that it made.")
    statements = StatementsSerializer(required=False)


class JobSerializer(serializers.Serializer[Job]):
    """One piece of background work."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=JobKind.choices)
    state = serializers.ChoiceField(choices=JobState.choices)
    progress = serializers.IntegerField(min_value=0, max_value=100)
    stage = serializers.CharField(allow_blank=True)
    message = serializers.CharField(allow_blank=True)
    cancelable = serializers.BooleanField(help_text="It has not ended, and has not begun to write.")
    model = serializers.UUIDField(allow_null=True)
    result = JobResultSerializer(allow_null=True)
    problems = JobProblemSerializer(many=True)
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, instance: Job) -> dict[str, Any]:
        """Return what the WebSocket sends for the same job."""
        return job_to_json(instance)
