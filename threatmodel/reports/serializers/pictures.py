"""What the picture of an architecture may be asked."""

from typing import Any, Final

from rest_framework import serializers

from threatmodel.architecture.models import UID_LENGTH
from threatmodel.reports.sections.picture_export import DRAWN_MOST

PICTURE_FILES: Final = ("svg", "png")


class ArchitecturePictureSerializer(serializers.Serializer[dict[str, Any]]):
    """Which elements are drawn, and in which format."""

    type = serializers.ChoiceField(choices=PICTURE_FILES, required=False, default="svg")
    elements = serializers.ListField(
        child=serializers.CharField(max_length=UID_LENGTH),
        required=False,
        allow_null=True,
        default=None,
        max_length=DRAWN_MOST,
        help_text="Uids of the elements to draw; all if not given.",
    )
