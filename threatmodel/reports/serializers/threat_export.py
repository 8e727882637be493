"""What the export of selected threats may be asked."""

from typing import Any, Final

from rest_framework import serializers

THREAT_FILES: Final = ("csv", "xlsx")


class ThreatExportQuerySerializer(serializers.Serializer[dict[str, Any]]):
    """In which format threats are exported."""

    type = serializers.ChoiceField(choices=THREAT_FILES, default="csv")
