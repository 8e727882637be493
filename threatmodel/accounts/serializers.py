"""The shapes of people, teams and invitations in the API; every field is named."""

from typing import Any, Final

from rest_framework import serializers

from threatmodel.accounts.choices import Role
from threatmodel.accounts.models import (
    ACCEPTANCE_DAYS_MOST,
    LIBRARY_UPDATE_DAYS_MOST,
    NAME_LENGTH,
    TOKEN_DAYS_MOST,
    TRIAGE_BUDGET_MOST,
    Invitation,
    Membership,
    Team,
    User,
)
from threatmodel.accounts.signup_policy import DOMAINS, INVITED, OPEN
from threatmodel.engine.library.taxonomies import SEVERITIES
from threatmodel.engine.model import hidden_character

_DUE_DAYS_MOST: Final = 3650


class PersonSerializer(serializers.ModelSerializer[User]):
    """A person as team mates see them."""

    name = serializers.CharField(source="get_full_name", read_only=True)

    class Meta:
        model = User
        fields = ["id", "name", "email"]
        read_only_fields = fields


class SignedInSerializer(PersonSerializer):
    """The person who is signed in."""

    is_administrator = serializers.BooleanField(source="is_superuser", read_only=True)

    class Meta(PersonSerializer.Meta):
        fields = [*PersonSerializer.Meta.fields, "is_administrator"]
        read_only_fields = fields


class NameField(serializers.CharField):
    """What people call something of theirs: every character of it is seen."""

    def __init__(self, **options: Any) -> None:
        super().__init__(validators=[_check_visible], **options)


def _check_visible(name: str) -> None:
    if hidden := hidden_character(name):
        raise serializers.ValidationError(
            f"Remove the character {hidden}: it is invisible and changes how the surrounding "
            "text is displayed."
        )


class TeamBriefSerializer(serializers.Serializer[Team]):
    """A team as the session lists it."""

    id = serializers.UUIDField(read_only=True)
    name = NameField(max_length=NAME_LENGTH)
    slug = serializers.SlugField(read_only=True)
    role = serializers.ChoiceField(choices=Role.choices, read_only=True)
    locked = serializers.BooleanField(
        read_only=True, help_text="The team requires a second factor, and the caller has none."
    )


class DueDaysSerializer(serializers.Serializer[dict[str, int]]):
    """Days within which a found threat is to be dealt with, by severity; without days there is no date."""

    def get_fields(self) -> dict[str, Any]:
        """Return a field for each severity."""
        days: dict[str, Any] = {"required": False, "min_value": 1, "max_value": _DUE_DAYS_MOST}
        return {severity: serializers.IntegerField(**days) for severity in SEVERITIES}


class TeamSerializer(TeamBriefSerializer):
    """A team as its list shows it."""

    member_count = serializers.IntegerField(read_only=True)
    model_count = serializers.IntegerField(read_only=True)
    mfa_required = serializers.BooleanField(read_only=True)
    max_acceptance_days = serializers.IntegerField(
        read_only=True, help_text="For how long risk may be accepted at most."
    )
    max_token_days = serializers.IntegerField(
        read_only=True, help_text="For how long API tokens of the team work at most."
    )
    due_days = DueDaysSerializer(read_only=True)
    triage_budget = serializers.IntegerField(read_only=True)
    library_update_days = serializers.IntegerField(
        read_only=True,
        allow_null=True,
        help_text="After how many days a new rule library is applied; null: only by a person.",
    )
    currency = serializers.CharField(read_only=True, help_text="Of costs; empty for plain numbers.")


class TeamChangeSerializer(TeamSerializer):
    """What an owner may change about a team."""

    mfa_required = serializers.BooleanField(required=False)
    max_acceptance_days = serializers.IntegerField(
        min_value=1, max_value=ACCEPTANCE_DAYS_MOST, required=False
    )
    max_token_days = serializers.IntegerField(min_value=1, max_value=TOKEN_DAYS_MOST, required=False)
    due_days = DueDaysSerializer(required=False)
    triage_budget = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=TRIAGE_BUDGET_MOST,
        help_text="How many rows of the threat list are shown as those that matter most.",
    )
    library_update_days = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=0,
        max_value=LIBRARY_UPDATE_DAYS_MOST,
        help_text="Days until a new rule library is applied; null: only by a person.",
    )
    currency = serializers.RegexField(
        "^[A-Z]{3}$", required=False, allow_blank=True, help_text="Three letters of ISO 4217, or empty."
    )


class DemoLoginSerializer(serializers.Serializer[dict[str, str]]):
    """The login of the demo account, on demo installations only."""

    email = serializers.EmailField()
    password = serializers.CharField()


class ImportLimitsSerializer(serializers.Serializer[dict[str, int]]):
    """What one import may hold."""

    max_bytes = serializers.IntegerField(help_text="All files together.")
    max_files = serializers.IntegerField()


class SignupRuleSerializer(serializers.Serializer[dict[str, Any]]):
    """Who may make an account here; an invitation always lets the invited address in."""

    mode = serializers.ChoiceField(choices=[OPEN, INVITED, DOMAINS])
    domains = serializers.ListField(child=serializers.CharField())


class SessionSerializer(serializers.Serializer[dict[str, Any]]):
    """Who is signed in, and the teams they belong to."""

    user = SignedInSerializer(allow_null=True)
    teams = TeamBriefSerializer(many=True)
    demo = DemoLoginSerializer(allow_null=True)
    imports = ImportLimitsSerializer()
    signup = SignupRuleSerializer()
    mail = serializers.BooleanField(
        help_text="Whether this server sends mail, such as links to a new password."
    )


class ProfileSerializer(serializers.Serializer[dict[str, str]]):
    """What people may change about themselves."""

    name = NameField(max_length=NAME_LENGTH)


class MembershipSerializer(serializers.ModelSerializer[Membership]):
    """A member of a team; only the role can be changed."""

    user = PersonSerializer(read_only=True)
    role = serializers.ChoiceField(choices=Role.choices)
    second_factor = serializers.SerializerMethodField(
        help_text="Whether the member has a second factor; visible to owners only."
    )

    class Meta:
        model = Membership
        fields = ["id", "user", "role", "second_factor", "created_at"]
        read_only_fields = ["id", "user", "created_at"]

    def get_second_factor(self, membership: Membership) -> bool | None:
        """Return it for owners; to others it would name the accounts that are easier to take over."""
        view = self.context.get("view")
        return bool(membership.second_factor) if getattr(view, "role", None) == Role.OWNER else None  # type: ignore[attr-defined]


class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    """An invitation that waits; its link is not kept and cannot be shown again."""

    email = serializers.EmailField()
    role = serializers.ChoiceField(choices=Role.choices)
    invited_by = PersonSerializer(read_only=True)

    class Meta:
        model = Invitation
        fields = ["id", "email", "role", "invited_by", "created_at", "expires_at"]
        read_only_fields = ["id", "invited_by", "created_at", "expires_at"]


class NewInvitationSerializer(InvitationSerializer):
    """An invitation just made, with the link to send: it is shown this once."""

    link = serializers.CharField(read_only=True)

    class Meta(InvitationSerializer.Meta):
        fields = [*InvitationSerializer.Meta.fields, "link"]


class TokenSerializer(serializers.Serializer[dict[str, str]]):
    """The token of an invitation's link."""

    token = serializers.CharField(max_length=100)
