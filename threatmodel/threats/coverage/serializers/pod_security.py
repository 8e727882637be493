"""Pod Security levels as the API shows them."""

from typing import Any, get_args

from rest_framework import serializers

from threatmodel.api.list_params import ListQuerySerializer
from threatmodel.architecture.api.serializers.elements import SubjectSerializer
from threatmodel.engine.analysis.pod_security import VERSIONS, Level, UnknownVersion, Verdict, read_version
from threatmodel.threats.coverage.selectors.pod_security import STANDINGS

Json = dict[str, Any]
LEVELS: tuple[str, ...] = get_args(Level)
VERDICTS: tuple[str, ...] = get_args(Verdict)


class VersionField(serializers.CharField):
    """A Kubernetes release such as 1.34, or latest."""

    def to_internal_value(self, data: Any) -> str:
        """Return the text; refuse what names no release."""
        text = super().to_internal_value(data)
        try:
            read_version(text)
        except UnknownVersion as fault:
            raise serializers.ValidationError(f"{fault}.") from fault
        return text


class PodSecurityQuerySerializer(ListQuerySerializer):
    """Workloads by level, worst first. They are not rows of a table: filtered in memory."""

    version = VersionField(
        max_length=20, required=False, default="latest", help_text=f"latest, {VERSIONS[0]}, {VERSIONS[1]}, …"
    )
    level = serializers.ListField(
        child=serializers.ChoiceField(choices=STANDINGS), required=False, default=list
    )
    refused = serializers.BooleanField(
        required=False, default=None, allow_null=True, help_text="By the level that its namespace enforces."
    )


class BlockerSerializer(serializers.Serializer[Json]):
    """A field that keeps a workload from the next level, its container, and its place in the files."""

    check = serializers.CharField(help_text="Of the standard, such as host-namespaces.")
    level = serializers.ChoiceField(choices=LEVELS)
    field = serializers.CharField(help_text="Its path, from the container or the pod.")
    wants = serializers.CharField(help_text="The requirement, such as: must be false.")
    element = SubjectSerializer()
    value = serializers.JSONField()
    file = serializers.CharField()
    line = serializers.IntegerField()


class UnknownFactSerializer(serializers.Serializer[Json]):
    """An unknown fact that the next level depends on."""

    element = SubjectSerializer()
    fact = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class EnforcedSerializer(serializers.Serializer[Json]):
    """What the namespace enforces, and whether it would admit the pods, judged by its version."""

    level = serializers.ChoiceField(choices=LEVELS)
    version = serializers.CharField()
    verdict = serializers.ChoiceField(choices=VERDICTS)


class PodSecuritySerializer(serializers.Serializer[Json]):
    """The level of one workload. Not certain: what is unknown may raise it."""

    subject = SubjectSerializer()
    namespace = SubjectSerializer(allow_null=True)
    level = serializers.ChoiceField(choices=LEVELS)
    certain = serializers.BooleanField()
    version = serializers.CharField()
    blockers = BlockerSerializer(many=True)
    unknown = UnknownFactSerializer(many=True)
    enforced = EnforcedSerializer(allow_null=True)


class PodSecurityCountsSerializer(serializers.Serializer[Json]):
    """Workloads of the whole model by level."""

    privileged = serializers.IntegerField()
    baseline = serializers.IntegerField()
    restricted = serializers.IntegerField()
    unknown = serializers.IntegerField()


class PodSecurityPageSerializer(serializers.Serializer[Json]):
    """One page of workloads, and the number of all at each level."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = PodSecuritySerializer(many=True)
    version = serializers.CharField()
    versions = serializers.ListField(child=serializers.CharField())
    levels = PodSecurityCountsSerializer()
    refused = serializers.IntegerField()
