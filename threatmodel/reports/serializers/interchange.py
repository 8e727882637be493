"""Shapes of exports to other tools."""

from rest_framework import serializers


class ExportFormatSerializer(serializers.Serializer[object]):
    """A format of another tool."""

    id = serializers.CharField()
    name = serializers.CharField()
    purpose = serializers.CharField(help_text="What the file is for.")
    left_out = serializers.CharField(help_text="What the format has no place for.")
    ending = serializers.CharField(help_text="The end of the file's name, with the dot.")


class ExportFormatsSerializer(serializers.Serializer[object]):
    """The formats in which a model can be exported."""

    formats = ExportFormatSerializer(many=True)


class ExportPreviewSerializer(serializers.Serializer[object]):
    """What a file would be: its name and size, and what of this model would not be in it."""

    file_name = serializers.CharField()
    size_bytes = serializers.IntegerField()
    losses = serializers.ListField(child=serializers.CharField())
