"""The patch of a threat, as the API shows it."""

from typing import Any

from rest_framework import serializers

Json = dict[str, Any]


class RemainingThreatSerializer(serializers.Serializer[Json]):
    """A less severe threat that the resolved one had hidden, or that remains of it."""

    severity = serializers.CharField()
    title = serializers.CharField()


class ThreatPatchSerializer(serializers.Serializer[Json]):
    """A patch that is applied beside the files; `reason` says why there is none."""

    form = serializers.CharField(help_text="kustomize, compose-override, or empty.")
    name = serializers.CharField(help_text="A name for the file.")
    text = serializers.CharField()
    notes = serializers.ListField(
        child=serializers.CharField(), help_text="What to know before it is applied."
    )
    resolves = serializers.ListField(
        child=serializers.CharField(), help_text="Titles of the threats that it resolves."
    )
    remains = RemainingThreatSerializer(many=True)
    reason = serializers.CharField()
