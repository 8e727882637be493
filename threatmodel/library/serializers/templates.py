"""Templates as the API shows them."""

from typing import Any

from rest_framework import serializers

from threatmodel.architecture.api.serializers.elements import KINDS


class TemplateBoxSerializer(serializers.Serializer[dict[str, Any]]):
    """One element of the small picture, in pixels of the canvas."""

    kind = serializers.ChoiceField(choices=KINDS)
    boundary = serializers.BooleanField()
    x = serializers.IntegerField()
    y = serializers.IntegerField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()


class TemplatePreviewSerializer(serializers.Serializer[dict[str, Any]]):
    """The boxes, outer ones first, and flows as pairs of places in that list."""

    boxes = TemplateBoxSerializer(many=True)
    lines = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))


class TemplateSerializer(serializers.Serializer[dict[str, Any]]):
    """An architecture to start from."""

    id = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    element_count = serializers.IntegerField()
    flow_count = serializers.IntegerField()
    kinds = serializers.DictField(child=serializers.IntegerField(), help_text="How many of each kind.")
    preview = TemplatePreviewSerializer()
