"""Threats as the API shows them."""

from typing import Any, get_args

from rest_framework import serializers

from threatmodel.accounts.serializers import PersonSerializer
from threatmodel.architecture.api.serializers.elements import (
    ELEMENT_FLOW_OR_MODEL,
    SUBJECT_KINDS,
    AskedSerializer,
    EvidenceSerializer,
    SubjectSerializer,
)
from threatmodel.engine.analysis.threat_score import Factor
from threatmodel.jobs.serializers import JobSerializer
from threatmodel.library.choices import CATEGORIES, SEVERITIES
from threatmodel.library.serializers.library import ControlSerializer, FixSerializer, ReferenceSerializer
from threatmodel.threats.choices import (
    ANSWER_ACTIONS,
    CERTAINTIES,
    DECIDABLE,
    EVIDENCE_STATES,
    GROUPINGS,
    SUBJECT_STATES,
    THREAT_STATUSES,
)
from threatmodel.threats.fact_overrides.serializers import OverrideSerializer
from threatmodel.threats.mitigations.serializers import MitigationBriefSerializer, MitigationSerializer
from threatmodel.threats.risk.serializers.ratings import ThreatRiskSerializer
from threatmodel.threats.threats.serializers.attack_scenarios import ScenarioSerializer
from threatmodel.threats.threats.serializers.threat_list_query import ThreatQuerySerializer
from threatmodel.threats.threats.services.possible_answers import MOST

FACTORS = get_args(Factor)


class ThreatSubjectSerializer(SubjectSerializer):
    """What a threat is about: an element, a flow, or of a manual threat the whole model."""

    type = serializers.ChoiceField(choices=ELEMENT_FLOW_OR_MODEL)
    kind = serializers.ChoiceField(choices=(*SUBJECT_KINDS, "model"))


class WaitsForSerializer(serializers.Serializer[dict[str, Any]]):
    """A fact that a possible threat waits for."""

    element = serializers.CharField(help_text="uid of the element or flow")
    fact = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    deferred = serializers.BooleanField(help_text="A person who was asked does not know it yet.")


class WaitingSerializer(serializers.Serializer[dict[str, Any]]):
    """The member who was asked about a threat, and since when the answer is waited for."""

    asked = PersonSerializer()
    asked_at = serializers.DateTimeField()
    thread = serializers.UUIDField(help_text="The comment with the question.")


class ThreatRowSerializer(serializers.Serializer[dict[str, Any]]):
    """A threat in a list."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    severity = serializers.ChoiceField(choices=SEVERITIES)
    score = serializers.IntegerField(min_value=0, max_value=100)
    computed_severity = serializers.ChoiceField(
        choices=SEVERITIES, allow_null=True, help_text="Where a person overrode it; else null."
    )
    rule = serializers.CharField(help_text="Empty for a manual threat.")
    subject = ThreatSubjectSerializer()
    categories = serializers.ListField(child=serializers.ChoiceField(choices=CATEGORIES))
    status = serializers.ChoiceField(choices=THREAT_STATUSES)
    evidence_state = serializers.ChoiceField(
        choices=EVIDENCE_STATES,
        help_text=(
            "What is behind `gone`: `file`, `statement`, `removal`, `rule`, `other`; or behind `treated`: "
            "`not-seen` in the files yet, `contradicted` by them, or `facts-hold` while other controls help."
        ),
    )
    mitigations = MitigationBriefSerializer(many=True)
    first_seen_at = serializers.DateTimeField()
    hardening_of = serializers.CharField(
        help_text="uid of the component whose hardening gap it is; empty for other threats."
    )
    certainty = serializers.ChoiceField(choices=CERTAINTIES)
    waits_for = WaitsForSerializer(many=True, help_text="Facts that are missing; none of a found threat.")
    one_click = serializers.ListField(
        child=serializers.ChoiceField(choices=ANSWER_ACTIONS),
        help_text="The answers to a possible threat that need no value.",
    )
    owner = PersonSerializer(allow_null=True)
    due = serializers.DateField(
        allow_null=True, help_text="Set by a person, else by the days of the team for the severity."
    )
    due_by_severity = serializers.BooleanField()
    days_left = serializers.IntegerField(
        allow_null=True, help_text="Negative where overdue; null where no date counts."
    )
    tags = serializers.ListField(child=serializers.CharField())
    duplicate_of = serializers.IntegerField(allow_null=True, help_text="Number of the threat it repeats.")
    waiting = WaitingSerializer(allow_null=True)


class CauseSerializer(serializers.Serializer[dict[str, Any]]):
    """Threats of one severity that a list shows as one row, as they have the same cause."""

    id = serializers.CharField(help_text="The rule, or what several rules have in common.")
    title = serializers.CharField(help_text='Of all of them, such as "12 containers may run as root".')
    count = serializers.IntegerField()
    statuses = serializers.DictField(
        child=serializers.IntegerField(), help_text="How many have each status, without those that none has."
    )


class GroupSerializer(serializers.Serializer[dict[str, Any]]):
    """Threats that a list shows as one row, as `group_by` asks for."""

    by = serializers.ChoiceField(choices=GROUPINGS)
    key = serializers.CharField(help_text="uid, id of the owner, or number of the mitigation; else empty.")
    title = serializers.CharField()
    count = serializers.IntegerField()


class ListedThreatSerializer(ThreatRowSerializer):
    """A row of the list: one threat, or with `cause` or `group` the worst of those that it represents."""

    cause = CauseSerializer(allow_null=True)
    group = GroupSerializer(allow_null=True)
    folded = serializers.IntegerField(
        help_text="The number of weaker possible threats folded into the row where `roll_up` is set."
    )


class ThreatFacetsSerializer(serializers.Serializer[dict[str, Any]]):
    """How many threats each filter value would show, the other filters applied."""

    certainty = serializers.DictField(child=serializers.IntegerField())
    severity = serializers.DictField(child=serializers.IntegerField())
    status = serializers.DictField(child=serializers.IntegerField())
    method = serializers.DictField(child=serializers.IntegerField())
    category = serializers.DictField(child=serializers.IntegerField())


class SeenSerializer(serializers.Serializer[dict[str, Any]]):
    """What a list shows: nothing that people changed later. A change of threats is based on it."""

    event = serializers.IntegerField(min_value=0)
    threat = serializers.IntegerField(min_value=0, help_text="The number of the newest threat.")


class ThreatsPageSerializer(serializers.Serializer[dict[str, Any]]):
    """One page of the threat list."""

    count = serializers.IntegerField(help_text="Of rows.")
    threat_count = serializers.IntegerField(help_text="Of threats; more than rows where `roll_up` is set.")
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = ListedThreatSerializer(many=True)
    facets = ThreatFacetsSerializer()
    seen = SeenSerializer()


class ExcerptSerializer(serializers.Serializer[dict[str, Any]]):
    """Lines of a file in a row, from the number `first`; `marked` are the numbers of those with evidence."""

    first = serializers.IntegerField()
    lines = serializers.ListField(child=serializers.CharField(allow_blank=True))
    marked = serializers.ListField(child=serializers.IntegerField())


class SourceFileSerializer(serializers.Serializer[dict[str, Any]]):
    """A file with evidence. Values that the model does not have itself are shown as an ellipsis."""

    file = serializers.CharField()
    excerpts = ExcerptSerializer(many=True)


class KnownFactsSerializer(serializers.Serializer[dict[str, Any]]):
    """The known facts that the rule of a threat reads, and redacted lines around them."""

    facts = EvidenceSerializer(many=True)
    sources = SourceFileSerializer(many=True)


class FactorSerializer(serializers.Serializer[dict[str, Any]]):
    """One contribution to a score, and its fact; both are empty for what follows from no fact."""

    factor = serializers.ChoiceField(choices=FACTORS)
    points = serializers.IntegerField()
    element = serializers.CharField(help_text="uid of the element or flow that has the fact.")
    element_name = serializers.CharField()
    element_kind = serializers.CharField()
    fact = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.JSONField(allow_null=True)
    file = serializers.CharField()
    line = serializers.IntegerField()


class SeverityOverrideSerializer(serializers.Serializer[dict[str, Any]]):
    """The computed severity that a person overrode, and why."""

    computed_severity = serializers.ChoiceField(choices=SEVERITIES)
    computed_score = serializers.IntegerField()
    reason = serializers.CharField()
    by = PersonSerializer(allow_null=True)
    at = serializers.DateTimeField()


class ManualAuthorSerializer(serializers.Serializer[dict[str, Any]]):
    """Who wrote a manual threat."""

    author = PersonSerializer(allow_null=True)


class MissingFactSerializer(AskedSerializer):
    """A fact that a possible threat waits for, and the question about it."""

    subject = SubjectSerializer()
    text = serializers.CharField()
    question = serializers.UUIDField(allow_null=True, help_text="null while no analysis asks it by itself.")
    deferred_at = serializers.DateTimeField(allow_null=True)
    deferred_by = serializers.CharField(help_text="Name of the person who does not know it yet.")


class DecidingAnswerSerializer(serializers.Serializer[dict[str, Any]]):
    element = serializers.CharField(help_text="uid of the element or flow")
    fact = serializers.CharField()
    value = serializers.JSONField()


class DecidingAnswersSerializer(serializers.Serializer[dict[str, Any]]):
    """Of each action the alternatives, each of which is made of answers that are given together."""

    applies = serializers.ListField(child=DecidingAnswerSerializer(many=True))
    does_not_apply = serializers.ListField(child=DecidingAnswerSerializer(many=True))


class ThreatSerializer(ThreatRowSerializer):
    """A threat with why it is there and what can be done."""

    version = serializers.IntegerField(help_text="Name it when you edit the content or the severity.")
    subject_state = serializers.ChoiceField(
        choices=SUBJECT_STATES,
        help_text="`gone`: the newest import no longer finds the element or flow; `deleted`: a person did.",
    )
    factors = FactorSerializer(many=True, help_text="Their points add up to the computed score.")
    severity_override = SeverityOverrideSerializer(allow_null=True)
    scenario = ScenarioSerializer(
        allow_null=True, help_text="Of a threat that lists an attack scenario; else null."
    )
    manual = ManualAuthorSerializer(allow_null=True, help_text="Of a threat that a person wrote; else null.")
    rule_title = serializers.CharField()
    status_reason = serializers.CharField()
    why = serializers.CharField()
    fix = FixSerializer(many=True)
    evidence = EvidenceSerializer(many=True)
    sources = SourceFileSerializer(
        many=True, help_text="Redacted lines around the evidence, as far as the import kept them."
    )
    missing = MissingFactSerializer(many=True, help_text="What a possible threat waits for, with questions.")
    answers = DecidingAnswersSerializer(help_text="Answers that decide a possible threat.")
    overrides = OverrideSerializer(
        many=True, help_text="Of a threat resolved by `statement`: the overridden facts."
    )
    references = ReferenceSerializer(many=True)
    controls = ControlSerializer(many=True)
    resolved_by = serializers.ListField(
        child=serializers.CharField(),
        help_text="Ids of the controls that change the facts of the evidence: an import can verify them.",
    )
    covers = serializers.ListField(child=serializers.CharField())
    mitigations = MitigationSerializer(many=True)  # type: ignore[assignment]
    risk = ThreatRiskSerializer()


class FactValueSerializer(serializers.Serializer[dict[str, Any]]):
    fact = serializers.CharField(max_length=80)
    value = serializers.JSONField()


class PossibleAnswerSerializer(serializers.Serializer[dict[str, Any]]):
    """An answer to possible threats: to those with these numbers, or to all that a filter finds."""

    action = serializers.ChoiceField(choices=(*ANSWER_ACTIONS, "unknown"))
    numbers = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, default=list, max_length=MOST
    )
    filter = ThreatQuerySerializer(
        required=False, allow_null=True, default=None, help_text="As in the list; `certainty` is possible."
    )
    values = FactValueSerializer(
        many=True, required=False, default=list, help_text="Where the value of a fact has to be chosen."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a selection by both ways or by none."""
        if bool(attrs["numbers"]) == bool(attrs["filter"]):
            raise serializers.ValidationError({"numbers": ["Give either numbers or a filter."]})
        return attrs


class LeftThreatSerializer(serializers.Serializer[dict[str, Any]]):
    """A threat that could not be answered like this."""

    number = serializers.IntegerField()
    reason = serializers.CharField()


class PossibleAnsweredSerializer(serializers.Serializer[dict[str, Any]]):
    """How many threats were answered; `left` names at most 100 of the others."""

    answered = serializers.IntegerField()
    left_count = serializers.IntegerField()
    left = LeftThreatSerializer(many=True)
    seq = serializers.IntegerField(
        allow_null=True, help_text="To undo the answers at changes/{seq}/undo/; null if no fact was stated."
    )
    job = JobSerializer(allow_null=True)


class ThreatDecisionSerializer(serializers.Serializer[dict[str, Any]]):
    """What a person decides about a threat. not-applicable needs a reason."""

    status = serializers.ChoiceField(choices=DECIDABLE)
    reason = serializers.CharField(max_length=4000, allow_blank=True, required=False, default="")
