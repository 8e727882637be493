"""Notices and preferences as the API shows them."""

from typing import Any
from zoneinfo import available_timezones

from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.api.list_params import ListQuerySerializer, choices_field
from threatmodel.notifications.choices import KINDS, MAIL_MODES
from threatmodel.notifications.models import ZONE_LENGTH


class NoticeQuerySerializer(ListQuerySerializer):
    """Filters of the inbox."""

    unread = serializers.BooleanField(required=False, default=False)
    kind = choices_field(tuple(KINDS))
    team = serializers.UUIDField(required=False, default=None)


class NoticePlaceSerializer(serializers.Serializer[dict[str, Any]]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class NoticeSerializer(serializers.Serializer[dict[str, Any]]):
    """What happened: the actor, if any, and `what` make a sentence."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=list(KINDS))
    actor = PersonSerializer(allow_null=True)
    what = serializers.CharField()
    subject = serializers.CharField()
    detail = serializers.CharField(allow_blank=True)
    link = serializers.CharField(help_text="The path of the page.")
    team = NoticePlaceSerializer()
    model = NoticePlaceSerializer(allow_null=True)
    created_at = serializers.DateTimeField()
    read = serializers.BooleanField()


class UnreadSerializer(serializers.Serializer[dict[str, Any]]):
    """How many notices you have not seen."""

    unread = serializers.IntegerField()
    kinds = serializers.DictField(child=serializers.IntegerField())


class NoticesMarkSerializer(serializers.Serializer[dict[str, Any]]):
    """Which notices you have seen or not; without ids all of them."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, default=None, max_length=1000
    )
    read = serializers.BooleanField(required=False, default=True)


class ModesSerializer(serializers.Serializer[dict[str, str]]):
    """How to be mailed, by kind of notice."""

    def get_fields(self) -> dict[str, Any]:
        """Return a field for each kind."""
        return {kind: serializers.ChoiceField(choices=MAIL_MODES, required=False) for kind in KINDS}


class PreferencesSerializer(serializers.Serializer[dict[str, Any]]):
    """How you want to be mailed."""

    modes = ModesSerializer(required=False)
    muted_teams = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        max_length=1000,
        help_text="Teams about which you are sent no mail; the inbox lists their notices all the same.",
    )
    time_zone = serializers.CharField(
        required=False,
        max_length=ZONE_LENGTH,
        help_text="A name of the IANA database, such as Europe/Berlin.",
    )
    digest_hour = serializers.IntegerField(
        min_value=0, max_value=23, required=False, help_text="From which hour the digest of a day is sent."
    )
    quiet_from = serializers.IntegerField(
        min_value=0, max_value=23, required=False, allow_null=True, help_text="No mail from this hour on."
    )
    quiet_until = serializers.IntegerField(
        min_value=0, max_value=23, required=False, allow_null=True, help_text="Until this hour."
    )
    mail = serializers.BooleanField(read_only=True, help_text="Whether this server mails notices.")

    def validate_time_zone(self, name: str) -> str:
        """Refuse what is no time zone."""
        if name not in available_timezones():
            raise serializers.ValidationError("Unknown time zone. Use a name such as Europe/Berlin.")
        return name

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        """Refuse quiet hours without an end."""
        ends = [values.get(name) for name in ("quiet_from", "quiet_until")]
        if ("quiet_from" in values) != ("quiet_until" in values) or (ends[0] is None) != (ends[1] is None):
            raise serializers.ValidationError(
                {"quiet_until": ["Quiet hours need a start and an end; set both, or clear both."]}
            )
        return values


class MarkedSerializer(serializers.Serializer[dict[str, Any]]):
    changed = serializers.IntegerField(help_text="How many of them changed.")
