"""Webhooks and their deliveries as the API shows them: never the address or the secret."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.models import NAME_LENGTH
from threatmodel.accounts.serializers import NameField
from threatmodel.api.list_params import ListQuerySerializer, choices_field
from threatmodel.outgoing_http.allowed_addresses import URL_LENGTH
from threatmodel.webhooks.choices import EVENTS, FORMATS, STATES, TEST
from threatmodel.webhooks.models import Delivery, Webhook


class WebhookSerializer(serializers.ModelSerializer[Webhook]):
    """A webhook of a team."""

    name = NameField(max_length=NAME_LENGTH)
    url = serializers.CharField(write_only=True, max_length=URL_LENGTH, help_text="Is not shown again.")
    format = serializers.ChoiceField(choices=FORMATS)
    events = serializers.ListField(
        child=serializers.ChoiceField(choices=list(EVENTS)), allow_empty=False, max_length=len(EVENTS)
    )

    class Meta:
        model = Webhook
        fields = [
            "id",
            "name",
            "url",
            "host",
            "format",
            "events",
            "enabled",
            "disabled_because",
            "created_at",
        ]
        read_only_fields = ["id", "host", "disabled_because", "created_at"]


class WebhookSecretSerializer(serializers.Serializer[dict[str, Any]]):
    """A webhook with its new secret, which is shown this once."""

    webhook = WebhookSerializer()
    secret = serializers.CharField()


class DeliveryQuerySerializer(ListQuerySerializer):
    """Filters of the log."""

    state = choices_field(STATES)


class DeliverySerializer(serializers.ModelSerializer[Delivery]):
    """What was sent to a webhook, or is to be."""

    event = serializers.ChoiceField(choices=[*EVENTS, TEST])
    state = serializers.ChoiceField(choices=STATES)

    class Meta:
        model = Delivery
        fields = ["id", "event", "state", "attempts", "status", "fault", "due_at", "created_at", "ended_at"]
        read_only_fields = fields
