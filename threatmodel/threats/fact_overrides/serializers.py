"""Facts of which people say something else than the files, as the API shows them."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.api.list_params import ListQuerySerializer
from threatmodel.architecture.api.serializers.elements import FACT_TYPES, ORIGINS, SubjectSerializer
from threatmodel.architecture.models import FLOW_UID_LENGTH


class OverrideQuerySerializer(ListQuerySerializer):
    """They are few, and filtered in memory."""

    confirmed = serializers.BooleanField(required=False, default=None, allow_null=True)


class OverrideSerializer(serializers.Serializer[dict[str, Any]]):
    """The value a person stated for a fact, the value from the files, and who confirmed it."""

    subject = SubjectSerializer()
    fact = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    type = serializers.ChoiceField(choices=FACT_TYPES)
    unit = serializers.CharField()
    value = serializers.JSONField(help_text="The stated value.")
    by = PersonSerializer(allow_null=True)
    at = serializers.DateTimeField(allow_null=True)
    file_value = serializers.JSONField(help_text="The value in the files.")
    origin = serializers.ChoiceField(choices=ORIGINS)
    file = serializers.CharField()
    line = serializers.IntegerField(help_text="0 when no line is known.")
    confirmed_by = PersonSerializer(allow_null=True)
    confirmed_at = serializers.DateTimeField(allow_null=True)


class OverrideConfirmSerializer(serializers.Serializer[dict[str, Any]]):
    """Which override is confirmed: the uid of the element or flow, and the fact."""

    uid = serializers.CharField(max_length=FLOW_UID_LENGTH)
    fact = serializers.CharField(max_length=80)
