"""Proposals as the API shows them, and what agents and people send."""

from typing import Any

from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.api.list_params import ListQuerySerializer, OrderingField, choices_field
from threatmodel.architecture.api.serializers.elements import ELEMENT_OR_FLOW, SUBJECT_KINDS, AskedSerializer
from threatmodel.architecture.models import NAME_LENGTH
from threatmodel.jobs.serializers import JobSerializer
from threatmodel.library.choices import SEVERITIES
from threatmodel.proposals.choices import (
    DECIDED_TOGETHER,
    DECISIONS,
    DESCRIPTION_LENGTH,
    FLOW_FACTS,
    KINDS,
    NOTE_LENGTH,
    REASON_LENGTH,
    STATES,
    THREATS_MOST,
)
from threatmodel.threats.choices import THREAT_STATUSES

Json = dict[str, Any]


class ProposalSubjectSerializer(serializers.Serializer[Json]):
    """An element or flow; `id` and `kind` are null once it was deleted."""

    type = serializers.ChoiceField(choices=ELEMENT_OR_FLOW)
    id = serializers.UUIDField(allow_null=True)
    uid = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=SUBJECT_KINDS, allow_null=True)


class ProposedAnswerSerializer(AskedSerializer):
    """The value of a fact that a question asks for."""

    question = serializers.UUIDField(allow_null=True, help_text="Null where it is no longer open.")
    subject = ProposalSubjectSerializer()
    text = serializers.CharField(help_text="The question, as it was asked.")
    value = serializers.JSONField()


class ProposedThreatSerializer(serializers.Serializer[Json]):
    number = serializers.IntegerField()
    title = serializers.CharField()
    severity = serializers.ChoiceField(choices=SEVERITIES)
    status = serializers.ChoiceField(choices=THREAT_STATUSES)


class ProposedMitigationSerializer(serializers.Serializer[Json]):
    """A mitigation that would be planned for these threats."""

    title = serializers.CharField()
    control = serializers.CharField(allow_null=True)
    control_title = serializers.CharField(allow_null=True)
    description = serializers.CharField()
    threats = ProposedThreatSerializer(many=True)
    missing_threats = serializers.ListField(
        child=serializers.IntegerField(), help_text="Numbers of threats that were deleted since."
    )


class ProposedFactSerializer(AskedSerializer):
    """A fact of the proposed flow."""

    value = serializers.JSONField()


class ProposedFlowSerializer(serializers.Serializer[Json]):
    """A flow that would be drawn."""

    source = ProposalSubjectSerializer()  # type: ignore[assignment]
    destination = ProposalSubjectSerializer()
    name = serializers.CharField()
    facts = ProposedFactSerializer(many=True)


class ProposalTokenSerializer(serializers.Serializer[Json]):
    """The token with which it was proposed; `id` is null once it was removed."""

    id = serializers.UUIDField(allow_null=True)
    name = serializers.CharField()


class ProposalResultSerializer(serializers.Serializer[Json]):
    """What was made of an accepted proposal; what does not apply is null."""

    seq = serializers.IntegerField(allow_null=True, help_text="To undo it at changes/{seq}/undo/.")
    mitigation = serializers.IntegerField(allow_null=True, help_text="Its number.")
    flow = serializers.UUIDField(allow_null=True)


class ProposalSerializer(serializers.Serializer[Json]):
    """What an agent proposes. Of answer, mitigation and flow that of its kind is not null."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=KINDS)
    state = serializers.ChoiceField(choices=STATES)
    title = serializers.CharField(help_text="In words, as the things were called then.")
    reason = serializers.CharField(help_text="In the words of the agent.")
    agent = serializers.CharField(help_text="As the agent calls itself; it proves nothing.")
    token = ProposalTokenSerializer()
    proposed_by = PersonSerializer(allow_null=True)
    created_at = serializers.DateTimeField()
    decided_by = PersonSerializer(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    note = serializers.CharField(help_text="Of the person who rejected it.")
    outdated_because = serializers.CharField()
    answer = ProposedAnswerSerializer(allow_null=True)
    mitigation = ProposedMitigationSerializer(allow_null=True)
    flow = ProposedFlowSerializer(allow_null=True)
    result = ProposalResultSerializer(allow_null=True)


class ProposalQuerySerializer(ListQuerySerializer):
    state = choices_field(STATES)
    kind = choices_field(KINDS)
    element = serializers.UUIDField(
        required=False,
        default=None,
        help_text="Answers about this element or flow, and flows that end at it.",
    )
    ordering = OrderingField(
        by={"created_at": "created_at", "decided_at": "decided_at", "kind": "kind", "state": "state"},
        default="-created_at",
        nullable=("decided_at",),
    )


class ProposalCountsSerializer(serializers.Serializer[Json]):
    """How many proposals wait for a person, in all and by kind, and how many no longer do."""

    pending = serializers.IntegerField(help_text="How many wait for a person.")
    ended = serializers.IntegerField(help_text="How many were decided or are outdated.")
    answer = serializers.IntegerField()
    mitigation = serializers.IntegerField()
    flow = serializers.IntegerField()


class AnswerProposalSerializer(serializers.Serializer[Json]):
    """The value that answers an open question."""

    question = serializers.UUIDField()
    value = serializers.JSONField()


class MitigationProposalSerializer(serializers.Serializer[Json]):
    """A control of the library, or a mitigation in own words."""

    threats = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        allow_empty=False,
        max_length=THREATS_MOST,
        help_text="Threat numbers.",
    )
    control = serializers.CharField(max_length=120, allow_null=True, required=False, default=None)
    title = serializers.CharField(
        max_length=NAME_LENGTH,
        allow_blank=True,
        required=False,
        default="",
        help_text="Default: the control's.",
    )
    description = serializers.CharField(
        max_length=DESCRIPTION_LENGTH, allow_blank=True, required=False, default=""
    )


class FlowProposalSerializer(serializers.Serializer[Json]):
    """A flow between two elements."""

    source = serializers.UUIDField(help_text="id of the element that calls.")  # type: ignore[assignment]
    destination = serializers.UUIDField(help_text="id of the element that is called.")
    name = serializers.CharField(max_length=NAME_LENGTH, allow_blank=True, required=False, default="")
    facts = serializers.DictField(
        child=serializers.JSONField(),
        required=False,
        default=dict,
        help_text=f"Any of: {', '.join(FLOW_FACTS)}.",
    )


class ProposalCreateSerializer(serializers.Serializer[Json]):
    """A proposal: its kind, and the field of that name."""

    kind = serializers.ChoiceField(choices=KINDS)
    reason = serializers.CharField(max_length=REASON_LENGTH)
    answer = AnswerProposalSerializer(required=False)
    mitigation = MitigationProposalSerializer(required=False)
    flow = FlowProposalSerializer(required=False)

    def validate(self, attrs: Json) -> Json:
        """Refuse a proposal without its content, or with that of another kind."""
        given = [kind for kind in KINDS if kind in attrs]
        if given != [attrs["kind"]]:
            wrong = next((kind for kind in given if kind != attrs["kind"]), attrs["kind"])
            raise serializers.ValidationError({wrong: [f"Give only the field {attrs['kind']}."]})
        return attrs


class ProposalRejectSerializer(serializers.Serializer[Json]):
    note = serializers.CharField(max_length=NOTE_LENGTH, allow_blank=True, required=False, default="")


class ProposalsDecideSerializer(ProposalRejectSerializer):
    """One decision about several proposals; the note is kept with those that are rejected."""

    decision = serializers.ChoiceField(choices=DECISIONS)
    proposals = serializers.ListField(
        child=serializers.UUIDField(), allow_empty=False, max_length=DECIDED_TOGETHER
    )


class ProposalAcceptedSerializer(serializers.Serializer[Json]):
    """The accepted proposal, and the analysis that follows."""

    proposal = ProposalSerializer()
    job = JobSerializer(allow_null=True)


class ProposalOutcomeSerializer(serializers.Serializer[Json]):
    """What became of one proposal; `detail` says why where it was not decided so."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=STATES)
    detail = serializers.CharField()


class ProposalsDecidedSerializer(serializers.Serializer[Json]):
    decided = serializers.IntegerField(help_text="How many were decided so.")
    results = ProposalOutcomeSerializer(many=True)
    job = JobSerializer(allow_null=True)


class ProposalConflictSerializer(serializers.Serializer[Json]):
    """It is no longer pending (`decided`), or no longer fits the model (`outdated`)."""

    detail = serializers.CharField()
    code = serializers.ChoiceField(choices=("decided", "outdated"))
    proposal = ProposalSerializer()
